"""Read the period that a form asks a report of, and say it in French."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.store.periods import Period
from knowledge.phrases import french_date

DATES: Final = "dates"
USUAL: Final = "30"
CHOICES: Final[Mapping[str, str]] = {
    "7": "Les 7 derniers jours",
    "30": "Les 30 derniers jours",
    "90": "Les 90 derniers jours",
    DATES: "D’une date à une autre",
}
"""What a form offers: so many days, today included, or two dates."""
LONGEST: Final = 5 * 366
"""Days of a period, at most."""


class BadPeriod(ValueError):
    """Two dates do not make a period; the message says why and what to do."""


def last_days(days: int, today: date, zone: ZoneInfo) -> Period:
    """Return so many days, of which today is the last.

    >>> last_days(7, date(2026, 11, 23), ZoneInfo("Europe/Paris")).first
    datetime.date(2026, 11, 17)
    """
    return Period(today - timedelta(days=days - 1), today, zone)


def asked_period(choice: str, first: str, last: str, today: date, zone: ZoneInfo) -> Period:
    """Return the period that a form asks for; an unknown choice is the usual one, a missing last day today.

    >>> asked_period("dates", "2026-11-01", "", date(2026, 11, 23), ZoneInfo("Europe/Paris")).last
    datetime.date(2026, 11, 23)

    Raises:
        BadPeriod: a date cannot be read, or the days are not in order or too many.
    """
    if choice != DATES:
        return last_days(int(choice if choice in CHOICES else USUAL), today, zone)
    if not first.strip():
        raise BadPeriod("Indiquez le premier jour de la période.")
    period = Period(_day(first), _day(last) if last.strip() else today, zone)
    if period.first > period.last:
        raise BadPeriod("Le premier jour est après le dernier. Échangez les deux dates.")
    if (period.last - period.first).days >= LONGEST:
        raise BadPeriod("Cette période dépasse cinq ans. Choisissez-en une plus courte.")
    return period


def in_words(period: Period) -> str:
    """Say a period in French.

    >>> in_words(Period(date(2026, 11, 1), date(2026, 11, 23), ZoneInfo("Europe/Paris")))
    'du 1er novembre 2026 au 23 novembre 2026'
    """
    if period.first == period.last:
        return f"le {french_date(period.first)}"
    return f"du {french_date(period.first)} au {french_date(period.last)}"


def _day(text: str) -> date:
    """Read a day as a form sends it.

    Raises:
        BadPeriod: it is none.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadPeriod(f"« {text.strip()[:20]} » n’est pas une date. Écrivez-la comme 2026-11-23.") from None
    if not 2000 <= day.year < 2200:
        raise BadPeriod(f"L’année {day.year} n’est pas possible. Choisissez une date récente.")
    return day
