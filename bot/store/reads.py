"""Keep how far each person of the staff has read each conversation."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot.store.database import Database
from bot.store.schema import read_table
from bot.store.statements import require_conversation, upsert


class Reads:
    """The number of the last event that someone saw, by conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mark(self, conversation: str, staff: str, number: int) -> None:
        """Keep that someone saw a conversation up to the event `number`; nobody unsees what they saw.

        Raises:
            UnknownConversation: the conversation is not there, or not any more.
        """
        row = {"conversation": conversation, "staff": staff, "number": number}
        async with self._database.writing() as connection:
            await require_conversation(connection, conversation)
            await connection.execute(upsert(connection.dialect.name, read_table, row, grows="number"))

    async def of(self, staff: str, conversations: Sequence[str]) -> Mapping[str, int]:
        """Return how far someone has read some conversations; those never opened are left out."""
        table = read_table.c
        query = select(table.conversation, table.number).where(
            table.staff == staff, table.conversation.in_(conversations)
        )
        async with self._database.reading() as connection:
            return {row.conversation: row.number for row in await connection.execute(query)}
