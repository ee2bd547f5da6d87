"""All that the emulator knows, behind one lock: the bot, its chats, what waits for it."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.bot_api.answers import BadRequest, Forbidden
from tests.bot_api.chats import NOTHING, Chat, Chats, Message
from tests.bot_api.keyboards import Rows
from tests.bot_api.limits import Limits, Rates
from tests.bot_api.texts import Formatted
from tests.bot_api.updates import Updates


@dataclass(frozen=True, slots=True)
class Options:
    """How the emulator behaves; sizes are in bytes, times in seconds.

    `local`: a webhook may be any address, https://core.telegram.org/bots/api#using-a-local-bot-api-server.
    `per_chat`: each chat numbers its own messages. `press_life`: how long a press waits for its answer.
    `conflict_wait`: the least time between two refusals of pollers. `retry_unit`: the first wait before a
    webhook is tried again. `webhook_in_order`: the updates of a chat leave one after the other.
    """

    token: str = "123456789:AAEmulatorEmulatorEmulatorEmulator0"  # noqa: S105 - the token of nothing
    name: str = "Guichet"
    username: str = "guichet_bot"
    local: bool = True
    per_chat: bool = False
    rates: Rates = Rates()
    press_life: float = 30.0
    largest_upload: int = 50 * 1024 * 1024
    conflict_wait: float = 3.0
    retry_unit: float = 0.2
    webhook_timeout: float = 10.0
    webhook_in_order: bool = True


@dataclass(eq=False, slots=True)
class Pressed:
    """A button that somebody pressed; `answer` is what the bot showed then, None until it did."""

    id: str
    at: float
    message: Message
    data: str
    answer: dict[str, Any] | None = None


@dataclass(slots=True)
class World:
    """Everything, in memory. Whoever reads or changes it holds `lock`, and tells `changed` after a change."""

    options: Options
    chats: Chats = field(init=False)
    updates: Updates = field(default_factory=Updates)
    limits: Limits = field(init=False)
    presses: dict[str, Pressed] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    """The bot's descriptions, by the name of the field and the language."""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    changed: threading.Condition = field(init=False)
    _users: Iterator[int] = field(default_factory=lambda: count(500_000_001))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.chats = Chats(per_chat=self.options.per_chat)
        self.limits = Limits(self.options.rates)
        self.changed = threading.Condition(self.lock)

    @property
    def bot(self) -> dict[str, Any]:
        """The bot, as others see it."""
        id, name, username = (
            int(self.options.token.partition(":")[0]),
            self.options.name,
            self.options.username,
        )
        return {"id": id, "is_bot": True, "first_name": name, "username": username}

    def new_user(self) -> int:
        """Return the identifier of somebody new."""
        return next(self._users)

    def new_id(self, prefix: str) -> str:
        """Return an identifier of anything else."""
        return f"{prefix}{next(self._ids):08d}"

    def chat(self, given: str, *, write: bool = True) -> Chat:
        """Return the chat that a request names, where the bot may write (`check_chat`).

        Raises:
            ApiError: there is none, or the bot may not.
        """
        if not given:
            raise BadRequest("chat_id is empty")
        chat = self.chats.by_id.get(int(given)) if given.lstrip("-").isdigit() else None
        if chat is None:
            raise BadRequest("chat not found")
        if write and chat.migrated_to:
            raise BadRequest(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if write and chat.shut:
            raise Forbidden(chat.shut)
        return chat

    def message(self, chat: Chat, number: int, what: str) -> Message:
        """Return a message of a chat.

        Raises:
            BadRequest: it is not there; `what` names it.
        """
        message = chat.messages.get(number)
        if message is None or message.deleted:
            raise BadRequest(f"{what} not found")
        return message

    def add(
        self,
        chat: Chat,
        sender: dict[str, Any],
        formatted: Formatted = NOTHING,
        *,
        rows: Rows | None = None,
        reply_to: Message | None = None,
        **content: Any,
    ) -> Message:
        """Add a message to a chat, and return it."""
        message = Message(
            chat, next(chat.numbers), sender, int(time.time()), formatted, content, rows or [], reply_to
        )
        chat.messages[message.number] = message
        self.changed.notify_all()
        return message

    def wait(self, until: Callable[[], Any], timeout: float) -> Any:
        """Wait until something holds, and return it.

        Raises:
            TimeoutError: it does not hold after `timeout` seconds.
        """
        with self.changed:
            found = self.changed.wait_for(until, timeout)
        if not found:
            raise TimeoutError(f"it did not happen in {timeout} s")
        return found
