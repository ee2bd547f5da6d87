"""Updates that wait for the bot: numbered in order, kept until it confirms them.

https://core.telegram.org/bots/api#getting-updates; the types as `update_allowed_update_types` allows them
(https://github.com/tdlib/telegram-bot-api, Client.cpp). Telegram keeps updates for a day, this for ever.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
        "chat_boost",
        "removed_chat_boost",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "purchased_paid_media",
    ]
)
DEFAULT = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(eq=False, slots=True)
class Pending:
    """An update that waits; `line` is the chat it belongs to, whose updates a webhook gets in order."""

    update: dict[str, Any]
    line: int
    handed: bool = False

    @property
    def id(self) -> int:
        """The number of the update."""
        return int(self.update["update_id"])


@dataclass(slots=True)
class Updates:
    """The queue; not safe between threads by itself. `listeners` are called when something was added."""

    next_id: int = 700_000_001
    allowed: frozenset[str] = DEFAULT
    pending: list[Pending] = field(default_factory=list)
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def add(self, kind: str, body: dict[str, Any], line: int) -> int:
        """Add what happened, and return its number; 0 if the bot does not want to know."""
        if kind not in self.allowed:
            return 0
        id = self.next_id
        self.next_id += 1
        self.inject([{"update_id": id, kind: body}], line)
        return id

    def inject(self, updates: Iterable[dict[str, Any]], line: int = 0) -> None:
        """Add updates as they are, whatever their numbers: again, or in another order."""
        for update in updates:
            self.pending.append(Pending(update, line or _chat(update)))
            self.next_id = max(self.next_id, int(update["update_id"]) + 1)
        self.ring()

    def ring(self) -> None:
        """Tell those who wait that something changed."""
        for listener in self.listeners:
            listener()

    def confirm(self, offset: int) -> None:
        """Forget what the bot has: what it was given and stands before `offset`, or all but the last."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.pending = [one for one in self.pending if not one.handed or one.id >= offset]

    def take(self, limit: int) -> list[dict[str, Any]]:
        """Hand out the first updates."""
        taken = self.pending[:limit]
        for one in taken:
            one.handed = True
        return [one.update for one in taken]

    def allow(self, kinds: Any) -> None:
        """Choose what the bot wants to know; None changes nothing, nothing known is the usual."""
        if isinstance(kinds, list):
            self.allowed = frozenset(kinds) & KINDS or DEFAULT


def _chat(update: dict[str, Any]) -> int:
    for body in update.values():
        if isinstance(body, dict):
            held = body.get("message", body)
            if isinstance(held, dict) and isinstance(held.get("chat"), dict):
                return int(held["chat"].get("id", 0))
    return 0
