"""People and conversations to keep in a database, made in one line each."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.store.conversations import Conversations, Transition
from bot.store.database import Database
from bot.store.schema import staff_table

NOON = datetime(2013, 10, 15, 12, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
ANNE, BRUNO = "anne", "bruno"
ADDRESS = "contact@exemple.fr"
QUESTION = "Une commune seule est-elle éligible ?"


def conversation(id: str = "c1", contact: str = "p1", at: datetime = NOON) -> Conversation:
    """A conversation in which nothing was said."""
    return Conversation.begin(id, contact, Channel.WEB, at)


async def begun(conversations: Conversations, id: str = "c1", contact: str = "p1") -> str:
    """Keep a conversation in which nothing was said, opened by the digest "digest of " and its name."""
    await conversations.begin(conversation(id, contact), f"digest of {id}")
    return id


async def asked(conversations: Conversations, id: str = "c1", text: str = QUESTION) -> str:
    """Keep a conversation whose contact has asked something."""
    await begun(conversations, id)
    await conversations.change(id, lambda c: c.said(text, NOON, TOMORROW))
    return id


async def handed_off(conversations: Conversations, id: str = "c1", email: str = "") -> str:
    """Keep a conversation that waits for a person since event 2 (3 if its contact leaves an address)."""
    await asked(conversations, id)
    await conversations.change(id, lambda c: with_address(hands_off(c), email))
    return id


def hands_off(conversation: Conversation) -> Change[Conversation]:
    """The assistant gives a conversation to the staff."""
    return conversation.hand_off("missing_knowledge", "calendrier", QUESTION, NOON, TOMORROW)


def with_address(change: Change[Conversation], email: str) -> Change[Conversation]:
    """Let the contact leave an address too, if there is one."""
    return change.then(lambda c: c.leave_address(email, NOON)) if email else change


def says(words: str, at: datetime = NOON) -> Transition:
    """The contact says something."""
    return lambda conversation: conversation.said(words, at, TOMORROW)


def claims(staff: str) -> Transition:
    """Someone of the staff takes the conversation."""
    return lambda conversation: conversation.claim(staff, NOON)


def replies(staff: str, seen: int = 99, words: str = "Oui.") -> Transition:
    """Someone of the staff replies, having seen the conversation up to an event."""
    return lambda conversation: conversation.reply(staff, staff.title(), words, NOON, seen)


async def add_staff(database: Database, *ids: str) -> None:
    """Keep people of the staff, called as their identifiers."""
    rows = [
        {
            "id": id,
            "email": f"{id}@ministere.example.org",
            "name": id.title(),
            "role": "conseiller",
            "password": "",
            "must_change": False,
            "recovery": [],
            "failures": 0,
            "created_at": NOON,
        }
        for id in ids
    ]
    async with database.writing() as connection:
        await connection.execute(insert(staff_table), rows)
