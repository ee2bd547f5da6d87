"""A clock that tests set, and what the staff promise by it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversations.promises import Promises
from bot.hours import Hours, parse_hours

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris, the staff just there."""

PROMISES = Promises(Hours(ZoneInfo("Europe/Paris"), parse_hours("lun-ven 9:00-12:00 14:00-17:00")), 12)


@dataclass
class Clock:
    """Gives the same moment until it is moved on."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.now

    def forward(self, **by: float) -> None:
        """Let time go by."""
        self.now += timedelta(**by)
