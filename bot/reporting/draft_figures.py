"""What became of the drafts that a model wrote for the staff, month by month, on the page and as rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.model.draft_outcome import Outcome
from bot.reporting.figures import Count, share
from bot.reporting.spreadsheet import Cell
from bot.store.model_drafts import DraftMonth
from bot.store.periods import Period
from knowledge.phrases import french_date

SECTION: Final = "Brouillons d’un modèle de langue"
LABELS: Final[Mapping[Outcome, str]] = {
    Outcome.ACCEPTED: "Envoyés tels quels",
    Outcome.EDITED: "Envoyés modifiés",
    Outcome.REFUSED: "Écartés",
    Outcome.UNUSED: "Non utilisés",
}
"""What became of drafts; a test holds this complete."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A month: how many drafts there were of each outcome, in order, and the share that served."""

    label: str
    counts: tuple[Count, ...]
    total: Count
    served: str


def draft_rows(months: Iterable[DraftMonth]) -> tuple[DraftRow, ...]:
    """Return the rows of a table of drafts, whose columns are those of `LABELS`."""
    return tuple(_row(month) for month in months)


def draft_lines(months: Iterable[DraftMonth], period: Period, channel: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a spreadsheet of drafts, under the headings of a report."""
    first, last = period.first.isoformat(), period.last.isoformat()
    for month in months:
        for outcome, label in LABELS.items():
            title = f"{label}, {_name(month)}"
            yield SECTION, title, month.counts.get(outcome, 0), "brouillons", first, last, channel


def _row(month: DraftMonth) -> DraftRow:
    counts = tuple(Count(month.counts.get(outcome, 0)) for outcome in LABELS)
    served = sum(month.counts.get(outcome, 0) for outcome in (Outcome.ACCEPTED, Outcome.EDITED))
    return DraftRow(_name(month), counts, Count(month.total), share(served, month.total))


def _name(month: DraftMonth) -> str:
    return french_date(month.month).partition(" ")[2]
