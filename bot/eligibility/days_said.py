"""Reads one day that people write, and whether it is to be confirmed."""

import re
from datetime import date
from typing import Final

from bot.eligibility.left_over import says_more
from bot.eligibility.numerals import NUMERAL
from knowledge.eligibility.answers import EARLIEST
from knowledge.french import fold
from knowledge.value_dates import dates
from knowledge.value_meanings import Bound, Found, Moment, Period, folded

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NOT: Final = re.compile(r"\b(?:non|pas|ni|ne|n|jamais|faux|sauf|ou)\b")
_WITH_A_DATE: Final = re.compile(
    r"\b(?:oui|le|du|c'?est|c'?etait|ce sera|en date|creee?s?|fondee?s?|elle|il|est|a ete|bonjour|merci)\b"
    r"|[\s.,!:;()']"
)
"""Words beside a day that say nothing else."""


def day_of(text: str) -> tuple[str, bool] | None:
    """Return the only day of an answer, as ISO 8601 writes it, and whether it is to be confirmed.

    None if there is no day, or several, or words that take it back.

    >>> day_of("le 28 février 2020"), day_of("vers le 28/02/2020"), day_of("pas le 28 février 2020")
    (('2020-02-28', False), ('2020-02-28', True), None)
    """
    if _ISO.fullmatch(text):
        return _iso(text)
    found = dates(folded(text))
    days = [day for one in found if (day := _day(one))]
    if len(found) != 1 or len(days) != 1:
        return None
    rest = fold(f"{text[: found[0].start]} {text[found[0].end :]}")
    if NUMERAL.search(rest) or _NOT.search(rest) or says_more(rest):
        return None
    sure = found[0].bound is Bound.AT and not _WITH_A_DATE.sub("", rest)
    return days[0].isoformat(), not sure


def _iso(text: str) -> tuple[str, bool] | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return (day.isoformat(), False) if day >= EARLIEST else None


def _day(found: Found) -> date | None:
    if not isinstance(found.meaning, Period) or found.meaning.first != found.meaning.last:
        return None
    moment: Moment = found.meaning.first
    if moment.year is None or moment.day is None:
        return None
    try:
        return date(moment.year, moment.month, moment.day)
    except ValueError:
        return None
