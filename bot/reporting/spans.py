"""The days of a period gathered in days, weeks or months, few enough to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from bot.reporting.figures import Count
from bot.store.statistics import Day
from knowledge.phrases import MONTHS

DAYS, WEEKS = 10, 100
"""Longest periods, in days, that are shown by day and by week; longer ones are by month."""


@dataclass(frozen=True, slots=True)
class Span:
    """What happened from one day to another, both included."""

    label: str
    begun: Count
    answered: Count
    clarified: Count
    handed_off: Count
    replies: Count
    resolved: Count

    @property
    def value(self) -> Count:
        """What its chart draws."""
        return self.begun


def unit(days: Sequence[Day]) -> str:
    """Name what a period is cut into, after « par ».

    >>> unit([])
    'jour'
    """
    return "jour" if len(days) <= DAYS else "semaine" if len(days) <= WEEKS else "mois"


def gathered(days: Sequence[Day]) -> tuple[Span, ...]:
    """Return what happened in each day, week from Monday to Sunday, or month; the ends may be cut short."""
    name = unit(days)
    return tuple(_span(name, list(group)) for _, group in groupby(days, lambda day: _first(name, day.day)))


def _first(name: str, day: date) -> date:
    """Return the day with which a span begins when it is whole.

    >>> _first("semaine", date(2026, 11, 29)), _first("mois", date(2026, 11, 29))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 1))
    """
    if name == "semaine":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if name == "mois" else day


def _span(name: str, days: Sequence[Day]) -> Span:
    return Span(
        _label(name, days[0].day, days[-1].day),
        begun=Count(sum(day.begun for day in days)),
        answered=Count(sum(day.answered for day in days)),
        clarified=Count(sum(day.clarified for day in days)),
        handed_off=Count(sum(day.handed_off for day in days)),
        replies=Count(sum(day.replies for day in days)),
        resolved=Count(sum(day.resolved for day in days)),
    )


def _label(name: str, first: date, last: date) -> str:
    """Say from when to when.

    >>> _label("semaine", date(2026, 11, 30), date(2026, 12, 6))
    'du 30 novembre au 6 décembre'
    >>> _label("semaine", date(2026, 12, 1), date(2026, 12, 6)), _label("jour", *[date(2026, 12, 1)] * 2)
    ('du 1er au 6 décembre', '1er décembre')
    >>> _label("mois", date(2026, 12, 1), date(2026, 12, 31))
    'décembre 2026'
    """
    if name == "mois":
        return f"{MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return _day(first)
    begins = _day(first) if first.month != last.month else _number(first)
    return f"du {begins} au {_day(last)}"


def _day(day: date) -> str:
    return f"{_number(day)} {MONTHS[day.month - 1]}"


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
