"""Keep of which conversations that wait for a person the staff were told, and tell them once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Executable, and_, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.states import Status
from bot.store import lanes
from bot.store.database import Database
from bot.store.delivery_rows import Waiting
from bot.store.delivery_schema import State, delivery_table
from bot.store.rows import notice_row
from bot.store.schema import conversation_table
from bot.store.telegram_schema import waiting_notice_table

_INSERT: Final[Mapping[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""Two functions of the same words, that no type of SQLAlchemy says to be alike."""

_C, _D, _T = conversation_table.c, delivery_table.c, waiting_notice_table.c
_WAITS: Final = and_(_C.status == Status.OPEN, _C.waiting_since.is_not(None), _C.asked > 0)
_UNTOLD: Final = ~exists().where(_T.conversation == _C.id, _T.since == _C.waiting_since)


@dataclass(frozen=True, slots=True)
class Waiters:
    """How many conversations wait for a person, in all and among them the new ones, and why these do.

    `promised_at` is the nearest promise made to any of them. The new ones wait since `first` until `last`.
    """

    new: int
    all: int
    reasons: Mapping[str, int]
    promised_at: datetime | None
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Notification:
    """A delivery that tells staff; of a `lane` they leave one after the other."""

    key: str
    channel: str
    address: str
    payload: Mapping[str, Any]
    lane: str | None = None


class _TooSoon(Exception):
    """Staff were told a moment ago."""


class WaitingNotices:
    """The conversations that wait, each told of once for each time that it begins to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tell(self, written: Callable[[Waiters], Sequence[Notification]], now: datetime) -> bool:
        """Have staff told of the conversations of which they were not; return whether they are told now.

        `written` gives the deliveries. If one of their keys is taken, nobody is told of anything yet.
        """
        if not await self._any_untold():
            return False
        try:
            async with self._database.writing() as connection:
                waiters = await self._told_now(connection)
                if waiters is None:
                    return False
                await _add(connection, written(waiters), now)
        except _TooSoon:
            return False
        return True

    async def waiting(self, first: datetime, last: datetime) -> Waiters | None:
        """Return who waits, the new ones since `first` until `last`; None if none of these does any more."""
        async with self._database.reading() as connection:
            return await _waiters(connection, _C.waiting_since.between(first, last))

    async def overtaken(self, notification: Waiting) -> bool:
        """Tell whether a later delivery to the same address waits too, which then says all that is to say."""
        later = (_D.id > notification.id, _D.channel == notification.channel)
        query = select(_D.id).where(_D.state == State.WAITING, _D.address == notification.address, *later)
        async with self._database.reading() as connection:
            return (await connection.execute(query.limit(1))).scalar() is not None

    async def _any_untold(self) -> bool:
        """Tell whether there is anything to write at all."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(_C.id).where(_WAITS, _UNTOLD).limit(1))
            return found.scalar() is not None

    async def _told_now(self, connection: AsyncConnection) -> Waiters | None:
        """Mark as told of all that wait, and return those that were not before."""
        insert = _INSERT[connection.dialect.name](waiting_notice_table)
        # In one order, so that two processes never each wait for the other; the second finds nothing left.
        query = select(_C.id, _C.waiting_since).where(_WAITS, _UNTOLD).order_by(_C.id)
        marking: Executable = (
            insert.from_select(["conversation", "since"], query)
            .on_conflict_do_update(
                index_elements=[_T.conversation],
                set_={"since": insert.excluded.since},
                where=_T.since != insert.excluded.since,
            )
            .returning(_T.conversation)
        )
        marked = (await connection.execute(marking)).scalars().all()
        return await _waiters(connection, _C.id.in_(marked)) if marked else None


async def _add(connection: AsyncConnection, notifications: Sequence[Notification], now: datetime) -> None:
    """Add deliveries, those of lanes in one order: each holds its lane until the end of the transaction.

    Raises:
        _TooSoon: there was one of the same key.
    """
    for told in sorted(notifications, key=lambda told: told.lane or ""):
        row = notice_row(told.key, told.channel, told.address, told.lane, told.payload, now)
        if not await lanes.add_once(connection, row):
            raise _TooSoon


async def _waiters(connection: AsyncConnection, new: ColumnElement[bool]) -> Waiters | None:
    """Count who waits; None if none of the `new` ones does."""
    fresh = select(_C.reason, _C.waiting_since).where(_WAITS, new)
    rows = (await connection.execute(fresh)).all()
    if not rows:
        return None
    every = select(func.count(), func.min(_C.promised_at)).where(_WAITS)
    count, promised_at = (await connection.execute(every)).one()
    moments = [row.waiting_since for row in rows]
    reasons = Counter(row.reason for row in rows if row.reason)
    return Waiters(len(rows), count, reasons, promised_at, min(moments), max(moments))
