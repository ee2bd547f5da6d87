"""When staff are there to answer, and the moment that so many hours of their presence lead to."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays
from holidays.countries.france import France

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
"""In the order of `date.weekday()`."""

EXAMPLE = "lun-ven 9:00-12:00 14:00-17:00; sam 9:00-12:00"
MIDNIGHT = 24 * 60
QUARTER = timedelta(minutes=15)
LONGEST_CLOSURE = 366
"""Days in a row without an opening after which there is none to wait for."""

_ONE_DAY = timedelta(days=1)
_SPAN = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?-(\d{1,2})(?:[:h](\d{2})?)?")


class BadHours(ValueError):
    """A text does not say when staff are there; the message says what is wrong and what is expected."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"{fault} Indiquez des jours puis des heures, comme « {EXAMPLE} ».")


class NeverOpen(ValueError):
    """No day of a whole year has an hour when staff are there."""

    def __init__(self) -> None:
        super().__init__("L’équipe n’est jamais présente à ces horaires. Donnez au moins un jour ouvert.")


class Span(NamedTuple):
    """A part of a day when staff are there, in minutes since midnight; the last one is excluded."""

    opens: int
    closes: int


Week = tuple[tuple[Span, ...], ...]
"""The spans of each day, Monday first, in order and apart from each other."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When staff are there: the hours of a week as `zone` counts them, but for the `closed` days.

    Raises:
        NeverOpen: no day of the week has any span.
    """

    zone: ZoneInfo
    week: Week
    closed: Container[date] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.week):
            raise NeverOpen

    def is_open(self, moment: datetime) -> bool:
        """Whether staff are there at an aware `moment`."""
        day = moment.astimezone(self.zone).date()
        return any(opens <= moment.astimezone(UTC) < closes for opens, closes in self._on(day))

    def next_opening(self, moment: datetime) -> datetime:
        """Return when staff are next there, in their zone: `moment` itself if they are.

        Raises:
            NeverOpen: every day of the year that follows is closed.
        """
        opens, _ = next(self._spans(moment))
        return opens.astimezone(self.zone)

    def promise(self, moment: datetime, within: float) -> datetime:
        """Return, in their zone, when staff will have been there for `within` hours from `moment` on.

        It is rounded up to the next quarter of an hour, but never past the closing that comes first.

        Raises:
            NeverOpen: a whole year goes by without an opening.
            ValueError: `within` is negative.
        """
        if within < 0:
            raise ValueError(f"a delay of {within} hours is negative")
        left = timedelta(hours=within)
        spans = self._spans(moment)
        opens, closes = next(spans)
        while left > closes - opens:
            left -= closes - opens
            opens, closes = next(spans)
        return min(_next_quarter((opens + left).astimezone(self.zone)), closes.astimezone(self.zone))

    def _spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is left of each span from `moment` on, in order, in UTC.

        Raises:
            NeverOpen: a whole year goes by without any.
        """
        start = moment.astimezone(UTC)
        day, closed_for = moment.astimezone(self.zone).date(), 0
        while closed_for < LONGEST_CLOSURE:
            left = [(max(opens, start), closes) for opens, closes in self._on(day) if closes > start]
            yield from left
            closed_for = 0 if left else closed_for + 1
            day += _ONE_DAY
        raise NeverOpen

    def _on(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the spans of a day in UTC, whose hours all last as long, summer time or not."""
        if day in self.closed:
            return []
        spans = [(self._at(day, opens), self._at(day, closes)) for opens, closes in self.week[day.weekday()]]
        return [(opens, closes) for opens, closes in spans if opens < closes]

    def _at(self, day: date, minutes: int) -> datetime:
        days, minutes = divmod(minutes, MIDNIGHT)
        local = datetime.combine(day + days * _ONE_DAY, time(*divmod(minutes, 60)), self.zone)
        return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of France, with those of a part of it when `subdivision` names one."""

    subdivision: str | None = None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays_of(self.subdivision, day.year)


@lru_cache(maxsize=64)
def _holidays_of(subdivision: str | None, year: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv=subdivision, years=year, expand=False))


def parse_hours(text: str) -> Week:
    """Read the hours of a week: days, then spans, in groups that semicolons separate.

    >>> parse_hours("lun-mar 9:00-12:00 14h-17h30; sam 9-12")[1]
    (Span(opens=540, closes=720), Span(opens=840, closes=1050))

    Raises:
        BadHours: the text cannot be read, names no hour, or gives two spans that overlap.
    """
    week: list[list[Span]] = [[] for _ in DAYS]
    for group in filter(str.strip, text.split(";")):
        named, spans = _group(group)
        for day in named:
            week[day].extend(spans)
    if not any(week):
        raise BadHours("Aucune heure d’ouverture n’est donnée.")
    for name, found in zip(DAYS, week, strict=True):
        found.sort()
        if any(later.opens < earlier.closes for earlier, later in pairwise(found)):
            raise BadHours(f"Deux horaires du {name} se chevauchent.")
    return tuple(tuple(spans) for spans in week)


def parse_holidays(text: str) -> PublicHolidays:
    """Read the part of France whose public holidays are kept: "" for what all of it keeps, or a code.

    >>> parse_holidays("Moselle")
    PublicHolidays(subdivision='57')

    Raises:
        ValueError: the library of holidays does not know this part of France.
    """
    codes = [code for code in France.subdivisions if not code.startswith("Zone")]  # of school holidays
    known: dict[str, str | None] = {
        name.casefold(): code for name, code in France.subdivisions_aliases.items()
    }
    known |= {code.casefold(): code for code in codes} | {"": None}
    try:
        return PublicHolidays(known[text.strip().casefold()])
    except KeyError:
        raise ValueError(
            f"« {text} » n’est pas une partie de la France qui a ses propres jours fériés. "
            f"Indiquez l’une de celles-ci, ou rien : {', '.join(codes)}."
        ) from None


def parse_zone(text: str) -> ZoneInfo:
    """Read the name of a time zone.

    Raises:
        ValueError: no time zone has this name.
    """
    try:
        return ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"« {text} » n’est pas un fuseau horaire. Indiquez un nom comme Europe/Paris ou Indian/Reunion."
        ) from None


def _group(group: str) -> tuple[list[int], list[Span]]:
    """Read one group: the days it names, by number, and the spans that they have.

    Raises:
        BadHours: it does not name days, then hours.
    """
    said = re.sub(r"\s*[-–—]\s*", "-", group.strip().casefold())
    found = re.fullmatch(r"(?P<days>[a-z\s.,-]+?)\s*:?\s*(?P<spans>\d.*)", said)
    if found is None:
        raise BadHours(f"« {group.strip()} » n’est pas un horaire.")
    named = [day for part in re.split(r"[\s,]+", found["days"].strip(" ,")) for day in _days(part)]
    return list(dict.fromkeys(named)), [_span(part) for part in re.split(r"[\s,]+", found["spans"].strip())]


def _days(text: str) -> list[int]:
    """Read a day or the first and the last of several; a range may go past Sunday.

    Raises:
        BadHours: a name is not that of a day.
    """
    ends = [_day(name) for name in text.split("-")]
    if len(ends) > 2:
        raise BadHours(f"« {text} » ne désigne pas des jours.")
    return [(ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1)]


def _day(name: str) -> int:
    """Read the name of a day, whole or cut after three letters at least.

    Raises:
        BadHours: it is not that of a day.
    """
    cut = name.rstrip(".")
    for number, day in enumerate(DAYS):
        if len(cut) >= 3 and day.startswith(cut):
            return number
    raise BadHours(f"« {name} » n’est pas un jour.")


def _span(text: str) -> Span:
    """Read two times of a day, the first before the second.

    Raises:
        BadHours: they are not.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        raise BadHours(f"« {text} » n’est pas un horaire.")
    hours, minutes, last_hours, last_minutes = (int(part or 0) for part in found.groups())
    span = Span(60 * hours + minutes, 60 * last_hours + last_minutes)
    if max(minutes, last_minutes) > 59 or not span.opens < span.closes <= MIDNIGHT:
        raise BadHours(f"« {text} » ne va pas d’une heure à une autre du même jour.")
    return span


def _next_quarter(moment: datetime) -> datetime:
    """Round up to a quarter of an hour; every zone is some quarters away from UTC."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    rounded = moment.astimezone(UTC) + (QUARTER - past if past else timedelta())
    return rounded.astimezone(moment.tzinfo)
