"""Keep the updates that Telegram brings, before it is told that we have them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.telegram_updates import TelegramUpdates, Update
from bot.telegram.order import Order

NO_CHAT = 0
"""The chat of an update that concerns none."""


def chat_of(update: Mapping[str, Any]) -> int:
    """Return the chat that an update concerns, `NO_CHAT` if it concerns none.

    >>> chat_of({"update_id": 7, "message": {"message_id": 1, "chat": {"id": -5}}})
    -5
    >>> chat_of({"update_id": 8, "callback_query": {"id": "1", "message": {"chat": {"id": 12}}}})
    12
    >>> chat_of({"update_id": 9, "poll": {"id": "1"}})
    0
    """
    for about in update.values():
        if isinstance(about, Mapping):
            for holder in (about, about.get("message")):
                chat = holder.get("chat") if isinstance(holder, Mapping) else None
                if isinstance(chat, Mapping) and isinstance(chat.get("id"), int):
                    return int(chat["id"])
    return NO_CHAT


def number_of(update: Mapping[str, Any]) -> tuple[int, bool]:
    """Return the number of the message that an update is about, 0 if none, and whether it is a new one.

    >>> number_of({"update_id": 7, "message": {"message_id": 1, "chat": {"id": -5}}})
    (1, True)
    >>> number_of({"update_id": 8, "callback_query": {"id": "1", "message": {"message_id": 4}}})
    (4, False)
    >>> number_of({"update_id": 9, "my_chat_member": {"chat": {"id": 12}}})
    (0, False)
    """
    pressed = update.get("callback_query")
    under = pressed.get("message") if isinstance(pressed, Mapping) else None
    for about, new in ((update.get("message"), True), (update.get("edited_message"), False), (under, False)):
        number = about.get("message_id") if isinstance(about, Mapping) else None
        if isinstance(number, int):
            return number, new
    return 0, False


@dataclass(frozen=True, slots=True)
class Receiving:
    """Keeps updates of the bot of that number, then calls `ring`; `order` follows those of a webhook."""

    updates: TelegramUpdates
    bot: int
    ring: Callable[[], None]
    clock: Callable[[], datetime]
    order: Order | None = None

    async def keep(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Keep updates as Telegram wrote them; one that is kept already stays as it is.

        Raises:
            StoreUnavailable: the database refuses; none is kept.
        """
        coming = [_coming(one) for one in found]
        await self.updates.keep(self.bot, coming, self.clock())
        if self.order is not None:
            for update in coming:
                self.order.came(update.id)
        self.ring()


def _coming(found: Mapping[str, Any]) -> Update:
    number, new = number_of(found)
    return Update(found["update_id"], chat_of(found), found, number=number, new=new)
