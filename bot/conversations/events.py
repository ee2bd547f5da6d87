"""What a conversation is made of: its events, one of them a message when someone said something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

CONTACT: Final = "contact"
ASSISTANT: Final = "assistant"
SYSTEM: Final = "system"
ACTORS = (CONTACT, ASSISTANT, SYSTEM)
"""Whoever makes an event happen is one of these, or a member of the staff, by identifier."""


class Author(StrEnum):
    """Who says a message."""

    CONTACT = "contact"
    ASSISTANT = "assistant"
    STAFF = "staff"
    SYSTEM = "system"


class Kind(StrEnum):
    """What happened."""

    MESSAGE = "message"
    NOTE = "note"
    """A private note of the staff, which a contact never sees."""
    HANDED_OFF = "handed_off"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    GIVEN_BACK = "given_back"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ADDRESS_LEFT = "address_left"
    LINKED = "linked"
    """Its contact goes on with it in a chat."""
    UNREACHABLE = "unreachable"
    """Its contact can no more be written to in their chat."""
    REACHABLE = "reachable"
    REMINDED = "reminded"
    """The system reminds the contact of a date, as they asked; they are told elsewhere too."""

    @property
    def public(self) -> bool:
        """Whether the contact is told."""
        return self not in _UNTOLD


_UNTOLD: Final = frozenset(
    {Kind.NOTE, Kind.ADDRESS_LEFT, Kind.LINKED, Kind.UNREACHABLE, Kind.REACHABLE},
)


@dataclass(frozen=True, slots=True)
class Message:
    """Something said; `number` is that of its event, `answer` the assistant's reply as the API gives it.

    `staff` is the identifier of its author if that is a person of the staff, `name` the one shown.
    `citations` are the passages that a person quoted, as the API gives citations.
    """

    number: int
    author: Author
    text: str
    at: datetime
    staff: str | None = None
    name: str = ""
    private: bool = False
    answer: Mapping[str, Any] | None = None
    citations: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `number` counts from 1 within the conversation, without a gap."""

    number: int
    kind: Kind
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that must reach the contact elsewhere than on our pages; `key` is the same at each try.

    Those of a `lane` leave one after the other, in order; None if nothing orders it.
    """

    key: str
    channel: str
    address: str
    number: int
    lane: str | None = None
