"""Keep to ourselves the numbers of a public page that are so small that they tell about someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.reporting.figures import NOTHING
from bot.reporting.reports import Delay, Report, Row, total

LEAST: Final = 5
"""The smallest number that is published, of whatever it is."""
FEW: Final = f"moins de\u00a0{LEAST}"
WITHHELD: Final = "non publié"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a public table: what it is called, and how many, in words if need be.

    `share` is a dash in a table that withholds a number: with another number, it would give it away.
    """

    label: str
    value: str
    share: str = NOTHING


@dataclass(frozen=True, slots=True)
class ShownDelay:
    """How long something took, and how many times, in words."""

    label: str
    value: str
    median: str
    ninetieth: str


@dataclass(frozen=True, slots=True)
class Public:
    """What the public is shown of a report: no number of it is smaller than `LEAST`.

    A table where nothing is counted has no row.
    """

    empty: bool
    begun: Shown
    replies: tuple[Shown, ...]
    corrected: Shown
    reasons: tuple[Shown, ...]
    topics: tuple[Shown, ...]
    delays: tuple[ShownDelay, ...]
    promises: tuple[Shown, ...]
    judged: tuple[Shown, ...]
    complaints: tuple[Shown, ...]

    @property
    def careful(self) -> bool:
        """Whether a number is not given."""
        singles = (self.begun, self.corrected)
        tables = (self.replies, self.reasons, self.topics, self.promises, self.judged, self.complaints)
        return is_careful(singles, self.delays, *tables)


def public(report: Report) -> Public:
    """Return what the public may be shown of a report."""
    (begun,) = published([Row("Conversations commencées", report.begun)])
    (corrected,) = published([Row("Conversations corrigées", report.corrected)])
    return Public(
        empty=report.empty,
        begun=begun,
        replies=_counted(report.replies),
        corrected=corrected,
        reasons=_counted(report.reasons),
        topics=_counted(report.topics),
        delays=published_delays(report.delays),
        promises=_counted(report.promises),
        judged=_counted(report.judged),
        complaints=_counted(report.complaints),
    )


def published(rows: Sequence[Row]) -> tuple[Shown, ...]:
    r"""Return rows with the small numbers in words.

    Where the small numbers add up to a small one, the next is withheld too: the total, which another
    table may have, would give them away.

    >>> from bot.reporting.figures import Count
    >>> [row.value for row in published([Row("a", Count(9)), Row("b", Count(7)), Row("c", Count(2))])]
    ['9', 'non publié', 'moins de\xa05']
    """
    few = [row for row in rows if row.value < LEAST]
    others = sorted((row for row in rows if row.value >= LEAST), key=lambda row: row.value)
    withheld = others[:1] if few and total(few) < LEAST else []
    return tuple(
        Shown(row.label, _said(row, few, withheld), NOTHING if few else row.share or NOTHING) for row in rows
    )


def published_delays(delays: Sequence[Delay]) -> tuple[ShownDelay, ...]:
    """Return delays, without those of so few conversations that they would be theirs."""
    return tuple(
        ShownDelay(delay.label, FEW, NOTHING, NOTHING)
        if delay.count < LEAST
        else ShownDelay(delay.label, str(delay.count), delay.median, delay.ninetieth)
        for delay in delays
    )


def is_careful(*tables: Sequence[Shown] | Sequence[ShownDelay]) -> bool:
    """Whether a number of some tables is not given.

    >>> is_careful([Shown("a", "7")], [Shown("b", FEW)])
    True
    """
    return any(row.value in (FEW, WITHHELD) for table in tables for row in table)


def _counted(rows: Sequence[Row]) -> tuple[Shown, ...]:
    return published(rows) if total(rows) else ()


def _said(row: Row, few: Sequence[Row], withheld: Sequence[Row]) -> str:
    if row in few:
        return FEW
    return WITHHELD if row in withheld else str(row.value)
