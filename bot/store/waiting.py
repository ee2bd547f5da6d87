"""Read the senses of the conversations that wait, the most urgent first."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.states import Status
from bot.store.likeness import Kept
from bot.store.schema import conversation_table
from knowledge.sense import SENSE

MOST = 2_000
"""Conversations that are compared, the most urgent ones: as many again take four times as long."""

_C = conversation_table.c
WAITS = (_C.status == Status.OPEN) & _C.waiting_since.is_not(None)
URGENT = (_C.promised_at, _C.changed_at)


async def kept_senses(
    connection: AsyncConnection, those: ColumnElement[bool], *order: ColumnElement[Any]
) -> list[Kept]:
    """Return the senses kept of those conversations, in that order, `MOST` at most."""
    # Chosen before they are read: a vector is too long to be sorted along.
    chosen = select(_C.id).where(those, _C.embedder.startswith(SENSE)).order_by(*order).limit(MOST)
    ids = (await connection.execute(chosen)).scalars().all()
    query = select(_C.id, _C.embedder, _C.vector).where(_C.id.in_(ids), _C.vector.is_not(None))
    found = {row.id: Kept(row.id, row.embedder, row.vector) for row in await connection.execute(query)}
    return [found[id] for id in ids if id in found]


async def waiting_senses(connection: AsyncConnection) -> list[Kept]:
    """Return the senses of those that wait."""
    return await kept_senses(connection, WAITS, *URGENT)
