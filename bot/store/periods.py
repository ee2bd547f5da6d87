"""A period of whole days, where days begin at midnight of some place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, as `zone` counts them."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        """The days in order, none if `last` comes before `first`."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return self.midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after."""
        return self.midnight(self.last + timedelta(days=1))

    def midnight(self, day: date) -> datetime:
        """Return the moment when a day begins, in UTC.

        >>> period = Period(date(2013, 10, 27), date(2013, 10, 27), ZoneInfo("Europe/Paris"))
        >>> (period.ends - period.begins).total_seconds() / 3600
        25.0
        """
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
