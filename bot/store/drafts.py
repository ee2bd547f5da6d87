"""Keep the replies that staff are writing, so that none is lost and nobody writes the same one unaware."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.schema import draft_table
from bot.store.statements import require_conversation, upsert


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply not sent yet; `citations` are the passages to quote, as the API gives citations."""

    text: str
    citations: tuple[Mapping[str, Any], ...]
    at: datetime


class Drafts:
    """The drafts, one at most of each person of the staff in each conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self,
        conversation: str,
        staff: str,
        text: str,
        citations: Sequence[Mapping[str, Any]],
        at: datetime,
    ) -> None:
        """Keep a draft in place of the earlier one; one that says nothing is none.

        Raises:
            UnknownConversation: the conversation is not there, or not any more.
        """
        if not text.strip() and not citations:
            await self.drop(conversation, staff)
            return
        quoted = [dict(citation) for citation in citations]
        row = {"conversation": conversation, "staff": staff, "text": text, "citations": quoted, "at": at}
        async with self._database.writing() as connection:
            await require_conversation(connection, conversation)
            await connection.execute(upsert(connection.dialect.name, draft_table, row))

    async def get(self, conversation: str, staff: str) -> Draft | None:
        """Return what someone is writing in a conversation."""
        table = draft_table.c
        query = select(draft_table).where(table.conversation == conversation, table.staff == staff)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Draft(row.text, tuple(row.citations), row.at)

    async def drop(self, conversation: str, staff: str) -> None:
        """Forget a draft: it was sent, or is not wanted any more."""
        table = draft_table.c
        change = delete(draft_table).where(table.conversation == conversation, table.staff == staff)
        async with self._database.writing() as connection:
            await connection.execute(change)

    async def typing(self, conversation: str, since: datetime, but: str = "") -> list[tuple[str, datetime]]:
        """Return who wrote on their draft from a moment on, the last first, all but one person."""
        table = draft_table.c
        query = (
            select(table.staff, table.at)
            .where(table.conversation == conversation, table.at >= since, table.staff != but)
            .order_by(table.at.desc(), table.staff)
        )
        async with self._database.reading() as connection:
            return [(row.staff, row.at) for row in await connection.execute(query)]
