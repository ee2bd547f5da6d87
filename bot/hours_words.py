"""The French words for the hours of a week."""

from collections.abc import Sequence

from bot.hours import DAYS, MIDNIGHT, Span, Week
from bot.labels import listed

_ALL_DAY = (Span(0, MIDNIGHT),)


def said_week(week: Week) -> str:
    r"""Say when staff are there: the days that have the same hours together, in the order of the week.

    >>> from bot.hours import parse_hours
    >>> said_week(parse_hours("lun-ven 9:00-12:30 14-17; sam 9-12")).replace("\xa0", " ")
    'du lundi au vendredi, de 9 h à 12 h 30 et de 14 h à 17 h ; le samedi, de 9 h à 12 h'
    >>> said_week(parse_hours("lun 9-12; mer 9-12; jeu 9-12")).replace("\xa0", " ")
    'le lundi, le mercredi et le jeudi, de 9 h à 12 h'
    >>> said_week(parse_hours("lun-dim 0-24"))
    'tous les jours, à toute heure'
    """
    alike: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(week):
        if spans:
            alike.setdefault(spans, []).append(day)
    return "\u00a0; ".join(f"{_days(days)}, {_spans(spans)}" for spans, days in alike.items())


def _days(days: Sequence[int]) -> str:
    if len(days) == len(DAYS):
        return "tous les jours"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return listed([said for run in runs for said in _run(run)])


def _run(days: Sequence[int]) -> list[str]:
    """Say days that follow each other: as a range once there are three of them."""
    if len(days) > 2:
        return [f"du {DAYS[days[0]]} au {DAYS[days[-1]]}"]
    return [f"le {DAYS[day]}" for day in days]


def _spans(spans: Sequence[Span]) -> str:
    if tuple(spans) == _ALL_DAY:
        return "à toute heure"
    return listed([f"de {_time(span.opens)} à {_time(span.closes)}" for span in spans])


def _time(minutes: int) -> str:
    if minutes == MIDNIGHT:
        return "minuit"
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")
