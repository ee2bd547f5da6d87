"""Keep the answers that staff have ready, to insert in their replies and change there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.errors import BotError
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import canned_table
from bot.tokens import short_id

LONGEST_TITLE = 255
"""Characters of a title."""


class UnknownCannedAnswer(BotError):
    """The answer was never there, or was deleted."""

    def __init__(self) -> None:
        super().__init__("Cette réponse type n’existe pas, ou a été supprimée.")


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer that is ready, and who changed it last."""

    id: str
    title: str
    text: str
    changed_by: str
    changed_at: datetime


class CannedAnswers:
    """The answers that are ready; each change is written down in the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Canned]:
        """Return all of them, by title."""
        query = select(canned_table).order_by(canned_table.c.title, canned_table.c.id)
        async with self._database.reading() as connection:
            found = [Canned(**row._mapping) for row in await connection.execute(query)]
        return sorted(found, key=lambda canned: canned.title.casefold())

    async def save(self, id: str | None, title: str, text: str, by: str, at: datetime) -> str:
        """Change an answer, or add one if `id` is None; return its identifier.

        `title` holds 255 characters at most.

        Raises:
            UnknownCannedAnswer: there is none under this identifier.
        """
        values = {"title": title, "text": text, "changed_by": by, "changed_at": at}
        action = "canned_answer.added" if id is None else "canned_answer.changed"
        async with self._database.writing() as connection:
            if id is None:
                id = short_id()
                await connection.execute(insert(canned_table).values(id=id, **values))
            else:
                change = update(canned_table).where(canned_table.c.id == id).values(**values)
                if not (await connection.execute(change)).rowcount:
                    raise UnknownCannedAnswer
            await write_down(connection, Act(at, by, action, id))
        return id

    async def delete(self, id: str, by: str, at: datetime) -> None:
        """Delete an answer; replies that were made from it stay as they are.

        Raises:
            UnknownCannedAnswer: there is none under this identifier.
        """
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(canned_table).where(canned_table.c.id == id))
            if not gone.rowcount:
                raise UnknownCannedAnswer
            await write_down(connection, Act(at, by, "canned_answer.deleted", id))
