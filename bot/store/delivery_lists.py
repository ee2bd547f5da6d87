"""List what the outbox holds, for the staff who look after it and for the contacts whose it is."""

from collections.abc import Mapping

from sqlalchemy import func, or_, select

from bot.conversations.deliveries import TELEGRAM
from bot.store.database import Database
from bot.store.delivery_rows import DeadLetter, Kept, LateLetter, waiting_of
from bot.store.delivery_schema import State, delivery_table

table = delivery_table.c

TO_STAFF = "notice:"
"""How the keys begin of what tells staff that someone waits."""

IS_TO_STAFF = table.key.startswith(TO_STAFF, autoescape=True)

_OF_STAFF = or_(table.conversation.is_not(None), table.channel != TELEGRAM, IS_TO_STAFF)
"""What staff look after: not what a contact is told beside their conversation."""


class DeliveryLists:
    """The lists of the deliveries of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, limit: int = 100) -> list[LateLetter]:
        """Return the deliveries that are still to make, the next one first."""
        query = select(delivery_table).where(table.state == State.WAITING, _OF_STAFF)
        query = query.order_by(table.due_at, table.id).limit(limit)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [
                LateLetter(waiting_of(row, row.attempts), row.error or "", row.created_at, row.due_at)
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
        query = select(delivery_table).where(table.state == State.DEAD, _OF_STAFF)
        query = query.order_by(table.ended_at.desc(), table.id.desc()).limit(limit)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [
                DeadLetter(waiting_of(row, row.attempts), row.error, row.created_at, row.ended_at)
                for row in rows
            ]

    async def counts(self) -> Mapping[str, int]:
        """Return how many deliveries are in each state, for every state."""
        query = select(table.state, func.count()).where(_OF_STAFF).group_by(table.state)
        async with self._database.reading() as connection:
            found = {state: count for state, count in await connection.execute(query)}
        return {state.value: found.get(state.value, 0) for state in State}
