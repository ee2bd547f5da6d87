"""Keep what contacts think of the replies that they got."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from bot.conversations.errors import ConversationError
from bot.conversations.events import Author
from bot.store.database import Database
from bot.store.schema import feedback_table, message_table
from bot.store.statements import upsert


class UnknownMessage(ConversationError):
    """There is no such message, or it is not one that a contact may judge."""

    def __init__(self) -> None:
        super().__init__("Cette réponse n’existe pas, ou ne peut pas être évaluée.")


class FeedbackReason(StrEnum):
    """What was wrong with a reply."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


FEEDBACK_LABELS: Final[Mapping[FeedbackReason, str]] = {
    FeedbackReason.WRONG: "La réponse est fausse",
    FeedbackReason.INCOMPLETE: "Il manque quelque chose",
    FeedbackReason.UNCLEAR: "La réponse n’est pas claire",
    FeedbackReason.OFF_TOPIC: "Ce n’était pas ma question",
    FeedbackReason.OTHER: "Autre raison",
}
"""How contacts and staff read the reasons."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a contact thinks of one reply."""

    useful: bool
    reason: FeedbackReason | None
    at: datetime


class Feedback:
    """The judgements, one for each reply at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def give(
        self, conversation: str, number: int, useful: bool, reason: FeedbackReason | None, at: datetime
    ) -> None:
        """Keep what the contact thinks of the reply `number`, in place of what they thought before.

        Raises:
            UnknownMessage: it is no reply of the assistant or of the staff that the contact can see.
        """
        table = message_table.c
        reply = select(table.id).where(
            table.conversation == conversation,
            table.number == number,
            table.author.in_([Author.ASSISTANT, Author.STAFF]),
            table.private.is_(False),
        )
        row = {"conversation": conversation, "number": number, "useful": useful, "reason": reason, "at": at}
        async with self._database.writing() as connection:
            if (await connection.execute(reply)).scalar() is None:
                raise UnknownMessage
            await connection.execute(upsert(connection.dialect.name, feedback_table, row))

    async def of(self, conversation: str) -> Mapping[int, Given]:
        """Return what the contact thinks of the replies of a conversation, by their numbers."""
        table = feedback_table.c
        query = select(feedback_table).where(table.conversation == conversation).order_by(table.number)
        async with self._database.reading() as connection:
            return {
                row.number: Given(row.useful, FeedbackReason(row.reason) if row.reason else None, row.at)
                for row in await connection.execute(query)
            }
