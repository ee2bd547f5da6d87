"""Keep what must reach contacts elsewhere than on our pages, until it did or somebody gave it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select, update

from bot.conversations.events import ACTORS
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import delivery_table

AT_ONCE = 20
"""Deliveries taken in one go."""

ENDED: Final[Mapping[str, Any]] = {"address": "", "secret": ""}
"""What is left of where a delivery went, once it was made or is not to be made any more."""

table = delivery_table.c


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """Given up by the worker; staff may have it tried again."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery to make: of the message `number` of a conversation, to an address on a channel.

    `key` is the same at each try; `attempts` counts the tries, the one it was taken for included.
    """

    id: int
    key: str
    channel: str
    address: str
    conversation: str
    number: int
    attempts: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, when and why; `error` is a French sentence that names nobody."""

    delivery: Waiting
    error: str
    created_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class LateLetter:
    """A delivery that waits, why its last try failed, "" if none did, and when it is tried next."""

    delivery: Waiting
    error: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a delivery of the message `number`; once it was made or cancelled, no address."""

    number: int
    channel: str
    address: str
    state: State
    attempts: int
    created_at: datetime
    ended_at: datetime | None


class Outbox:
    """The deliveries; `bot.store.conversations` adds them, in the transaction of their message."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, now: datetime, until: datetime, limit: int = AT_ONCE) -> list[Waiting]:
        """Return deliveries that are due, the oldest first, which nobody else takes before `until`.

        Each counts as tried: one that kills whoever tries it is not tried for ever.
        """
        due = (
            select(delivery_table)
            .where(table.state == State.WAITING, table.due_at <= now)
            .order_by(table.due_at, table.id)
            .limit(limit)
            # Several processes take at once: none waits for the others, nor takes what they take.
            # SQLite, which knows no such thing, has one writer at a time.
            .with_for_update(skip_locked=True)
        )
        async with self._database.writing() as connection:
            rows = (await connection.execute(due)).all()
            ours = update(delivery_table).where(table.id.in_([row.id for row in rows]))
            if rows:
                await connection.execute(ours.values(due_at=until, attempts=table.attempts + 1))
        return [_waiting(row, row.attempts + 1) for row in rows]

    async def put_back(self, id: int, now: datetime) -> None:
        """Let a delivery be taken again at once: it was not tried after all."""
        await self._change(id, [State.WAITING], due_at=now, attempts=table.attempts - 1)

    async def sent(self, id: int, now: datetime) -> None:
        """Note that a delivery was made, whatever was decided of it meanwhile."""
        every = [State.WAITING, State.DEAD, State.CANCELLED]
        await self._change(id, every, state=State.SENT, ended_at=now, error=None, **ENDED)

    async def failed(self, id: int, error: str, due_at: datetime) -> None:
        """Note why a delivery failed, and when to try it again."""
        await self._change(id, [State.WAITING], error=error, due_at=due_at)

    async def dead(self, id: int, error: str, now: datetime) -> None:
        """Give a delivery up, until staff have it tried again."""
        await self._change(id, [State.WAITING], state=State.DEAD, error=error, ended_at=now)

    async def retry(self, id: int, by: str, now: datetime) -> bool:
        """Let a dead letter wait again, as if it were new; return whether it was dead."""
        again = {"state": State.WAITING, "attempts": 0, "due_at": now, "error": None, "ended_at": None}
        return await self._change(id, [State.DEAD], Act(now, by, "delivery.retried"), **again)

    async def cancel(self, id: int, by: str, now: datetime) -> bool:
        """Never make a delivery, dead or not; return whether it was still to make."""
        act = Act(now, by, "delivery.cancelled")
        ended: dict[str, Any] = {"state": State.CANCELLED, "ended_at": now, **ENDED}
        return await self._change(id, [State.WAITING, State.DEAD], act, **ended)

    async def waiting(self, limit: int = 100) -> list[LateLetter]:
        """Return the deliveries that are still to make, the next one first."""
        query = select(delivery_table).where(table.state == State.WAITING)
        query = query.order_by(table.due_at, table.id).limit(limit)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [
                LateLetter(_waiting(row, row.attempts), row.error or "", row.created_at, row.due_at)
                for row in rows
            ]

    async def of_conversation(self, id: str) -> list[Kept]:
        """Return all that is kept of the deliveries of a conversation, the oldest first."""
        query = select(delivery_table).where(table.conversation == id).order_by(table.id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [
                Kept(
                    row.number, row.channel, row.address, State(row.state), row.attempts,
                    row.created_at, row.ended_at,
                )
                for row in rows
            ]  # fmt: skip

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """Return the deliveries that were given up, the last first."""
        query = select(delivery_table).where(table.state == State.DEAD)
        query = query.order_by(table.ended_at.desc(), table.id.desc()).limit(limit)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [
                DeadLetter(_waiting(row, row.attempts), row.error, row.created_at, row.ended_at)
                for row in rows
            ]

    async def counts(self) -> Mapping[str, int]:
        """Return how many deliveries are in each state, for every state."""
        query = select(table.state, func.count()).group_by(table.state)
        async with self._database.reading() as connection:
            found = {state: count for state, count in await connection.execute(query)}
        return {state.value: found.get(state.value, 0) for state in State}

    async def _change(
        self, id: int, among: list[State], act: Act | None = None, **values: ColumnElement[int] | Any
    ) -> bool:
        """Change a delivery that is in one of some states; write down that staff did, if it was."""
        change = update(delivery_table).where(table.id == id, table.state.in_(among)).values(**values)
        async with self._database.writing() as connection:
            of = (await connection.execute(change.returning(table.conversation, table.number))).one_or_none()
            if of is not None and act is not None and act.actor not in ACTORS:
                data = {"delivery": id, "number": of.number}
                await write_down(connection, Act(act.at, act.actor, act.action, of.conversation, data))
        return of is not None


def _waiting(row: Row[Any], attempts: int) -> Waiting:
    return Waiting(row.id, row.key, row.channel, row.address, row.conversation, row.number, attempts)
