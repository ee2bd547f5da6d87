"""Keep each lane of deliveries in order: what is added leaves last, and nothing leaves too soon.

Whoever changes a lane has it to themselves until the end of their transaction, so that its deliveries
are numbered in the order in which they become known. Of a lane, only the first that waits is ever taken;
the others are due no sooner than it is, so that nobody who looks for it meets them first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.delivery_schema import State, delivery_table
from bot.store.schema import Moment
from bot.store.statements import insert_once

table = delivery_table.c

_earlier = delivery_table.alias("earlier").c
FIRST = or_(
    table.lane.is_(None),
    ~select(_earlier.id)
    .where(_earlier.lane == table.lane, _earlier.state == State.WAITING, _earlier.id < table.id)
    .exists(),
)
"""Whether no other delivery of its lane waits that was added before."""

_AT, _NOW = bindparam("at", type_=Moment), bindparam("now", type_=Moment)
_HERS = table.lane == bindparam("of_lane")
_WAITS = table.state == State.WAITING
# The moment from which the lane may go on after what was sent, the last for which one that failed is due,
# the last until which one is being tried.
_SENT = select(func.max(table.due_at)).where(_HERS, table.state == State.SENT).scalar_subquery()
_FAILED = select(func.max(table.due_at)).where(_HERS, _WAITS, ~table.doubtful).scalar_subquery()
_TRIED = select(func.max(table.due_at)).where(_HERS, _WAITS, table.doubtful).scalar_subquery()
_LAST, _AFTER_TRIES, _FREE = select(_SENT, _FAILED), select(_SENT, _TRIED), select(_SENT)

_LANE = select(table.lane).where(table.id == bindparam("one"))

_others = update(delivery_table).where(_HERS, _WAITS, table.id != bindparam("but"))
_RELEASED = _others.where(table.due_at != _AT, or_(~table.doubtful, table.due_at <= _NOW)).values(due_at=_AT)
_HELD = _others.where(table.due_at < _AT).values(due_at=_AT)


async def lock(connection: AsyncConnection, lane: str) -> None:
    """Let nobody else change a lane, nor add to it, until the end of the transaction.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lane, 0))))


async def lock_that_of(connection: AsyncConnection, id: int) -> str | None:
    """Do the same for the lane of a delivery; return it, None if it has none."""
    lane: str | None = (await connection.execute(_LANE, {"one": id})).scalar()
    if lane is not None:
        await lock(connection, lane)
    return lane


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    """Add a delivery, behind those of its lane that wait."""
    await connection.execute(insert(delivery_table).values(await _placed(connection, row)))


async def add_once(connection: AsyncConnection, row: Mapping[str, Any]) -> bool:
    """Do the same unless one of the same key is there; return whether it was added."""
    placed = await _placed(connection, row)
    statement = insert_once(connection.dialect.name, delivery_table, placed, key=table.key)
    return (await connection.execute(statement)).first() is not None


async def after_tries(connection: AsyncConnection, lane: str, now: datetime) -> datetime:
    """Return when a delivery put before the others of a lane may leave: once none is being tried."""
    return await _moment(connection, _AFTER_TRIES, lane, now)


async def free_at(connection: AsyncConnection, lane: str, now: datetime) -> datetime:
    """Return when what was sent allows a lane to go on."""
    return await _moment(connection, _FREE, lane, now)


async def release(connection: AsyncConnection, lane: str, but: int, now: datetime, at: datetime) -> None:
    """Let the others of a lane be due at a moment, since `but` is done with; not one that is being tried."""
    await connection.execute(_RELEASED, {"of_lane": lane, "but": but, "at": at, "now": now})


async def hold(connection: AsyncConnection, lane: str, but: int, until: datetime) -> None:
    """Let the deliveries behind `but` be due no sooner than it is."""
    await connection.execute(_HELD, {"of_lane": lane, "but": but, "at": until})


async def _placed(connection: AsyncConnection, row: Mapping[str, Any]) -> Mapping[str, Any]:
    lane = row["lane"]
    if lane is None:
        return row
    await lock(connection, lane)
    return {**row, "due_at": await _moment(connection, _LAST, lane, row["due_at"])}


async def _moment(connection: AsyncConnection, query: Select[Any], lane: str, least: datetime) -> datetime:
    """Return the last of the moments that a query finds in a lane, `least` if it finds none after it."""
    found: list[datetime | None] = list((await connection.execute(query, {"of_lane": lane})).one())
    return max([least, *(moment for moment in found if moment is not None)])
