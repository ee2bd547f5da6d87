"""Keep of which pairs of conversations a language model said that they ask the same, or do not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.conversation import Conversation
from bot.conversations.states import Status
from bot.store.alike import conversations_of
from bot.store.database import Database
from bot.store.likeness import Kept, doubtful
from bot.store.same_pair_schema import same_pair_table
from bot.store.schema import conversation_table
from bot.store.statements import upsert
from bot.store.waiting import waiting_senses

_C, _S = conversation_table.c, same_pair_table.c


@dataclass(frozen=True, slots=True)
class Pair:
    """Two conversations that wait, by identifier, the smaller one first, with what they ask."""

    one: str
    other: str
    asked: tuple[str, str]

    @property
    def digest(self) -> str:
        """What the two questions are known by: another question is another pair."""
        return hashlib.sha256("\0".join(self.asked).encode(errors="surrogatepass")).hexdigest()


class SamePairs:
    """The pairs judged in a database; one goes with either of its conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unjudged(self, limit: int) -> list[Pair]:
        """Return the pairs that wait, that may ask the same and that nobody judged, the likeliest first."""
        async with self._database.reading() as connection:
            waiting = await waiting_senses(connection)
            found = await to_thread.run_sync(doubtful, waiting)
            subjects = await _subjects(connection, waiting)
            judged = await _judged(connection)
        pairs = (Pair(one, other, (subjects[one], subjects[other])) for one, other in found)
        return [pair for pair in pairs if judged.get((pair.one, pair.other)) != pair.digest][:limit]

    async def near(self, id: str) -> list[Conversation]:
        """Return those that wait and ask the same as a conversation, as a model said of them as they are."""
        mine = _S.same & ((_S.one == id) | (_S.other == id))
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(same_pair_table).where(mine))).all()
            found = await conversations_of(connection, {id for row in rows for id in (row.one, row.other)})
        near = []
        for row in rows:
            one, other = found[row.one], found[row.other]
            shown = other if row.one == id else one
            judged = Pair(row.one, row.other, (one.subject, other.subject)).digest == row.digest
            if judged and shown.status is Status.OPEN and shown.waiting_since:
                near.append(shown)
        return sorted(near, key=lambda conversation: (conversation.changed_at, conversation.id))

    async def keep(self, pair: Pair, same: bool, model: str, at: datetime) -> None:
        """Keep what a model said of a pair, unless one of the two was erased meanwhile."""
        judged = {"same": same, "model": model[:255], "at": at}
        row = {"one": pair.one, "other": pair.other, "digest": pair.digest, **judged}
        async with self._database.writing() as connection:
            query = select(_C.id).where(_C.id.in_((pair.one, pair.other)))
            there = (await connection.execute(query.with_for_update(read=True, key_share=True))).all()
            if len(there) == 2:
                await connection.execute(upsert(connection.dialect.name, same_pair_table, row))


async def _subjects(connection: AsyncConnection, kept: Sequence[Kept]) -> dict[str, str]:
    query = select(_C.id, _C.subject).where(_C.id.in_([each.id for each in kept]))
    return {row.id: row.subject for row in await connection.execute(query)}


async def _judged(connection: AsyncConnection) -> dict[tuple[str, str], str]:
    rows = await connection.execute(select(_S.one, _S.other, _S.digest))
    return {(row.one, row.other): row.digest for row in rows}
