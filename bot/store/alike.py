"""Find the conversations that wait and ask the same, to answer them together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.conversation import Conversation
from bot.store import rows
from bot.store.database import Database
from bot.store.likeness import counted, grouped, likeness
from bot.store.schema import conversation_table
from bot.store.waiting import URGENT, WAITS, kept_senses, waiting_senses

_C = conversation_table.c


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations that ask the same: the one that the others are like, and these by identifier."""

    first: Conversation
    others: tuple[str, ...]


class Alike:
    """The likeness of the conversations of a database, by the senses kept of what they ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def near(self, id: str, limit: int = 20) -> list[tuple[Conversation, float]]:
        """Return those that wait and ask the same as a conversation, with how far, the closest first.

        Those handed off on the same topic come after them, the most urgent first, with 0.
        """
        async with self._database.reading() as connection:
            asked = await kept_senses(connection, _C.id == id)
            waiting = await waiting_senses(connection) if asked else []
            scores = await to_thread.run_sync(likeness, asked[0], waiting) if waiting else {}
            others = await _of_its_topic(connection, id, limit + len(scores))
            ranked = [*scores, *(one for one in others if one not in scores)][:limit]
            found = await conversations_of(connection, ranked)
        return [(found[one], scores.get(one, 0.0)) for one in ranked]

    async def counts(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many others wait and ask the same as each of those conversations that wait."""
        async with self._database.reading() as connection:
            waiting = await waiting_senses(connection)
        return await to_thread.run_sync(counted, ids, waiting)

    async def groups(self, limit: int = 50) -> list[Group]:
        """Return those that wait in groups of two or more that ask the same, the largest first."""
        async with self._database.reading() as connection:
            groups = await to_thread.run_sync(grouped, await waiting_senses(connection))
            return await with_firsts(connection, [group for group in groups if len(group) > 1][:limit])


async def with_firsts(connection: AsyncConnection, groups: Sequence[Sequence[str]]) -> list[Group]:
    """Return groups of identifiers with the conversations that stand for them."""
    found = await conversations_of(connection, (first for first, *_ in groups))
    return [Group(found[first], tuple(others)) for first, *others in groups]


async def conversations_of(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Conversation]:
    """Return conversations by identifier."""
    query = select(conversation_table).where(_C.id.in_(list(ids)))
    return {row.id: rows.conversation(row) for row in await connection.execute(query)}


async def _of_its_topic(connection: AsyncConnection, id: str, limit: int) -> Sequence[str]:
    """Return the others that wait, handed off on the topic of a conversation if it has one."""
    topic = select(_C.topic).where(_C.id == id).scalar_subquery()
    query = select(_C.id).where(WAITS, _C.topic != "", _C.topic == topic, _C.id != id)
    return (await connection.execute(query.order_by(*URGENT).limit(limit))).scalars().all()
