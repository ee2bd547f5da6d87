"""Write down who did and saw what, and read it again; nothing is changed there until it has had its time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.events import SYSTEM
from bot.store.database import Database
from bot.store.schema import audit_table


@dataclass(frozen=True, slots=True)
class Act:
    """Something done or seen: by whom (an identifier, or a word such as "system"), to what.

    `action` is a word of ours such as "conversation.seen"; `data` holds nothing of what people wrote.
    """

    at: datetime
    actor: str
    action: str
    object: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


async def write_down(connection: AsyncConnection, *acts: Act) -> None:
    """Add acts within a transaction, so that nothing is done without being written down."""
    if acts:
        rows = [
            {"at": a.at, "actor": a.actor, "action": a.action, "object": a.object, "data": dict(a.data)}
            for a in acts
        ]
        await connection.execute(insert(audit_table), rows)


class Audit:
    """The log of acts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, *acts: Act) -> None:
        """Write acts down."""
        async with self._database.writing() as connection:
            await write_down(connection, *acts)

    async def drop(self, before: datetime, now: datetime) -> int:
        """Delete the acts older than a moment, write that down, and return how many there were.

        Raises:
            StoreUnavailable: some have 180 days or less; nothing is deleted.
        """
        async with self._database.writing() as connection:
            old = await connection.execute(delete(audit_table).where(audit_table.c.at < before))
            if old.rowcount:
                await write_down(connection, Act(now, SYSTEM, "audit.expired", data={"count": old.rowcount}))
        return old.rowcount

    async def holds(self, actor: str, action: str, object: str) -> bool:
        """Whether somebody did that to something, as far as the log goes back."""
        table = audit_table.c
        query = (
            select(table.id)
            .where(table.object == object, table.action == action, table.actor == actor)
            .limit(1)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def page(
        self, before: int | None = None, limit: int = 50, actor: str = "", action: str = ""
    ) -> list[tuple[int, Act]]:
        """Return acts with their numbers, the last first: those before a number, if it is given.

        `actor` and `action` keep those of one person, and those whose word starts so.
        """
        table = audit_table.c
        query = select(audit_table).order_by(table.id.desc()).limit(limit)
        if before is not None:
            query = query.where(table.id < before)
        if actor:
            query = query.where(table.actor == actor)
        if action:
            query = query.where(table.action.startswith(action, autoescape=True))
        async with self._database.reading() as connection:
            found = await connection.execute(query)
            return [(row.id, Act(row.at, row.actor, row.action, row.object, row.data)) for row in found]
