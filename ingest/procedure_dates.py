"""Tell whether a time that staff give a step stands in the words that they quote for it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from knowledge.preparation import Quoted
from knowledge.procedure import Piece, Step
from knowledge.value_dates import dates
from knowledge.value_meanings import Moment, Period, folded


def stands(time: date | datetime, quotes: Iterable[str]) -> bool:
    """Return whether one of the quotations prints a time, or a day of that month without its year.

    >>> from datetime import UTC
    >>> stands(date(2020, 2, 28), ["vendredi 28 février 2020"]), stands(date(2020, 2, 27), ["28 février"])
    (True, False)
    >>> stands(datetime(2020, 2, 28, 17, tzinfo=UTC), ["le 28 février 2020"])
    False
    """
    return any(_is(printed, time) for quote in quotes for printed in _printed(quote))


def undated(one: Step | Piece, passages: Iterable[Quoted]) -> str:
    """Return the key of a time of a step that its quotations do not print, "" if they print all."""
    if isinstance(one, Piece):
        return ""
    quotes = [quoted.quote for quoted in passages]
    times = (("begins", one.begins), ("ends", one.ends))
    return next((key for key, time in times if time and not stands(time, quotes)), "")


def _printed(quote: str) -> Iterator[Moment]:
    for found in dates(folded(quote)):
        if isinstance(found.meaning, Period):
            yield found.meaning.first
            yield found.meaning.last


def _is(printed: Moment, time: date | datetime) -> bool:
    """Return whether a moment that is printed is a time, as far as both are told."""
    day = time.date() if isinstance(time, datetime) else time
    if (printed.month, printed.day) != (day.month, day.day) or printed.year not in (None, day.year):
        return False
    return not isinstance(time, datetime) or printed.minute == time.hour * 60 + time.minute
