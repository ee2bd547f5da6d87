"""A report as the rows of a spreadsheet: one number a line, with its unit and the days that it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.reporting.figures import Count
from bot.reporting.model_report import lines_of
from bot.reporting.reports import Report, Row
from bot.reporting.spreadsheet import Cell
from bot.store.alike import Group
from bot.store.model_calls import ModelTotals
from bot.store.periods import Period
from bot.store.statistics import Day, Totals

EVERYWHERE: Final = "Tous les canaux"
HEADINGS: Final = ("Rubrique", "Intitulé", "Valeur", "Unité", "Premier jour", "Dernier jour", "Canal")
DAILY: Final = {
    "begun": ("Conversations commencées", "conversations"),
    "answered": ("Réponses avec des citations", "réponses"),
    "clarified": ("Précisions ou passages proposés", "réponses"),
    "handed_off": ("Renvois vers une personne", "réponses"),
    "replies": ("Réponses de l’équipe", "réponses"),
    "resolved": ("Conversations terminées", "conversations"),
}
"""What is counted each day, by the name of its field."""

Line = tuple[str, str, Cell, str]
"""Section, title, value and unit."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a report rests on, of a period and the channel named so; `model` is of all channels."""

    period: Period
    channel: str
    totals: Totals
    report: Report
    days: Sequence[Day]
    unanswered: Sequence[Group]
    model: ModelTotals = ModelTotals()


def rows_of(figures: Figures) -> Iterator[Sequence[Cell]]:
    """Yield the rows, headings first."""
    yield HEADINGS
    first, last = figures.period.first.isoformat(), figures.period.last.isoformat()
    for line in _summed(figures):
        yield *line, first, last, figures.channel
    for line in lines_of(figures.model):
        yield *line, first, last, EVERYWHERE
    for day in figures.days:
        on = day.day.isoformat()
        for field, (title, unit) in DAILY.items():
            yield "Par jour", title, getattr(day, field), unit, on, on, figures.channel


def _summed(figures: Figures) -> Iterator[Line]:
    report, totals = figures.report, figures.totals
    yield "Volumes", "Conversations commencées", report.begun, "conversations"
    yield from _rows("Réponses de l’assistant", report.replies, "réponses")
    yield "Réponses de l’assistant", "Réponses corrigées ensuite", report.corrected, "conversations"
    yield from _rows("Motifs de transmission", report.reasons, "transmissions")
    yield from _rows(
        "Sujets", [Row(name, Count(count)) for name, count in totals.topics.items()], "transmissions"
    )
    for delay in report.delays:
        yield "Délais", f"{delay.label} : nombre", delay.count, "conversations"
        yield "Délais", f"{delay.label} : médiane", _hours(delay.exact.median), "heures"
        yield "Délais", f"{delay.label} : neuf fois sur dix", _hours(delay.exact.ninetieth), "heures"
    yield from _rows("Délais", report.promises, "conversations")
    yield "Délais", "Part des délais tenus", _percents(totals.in_time), "%"
    yield from _rows("Satisfaction", report.judged, "avis")
    yield "Satisfaction", "Part des réponses jugées utiles", _percents(totals.satisfied), "%"
    yield from _rows("Raisons d’insatisfaction", report.complaints, "avis")
    for group in figures.unanswered:
        count = 1 + len(group.others)
        yield "Questions sans réponse", group.first.subject, count, "conversations"


def _rows(section: str, rows: Sequence[Row], unit: str) -> Iterator[Line]:
    for row in rows:
        yield section, row.label, row.value, unit


def _hours(time: timedelta | None) -> float | None:
    """Return hours with two decimals.

    >>> _hours(timedelta(minutes=90)), _hours(None)
    (1.5, None)
    """
    return None if time is None else round(time.total_seconds() / 3600, 2)


def _percents(share: float | None) -> float | None:
    """Return percents with one decimal.

    >>> _percents(2 / 3), _percents(None)
    (66.7, None)
    """
    return None if share is None else round(100 * share, 1)
