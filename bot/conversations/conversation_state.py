"""What is known of a conversation, and how one event changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from bot.conversations.changes import Change
from bot.conversations.deliveries import deliveries
from bot.conversations.events import Event, Kind, Message
from bot.conversations.states import Channel, Status


@dataclass(frozen=True, slots=True)
class ConversationState:
    """The state of a conversation after its event `number`.

    `turn` is the last event that changes what a person should reply; `asked` the contact's last
    message, `answered` the one of them that the assistant answered last. `waiting_since` and
    `promised_at` are set while a contact waits for a person. `reason` and `topic` are those of the
    last handoff; `subject` is the question that a list shows.
    """

    id: str
    contact: str
    channel: Channel
    created_at: datetime
    changed_at: datetime
    status: Status = Status.PENDING
    number: int = 0
    turn: int = 0
    asked: int = 0
    answered: int = 0
    subject: str = ""
    reason: str | None = None
    topic: str = ""
    assignee: str | None = None
    waiting_since: datetime | None = None
    promised_at: datetime | None = None
    handed_off_at: datetime | None = None
    replied_at: datetime | None = None
    """The first reply of a person after the first handoff."""
    resolved_at: datetime | None = None
    email: str | None = None
    site: str | None = None
    chat: int | None = None
    """The chat, on Telegram, where all that is said to the contact goes too."""
    unreachable: bool = False

    @classmethod
    def begin(
        cls,
        id: str,
        contact: str,
        channel: Channel,
        at: datetime,
        site: str | None = None,
        chat: int | None = None,
    ) -> Self:
        """Return a conversation in which nothing was said, begun on the `site` of that key if any."""
        return cls(id, contact, channel, at, at, site=site, chat=chat)

    def _step(
        self,
        kind: Kind,
        by: str,
        at: datetime,
        data: Mapping[str, Any] | None = None,
        *,
        message: Message | None = None,
        counts: bool = True,
        **fields: Any,
    ) -> Change[Self]:
        """Return the change by one event; `counts` if it is one that a person should read before replying."""
        number = self.number + 1
        turn = number if counts else self.turn
        after = replace(self, number=number, turn=turn, changed_at=at, **fields)
        to_send = deliveries(self.id, kind, message, after.email, after.chat) if message else ()
        return Change(self, after, (Event(number, kind, at, by, data or {}, message),), to_send)
