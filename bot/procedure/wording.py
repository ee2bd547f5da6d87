"""Every sentence on the dates of a call: until when one may apply, and when each step happens."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.promise_words import clock
from knowledge.deadline import Deadline, Phase
from knowledge.phrases import french_date
from knowledge.procedure import Step

LEFT: Final = "Il reste {left} : l’appel à projets se clôt {closes}."
LAST_DAY: Final = "C’est le dernier jour : l’appel à projets se clôt {closes}."
CLOSED: Final = "L’appel à projets est clos depuis {closes}."
NOT_YET: Final = "L’appel à projets n’est pas encore ouvert : il ouvre le {opens}."
NOT_YET_UNTIL: Final = "L’appel à projets n’est pas encore ouvert : il ouvre le {opens} et se clôt {closes}."
UNKNOWN: Final = "Les textes ne disent pas jusqu’à quand il est possible de répondre à l’appel à projets."

FIRST_OF_ALL: Final = "Attention : cet appel à projets est clos depuis {closes}."
"""What is said before anything else once a call is closed."""

REMINDER: Final = "Vous avez demandé ce rappel. {deadline}"
KNOWN: Final = "Vous avez demandé ce rappel : la date limite est maintenant connue. {deadline}"
CHANGED: Final = "Vous avez demandé ce rappel : la date limite a changé. {deadline}"
"""What a contact is reminded of, who asked for it."""

NAMES: Final = {"Europe/Paris": "heure de Paris"}
"""How people call the time of a zone; that of any other is said by its distance from UTC."""

_DAY: Final = timedelta(days=1)


def said_deadline(deadline: Deadline, zone: tzinfo) -> str:
    r"""Return one sentence on until when one may apply.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> closes = datetime(2020, 2, 28, 16, tzinfo=UTC)
    >>> said_deadline(Deadline(Phase.OPEN, None, closes, 12), ZoneInfo("Europe/Paris")).replace("\xa0", " ")
    'Il reste 12 jours : l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris).'
    """
    closes = "" if deadline.closes is None else on(deadline.closes, zone)
    match deadline.phase:
        case Phase.CLOSED:
            return CLOSED.format(closes=closes)
        case Phase.NOT_YET if deadline.opened is not None:
            opens = french_date(deadline.opened)
            return (NOT_YET_UNTIL if closes else NOT_YET).format(opens=opens, closes=closes)
        case Phase.OPEN if closes:
            left = days_left(deadline, zone)
            return (LEFT if left else LAST_DAY).format(left=_days(left), closes=closes)
    return UNKNOWN


def closed_notice(deadline: Deadline, zone: tzinfo) -> str:
    """Return what is said first of a call that is closed, "" of any other."""
    if deadline.phase is not Phase.CLOSED or deadline.closes is None:
        return ""
    return FIRST_OF_ALL.format(closes=on(deadline.closes, zone))


def last_day(closes: datetime, zone: tzinfo) -> date:
    """Return the last day of a call, which ends at its midnight."""
    local = closes.astimezone(zone)
    return local.date() - _DAY if _is_midnight(local) else local.date()


def days_left(deadline: Deadline, zone: tzinfo) -> int:
    """Return the whole days left before the last one of an open call, on which it is 0."""
    at_midnight = deadline.closes is not None and _is_midnight(deadline.closes.astimezone(zone))
    return max(0, (deadline.days or 0) - at_midnight)


def when(step: Step, zone: tzinfo) -> str:
    r"""Return when a step happens, in words; "" if the texts do not say it.

    >>> from datetime import UTC
    >>> when(Step("jury", "Choisir", begins=date(2020, 3, 1), ends=date(2020, 3, 9)), UTC)
    'du 1er au 9 mars 2020'
    >>> when(Step("reply", "Répondre", said="mi-mars"), UTC).replace("\xa0", " ")
    '« mi-mars »'
    """
    begins, ends = step.begins, step.ends
    said = f"«\u00a0{step.said}\u00a0»" if step.said else ""
    dated = _between(begins, ends, zone)
    return f"{dated} ({said})" if dated and said else dated or said


def on(moment: date, zone: tzinfo) -> str:
    r"""Say when something ends, to the minute if that is known.

    >>> from datetime import UTC
    >>> on(datetime(2020, 3, 1, tzinfo=UTC), UTC).replace("\xa0", " "), on(date(2020, 3, 1), UTC)
    ('le 29 février 2020 à 24 h (UTC)', 'le 1er mars 2020')
    """
    return f"le {_moment(moment, zone, ends=True)}{_in_zone(zone, moment)}"


def zone_name(moment: datetime, zone: tzinfo) -> str:
    r"""Return how people call the time of a zone at a moment.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2020, 2, 28, 12, tzinfo=UTC)
    >>> [zone_name(noon, ZoneInfo(name)) for name in ("Europe/Paris", "Indian/Reunion", "Asia/Kolkata")]
    ['heure de Paris', 'UTC+4', 'UTC+5:30']
    """
    known = NAMES.get(getattr(zone, "key", ""))
    if known:
        return known
    minutes = (moment.astimezone(zone).utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    sign = "\u2212" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _between(begins: date | None, ends: date | None, zone: tzinfo) -> str:
    if begins is None or ends is None:
        moment = begins or ends
        word = "à partir du" if begins else "jusqu’au"
        said = f"{word} {_moment(moment, zone, ends=begins is None)}" if moment else ""
        return said + _in_zone(zone, moment)
    if begins == ends:
        return on(ends, zone)
    first, last = _beginning(begins, ends, zone), _moment(ends, zone, ends=True)
    if _in_zone(zone, begins) == _in_zone(zone, ends):
        return f"du {first} au {last}{_in_zone(zone, ends)}"
    return f"du {first}{_in_zone(zone, begins)} au {last}{_in_zone(zone, ends)}"


def _beginning(begins: date, ends: date, zone: tzinfo) -> str:
    """Write the beginning of a span, a day without what the end says again: its month, its year."""
    if isinstance(begins, datetime):
        return _moment(begins, zone)
    last = ends.astimezone(zone).date() if isinstance(ends, datetime) else ends
    day, month, _ = french_date(begins).split()
    if begins.year != last.year:
        return french_date(begins)
    return day if last is ends and begins.month == last.month else f"{day} {month}"


def _moment(moment: date, zone: tzinfo, *, ends: bool = False) -> str:
    """Write a day, with the time if that is known; what ends at midnight ends with the day before."""
    if not isinstance(moment, datetime):
        return french_date(moment)
    local = moment.astimezone(zone)
    if ends and _is_midnight(local):
        return f"{french_date(local.date() - _DAY)} à 24\u00a0h"
    return f"{french_date(local.date())} à {clock(local)}"


def _in_zone(zone: tzinfo, moment: date | None) -> str:
    return f" ({zone_name(moment, zone)})" if isinstance(moment, datetime) else ""


def _is_midnight(local: datetime) -> bool:
    return local.time() == time()


def _days(count: int) -> str:
    return f"{count}\u00a0jour{'s' if count > 1 else ''}"
