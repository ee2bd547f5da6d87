"""Chats and their messages, as Telegram keeps them and as the Bot API shows them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.bot_api.keyboards import Rows
from tests.bot_api.texts import Formatted

FIRST_GROUP, FIRST_SUPERGROUP = -4_000_000_001, -1_002_000_000_001


NOTHING = Formatted("")


@dataclass(eq=False, slots=True)
class Message:
    """A message of a chat, by its number there; `content` is all that no other field says."""

    chat: "Chat"
    number: int
    sender: dict[str, Any]
    date: int
    formatted: Formatted = NOTHING
    content: dict[str, Any] = field(default_factory=dict)
    rows: Rows = field(default_factory=list)
    reply_to: "Message | None" = None
    edit_date: int = 0
    file: bytes = b""
    versions: list[Formatted] = field(default_factory=list)
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether the bot sent it."""
        return bool(self.sender.get("is_bot"))

    @property
    def text(self) -> str:
        """The text, or the caption of a file."""
        return self.formatted.text

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the text, as the Bot API gives them."""
        return [one.as_json() for one in self.formatted.entities]

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Every button below it, in order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What is written on the buttons."""
        return [button["text"] for button in self.buttons]

    def as_json(self, *, replied: bool = True) -> dict[str, Any]:
        """Return it as the Bot API gives it; a message that it answers holds no further one."""
        body = {
            "message_id": self.number,
            "from": self.sender,
            "chat": self.chat.as_json(),
            "date": self.date,
        } | self.content
        body |= self.formatted.as_json("caption" if "document" in self.content else "text")
        if self.edit_date:
            body["edit_date"] = self.edit_date
        if self.rows:
            body["reply_markup"] = {"inline_keyboard": self.rows}
        if replied and self.reply_to and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to.as_json(replied=False)
        return body


@dataclass(eq=False, slots=True)
class Chat:
    """A private chat or a group; `shut` says why the bot cannot write there, "" if it can."""

    id: int
    type: str
    about: dict[str, Any]
    numbers: Iterator[int]
    messages: dict[int, Message] = field(default_factory=dict)
    shut: str = ""
    migrated_to: int = 0

    @property
    def private(self) -> bool:
        """Whether it is the chat of one person."""
        return self.type == "private"

    def as_json(self) -> dict[str, Any]:
        """Return it as a message names it."""
        return {"id": self.id, "type": self.type} | self.about

    def standing(self) -> list[Message]:
        """Return the messages that are not deleted, in order."""
        return [one for one in self.messages.values() if not one.deleted]


class Chats:
    """Every chat that the bot may know.

    The messages of private chats and of small groups are numbered by one counter, as those of an account are;
    each supergroup has its own (https://core.telegram.org/api/updates: the common box and those of channels).
    """

    def __init__(self, *, per_chat: bool) -> None:
        self.by_id: dict[int, Chat] = {}
        self._per_chat = per_chat
        self._common = count(1)
        self._groups, self._supergroups = count(0), count(0)

    def private(self, user: dict[str, Any]) -> Chat:
        """Make the chat of a person, which the bot does not know until it is opened."""
        about: dict[str, Any] = {
            key: user[key] for key in ("first_name", "last_name", "username") if key in user
        }
        return Chat(user["id"], "private", about, self._numbers())

    def group(self, title: str) -> Chat:
        """Open a small group."""
        id = FIRST_GROUP - next(self._groups)
        about = {"title": title, "all_members_are_administrators": True}
        return self.opened(Chat(id, "group", about, self._numbers()))

    def supergroup(self, title: str) -> Chat:
        """Open a large group."""
        id = FIRST_SUPERGROUP - next(self._supergroups)
        return self.opened(Chat(id, "supergroup", {"title": title}, count(1)))

    def _numbers(self) -> Iterator[int]:
        return count(1) if self._per_chat else self._common

    def opened(self, chat: Chat) -> Chat:
        """Let the bot know a chat."""
        self.by_id[chat.id] = chat
        return chat
