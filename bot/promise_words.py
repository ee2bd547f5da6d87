"""The French words for when an answer is due, and for how long ago something was.

Days and hours are written as the clock of `now` counts them: give it in the zone of the staff's hours.
"""

from datetime import UTC, datetime, timedelta

from bot.hours import DAYS
from knowledge.phrases import MONTHS

_DAY = timedelta(days=1)
_NEAR = {-1: "hier", 0: "aujourd’hui", 1: "demain"}


def before(promised: datetime, now: datetime) -> str:
    r"""Say until when, in words that go inside a sentence.

    >>> now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    >>> before(datetime(2026, 11, 23, 17, 0, tzinfo=UTC), now)
    'aujourd’hui avant 17\xa0h'
    >>> before(datetime(2026, 11, 27, 17, 30, tzinfo=UTC), now)
    'avant vendredi 27\xa0novembre à 17\xa0h\xa030'
    """
    local = promised.astimezone(now.tzinfo)
    if (local.hour, local.minute) == (0, 0) and (eve := _near(local - _DAY, now)):
        return f"{eve} avant minuit"
    if near := _near(local, now):
        return f"{near} avant {clock(local)}"
    return f"avant {_day(local, now)} à {clock(local)}"


def due(promised: datetime, now: datetime) -> str:
    """Say in one sentence when the answer is expected, or that it is late."""
    if _elapsed(promised, now) > timedelta():
        return f"La réponse devait arriver {before(promised, now)} : elle est en retard, et reste attendue."
    return f"La réponse est attendue {before(promised, now)}."


def closed(opening: datetime, now: datetime) -> str:
    """Say in one sentence that staff are not there, and when they are back."""
    local = opening.astimezone(now.tzinfo)
    day = _near(local, now) or _day(local, now)
    return f"L’équipe ne répond pas en ce moment ; elle reprend {day} à {clock(local)}."


def ago(moment: datetime, now: datetime) -> str:
    r"""Say how long ago something was, or on which day when it was not in the last 24 hours.

    >>> now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    >>> ago(datetime(2026, 11, 23, 8, 57, tzinfo=UTC), now), ago(now, now)
    ('il y a 3\xa0min', 'à l’instant')
    """
    minutes = _elapsed(moment, now) // timedelta(minutes=1)
    if minutes < 1:
        return "à l’instant"
    if minutes < 60:
        return f"il y a {minutes}\u00a0min"
    if minutes < 24 * 60:
        return f"il y a {minutes // 60}\u00a0h"
    local = moment.astimezone(now.tzinfo)
    return f"le {_date(local, now)} à {clock(local)}"


def time_left(promised: datetime, now: datetime) -> str:
    r"""Say how much time is left, or how late the answer is.

    >>> now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    >>> time_left(datetime(2026, 11, 23, 11, 10, tzinfo=UTC), now)
    'dans 2\xa0h\xa010'
    """
    late = _elapsed(promised, now)
    return f"en retard de {_length(late)}" if late > timedelta() else f"dans {_length(-late)}"


def clock(moment: datetime) -> str:
    r"""Write the time of day of a moment, in its own zone.

    >>> clock(datetime(2026, 11, 23, 14, 5, tzinfo=UTC)), clock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    ('14\xa0h\xa005', '9\xa0h')
    """
    return f"{moment.hour}\u00a0h\u00a0{moment.minute:02}" if moment.minute else f"{moment.hour}\u00a0h"


def _elapsed(moment: datetime, now: datetime) -> timedelta:
    """Return the true time from one to the other: clocks of one zone forget that summer time ends."""
    return now.astimezone(UTC) - moment.astimezone(UTC)


def _near(local: datetime, now: datetime) -> str | None:
    return _NEAR.get((local.date() - now.date()).days)


def _day(local: datetime, now: datetime) -> str:
    return f"{DAYS[local.weekday()]} {_date(local, now)}"


def _date(local: datetime, now: datetime) -> str:
    """Write a day of the year, with the year when it is not that of `now`."""
    number = "1er" if local.day == 1 else local.day
    year = "" if local.year == now.year else f" {local.year}"
    return f"{number}\u00a0{MONTHS[local.month - 1]}{year}"


def _length(length: timedelta) -> str:
    """Write a length of time in minutes, in hours, or in days once it is longer than one."""
    minutes = length // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // (24 * 60)
    if not minutes:
        return "moins d’une minute"
    if not hours:
        return f"{minutes}\u00a0min"
    if not days:
        rest = minutes % 60
        return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"
    rest = hours % 24
    return f"{days}\u00a0jour{'s' if days > 1 else ''}" + (f" {rest}\u00a0h" if rest else "")
