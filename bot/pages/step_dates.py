"""When a step happens, in the words that people read, with the dates that programs read in them."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.promise_words import clock
from knowledge.phrases import french_date
from knowledge.procedure import Procedure, Step

_AU = " au "
"""Stands between the two dates of a span."""


@dataclass(frozen=True, slots=True)
class Words:
    """Some words, and the day or the moment that they say, as ISO 8601 writes it, or ""."""

    words: str
    iso: str = ""


def timed(step: Step, when: str, zone: tzinfo) -> tuple[Words, ...]:
    """Return the words `when` in pieces, the dates of the step apart; joined, they are what they were.

    >>> from datetime import UTC
    >>> jury = Step("jury", "Choisir", begins=date(2020, 3, 1), ends=date(2020, 3, 9))
    >>> [(one.words, one.iso) for one in timed(jury, "du 1er au 9 mars 2020", UTC)]
    [('du ', ''), ('1er', '2020-03-01'), (' au ', ''), ('9 mars 2020', '2020-03-09')]
    """
    dates = tuple(dict.fromkeys(iso(one, zone) for one in (step.begins, step.ends) if one is not None))
    begins, au, ends = when.partition(_AU)
    if len(dates) == 1:
        return (Words(when, dates[0]),)
    if not (dates and au and begins.startswith("du ")):
        return (Words(when),)
    return (Words("du "), Words(begins.removeprefix("du "), dates[0]), Words(au), Words(ends, dates[1]))


def iso(when: date | datetime, zone: tzinfo) -> str:
    """Return a day, or a moment as the clock of a zone shows it, as ISO 8601 writes it."""
    return (when.astimezone(zone) if isinstance(when, datetime) else when).isoformat()


def at(moment: datetime, zone: tzinfo) -> Words:
    r"""Return a moment as the clock of a zone shows it, in French.

    >>> from datetime import UTC
    >>> at(datetime(2020, 2, 28, 17, 0, tzinfo=UTC), UTC)
    Words(words='28 février 2020 à 17\xa0h', iso='2020-02-28T17:00:00+00:00')
    """
    local = moment.astimezone(zone)
    return Words(f"{french_date(local.date())} à {clock(local)}", iso(moment, zone))


def has_dates(procedure: Procedure) -> bool:
    """Tell whether one step at least has a date, which a calendar can hold."""
    return any(step.begins or step.ends for step in procedure.steps)
