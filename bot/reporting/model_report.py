"""What a language model did, as a report shows it and as a spreadsheet lists it, in French."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.model.calls import Ended
from bot.reporting.amounts import euros, grams, seconds
from bot.reporting.figures import Count, share
from bot.reporting.reports import Row
from bot.store.model_calls import ModelTotals, OfUse, Took
from knowledge.chat.footprint import Grams
from knowledge.chat.values import Use
from knowledge.phrases import MONTHS

SECTION: Final = "Modèle de langue"
USES: Final[Mapping[str, str]] = {
    Use.ANSWERS: "Synthèses des réponses",
    Use.FOLLOW_UPS: "Questions de suite",
    Use.READING: "Lecture des passages",
    Use.LIKELY_QUESTIONS: "Questions probables",
    Use.DRAFTS: "Brouillons pour l’équipe",
    Use.GROUPS: "Regroupement de questions",
}
WRITTEN: Final[Mapping[str, str]] = {
    "whole": "Gardée en entier",
    "partly": "Gardée en partie",
    "refused": "Refusée par les contrôles",
    "not_said": "Sans réponse dans les passages",
    "failed": "Modèle indisponible",
    "unread": "Illisible",
}
"""What became of a synthèse, by the word of `knowledge.writing.writer.Wrote`."""

Line = tuple[str, str, int | float | None, str]


@dataclass(frozen=True, slots=True)
class UseRow:
    """The requests of one use: how many, and which shares came from the cache, failed or were refused."""

    label: str
    count: Count
    cached: str
    failed: str
    refused: Count
    p95: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """What a month, or one synthèse, took."""

    label: str
    sent: Count
    tokens: Count
    euros: str
    grams: str


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What a report shows of a language model.

    Nobody can tell the emissions of `unweighed` requests; the tokens of `estimated` ones are estimates.
    `each` is what one synthèse costs on average, none if none was asked for.
    """

    uses: tuple[UseRow, ...]
    written: tuple[Row, ...]
    months: tuple[CostRow, ...]
    each: CostRow | None
    unweighed: Count
    estimated: Count


def model_report(totals: ModelTotals) -> ModelReport | None:
    """Return what a report shows, None if no model was asked anything."""
    if totals.empty:
        return None
    months = tuple(_cost(month_name(month), took) for month, took in totals.months)
    whole = (_cost("Toute la période", totals.took),) if len(months) > 1 else ()
    return ModelReport(
        uses=tuple(map(_use, totals.uses)),
        written=_written(totals),
        months=(*months, *whole),
        each=_cost("Une synthèse, en moyenne", mean(totals.answers)) if totals.answers.sent else None,
        unweighed=Count(totals.took.sent - totals.took.weighed),
        estimated=Count(totals.took.estimated),
    )


def lines_of(totals: ModelTotals) -> Iterator[Line]:
    """Yield the lines of a spreadsheet: section, title, value and unit."""
    for use in totals.uses:
        label = USES.get(use.use, use.use)
        yield SECTION, f"{label} : demandes", sum(use.ended.values()), "demandes"
        yield SECTION, f"{label} : reprises du cache", use.ended.get(Ended.CACHED, 0), "demandes"
        yield SECTION, f"{label} : échecs", use.ended.get(Ended.FAILED, 0), "demandes"
        yield SECTION, f"{label} : budget dépensé", use.ended.get(Ended.OVER_BUDGET, 0), "demandes"
        yield SECTION, f"{label} : durée, 95 fois sur 100", _rounded(use.p95, 2), "secondes"
    for row in _written(totals):
        yield SECTION, f"Synthèse : {row.label.lower()}", row.value, "synthèses"
    for month, took in totals.months:
        yield from _took(month_name(month), took)
    if totals.answers.sent:
        yield from _took("Une synthèse, en moyenne", mean(totals.answers))


def month_name(month: str) -> str:
    """Name a month.

    >>> month_name("2026-08")
    'août 2026'
    """
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def mean(took: Took) -> Took:
    """Return what one request took on average; its emissions among those that somebody can tell.

    >>> mean(Took(sent=2, read=300, written=100, euros=0.5, weighed=1, grams=Grams(1.0, 2.0))).euros
    0.25
    """
    sent, weighed = max(1, took.sent), max(1, took.weighed)
    between = Grams(took.grams.least / weighed, took.grams.most / weighed)
    return Took(
        1,
        round(took.read / sent),
        round(took.written / sent),
        took.euros / sent,
        0,
        min(1, took.weighed),
        between,
    )


def _use(use: OfUse) -> UseRow:
    count = sum(use.ended.values())
    return UseRow(
        USES.get(use.use, use.use),
        Count(count),
        share(use.ended.get(Ended.CACHED, 0), count),
        share(use.ended.get(Ended.FAILED, 0), count),
        Count(use.ended.get(Ended.OVER_BUDGET, 0)),
        seconds(use.p95),
    )


def _written(totals: ModelTotals) -> tuple[Row, ...]:
    """Return what became of answers, the usual words first; an unknown one is given back as it is."""
    counted = totals.written or {}
    words = [*WRITTEN, *(word for word in sorted(counted) if word not in WRITTEN)]
    whole = sum(counted.values())
    return tuple(
        Row(WRITTEN.get(word, word), Count(counted[word]), share(counted[word], whole))
        for word in words
        if word in counted
    )


def _cost(label: str, took: Took) -> CostRow:
    return CostRow(
        label,
        Count(took.sent),
        Count(took.read + took.written),
        euros(took.euros),
        grams(took.grams if took.weighed else None),
    )


def _took(label: str, took: Took) -> Iterator[Line]:
    yield SECTION, f"{label} : jetons lus", took.read, "jetons"
    yield SECTION, f"{label} : jetons écrits", took.written, "jetons"
    yield SECTION, f"{label} : coût", round(took.euros, 6), "euros"
    between = took.grams if took.weighed else None
    yield SECTION, f"{label} : émissions au moins", _rounded(between.least if between else None, 6), "gCO2e"
    yield SECTION, f"{label} : émissions au plus", _rounded(between.most if between else None, 6), "gCO2e"


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)
