"""Turn rows of the outbox into what is read of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.store.delivery_schema import State


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery to make, to an address on a channel: of the message `number` of a conversation.

    A notice has a `payload` instead, and is of no conversation. `key` is the same at each try;
    `attempts` counts the tries, the one it was taken for included. `doubtful`: an earlier try began,
    and its end was never noted. Those of a `lane` leave one after the other. `sent_parts` are the
    numbers of the messages that were made of it already, `after_part` the greatest number known when
    a try of the next one began, 0 if none was known, None if no try began.
    """

    id: int
    key: str
    channel: str
    address: str
    conversation: str | None
    number: int | None
    attempts: int
    lane: str | None = None
    payload: Mapping[str, Any] | None = None
    doubtful: bool = False
    sent_parts: tuple[int, ...] = ()
    after_part: int | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, when and why; `error` is a French sentence that names nobody."""

    delivery: Waiting
    error: str
    created_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class LateLetter:
    """A delivery that waits, why its last try failed, "" if none did, and when it is tried next."""

    delivery: Waiting
    error: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a delivery of the message `number`; once it was made or cancelled, no address."""

    number: int
    channel: str
    address: str
    state: State
    attempts: int
    created_at: datetime
    ended_at: datetime | None


def waiting_of(row: Row[Any], attempts: int) -> Waiting:
    """Return the delivery of a row, to be made for the time `attempts`."""
    return Waiting(
        row.id,
        row.key,
        row.channel,
        row.address,
        row.conversation,
        row.number,
        attempts,
        row.lane,
        row.payload,
        row.doubtful,
        tuple(row.sent_parts or ()),
        row.after_part,
    )
