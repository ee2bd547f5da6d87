"""Where a call stands in time: not open yet, open, closed, or nobody knows until when."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from knowledge.documents import Call


class Phase(StrEnum):
    """Whether applications may be sent in."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """The texts do not say until when."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The phase of a call; `days` are the whole days until it closes, 0 on the last one, if it is open."""

    phase: Phase
    opened: date | None = None
    closes: datetime | None = None
    days: int | None = None


def deadline(call: Call, now: datetime, zone: tzinfo) -> Deadline:
    """Return where a call stands at a moment; days are those of the calendar in `zone`."""
    today = now.astimezone(zone).date()
    if call.closes is not None and now > call.closes:
        return Deadline(Phase.CLOSED, call.opened, call.closes)
    if call.opened is not None and today < call.opened:
        return Deadline(Phase.NOT_YET, call.opened, call.closes)
    if call.closes is None:
        return Deadline(Phase.UNKNOWN, call.opened)
    days = (call.closes.astimezone(zone).date() - today).days
    return Deadline(Phase.OPEN, call.opened, call.closes, days)
