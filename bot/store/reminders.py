"""Keep which contacts want to be reminded of the closing of the call, and what they were told of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select, update

from bot.store.database import Database
from bot.store.rule_schema import reminder_table
from bot.store.statements import insert_once, require_conversation

_R = reminder_table.c


@dataclass(frozen=True, slots=True)
class Told:
    """What a contact who wants to be reminded was told last, at a moment: that the call `closes` then.

    `days` is how many were left at the last reminder of that closing, None if there was none. It is not
    `noted` at first: what the contact knows of the closing is what is known when it is looked at first.
    """

    conversation: str
    told_at: datetime
    noted: bool = False
    closes: datetime | None = None
    days: int | None = None


class Reminders:
    """The contacts of a database who want to be reminded; what is kept goes with their conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, conversation: str, wanted: bool, at: datetime) -> None:
        """Keep that a contact wants to be reminded, or nothing any more; said twice, it passes for once.

        Raises:
            UnknownConversation: it was erased.
        """
        row = {"conversation": conversation, "told_at": at, "noted": False}
        async with self._database.writing() as connection:
            await require_conversation(connection, conversation)
            if wanted:
                await connection.execute(insert_once(connection.dialect.name, reminder_table, row))
            else:
                await connection.execute(delete(reminder_table).where(_R.conversation == conversation))

    async def of(self, conversation: str) -> bool:
        """Return whether a contact wants to be reminded."""
        query = select(exists().where(_R.conversation == conversation))
        async with self._database.reading() as connection:
            return bool((await connection.execute(query)).scalar())

    async def wanted(self) -> list[Told]:
        """Return the conversations whose contact wants to be reminded, and what they were told last."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(reminder_table).order_by(_R.conversation))
            return [Told(**row._mapping) for row in rows]

    async def note(self, told: Told) -> None:
        """Keep what a contact was told, unless they want no reminder any more."""
        values = {"told_at": told.told_at, "noted": told.noted, "closes": told.closes, "days": told.days}
        change = update(reminder_table).where(_R.conversation == told.conversation).values(**values)
        async with self._database.writing() as connection:
            await connection.execute(change)

    async def forget_all(self) -> None:
        """Keep nothing of who wanted to be reminded: the call has closed."""
        async with self._database.writing() as connection:
            await connection.execute(delete(reminder_table))
