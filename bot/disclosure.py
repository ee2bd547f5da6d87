"""Keep to ourselves the numbers of a public table that are so small that they tell about someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.figures import NOTHING
from bot.reports import Delay, Row

LEAST: Final = 5
"""The smallest number that is published of a topic, a reason or a delay."""
FEW: Final = f"moins de\u00a0{LEAST}"
WITHHELD: Final = "non publié"


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a public table: what it is called, and how many, in words if need be."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownDelay:
    """How long something took, and how many times, in words."""

    label: str
    value: str
    median: str
    ninetieth: str


def published(rows: Sequence[Row]) -> tuple[Shown, ...]:
    r"""Return rows with the small numbers in words.

    Where one number alone is small, the next is withheld too: the total would give it away.

    >>> from bot.figures import Count
    >>> [row.value for row in published([Row("a", Count(9)), Row("b", Count(7)), Row("c", Count(2))])]
    ['9', 'non publié', 'moins de\xa05']
    """
    few = [row for row in rows if row.value < LEAST]
    others = sorted((row for row in rows if row.value >= LEAST), key=lambda row: row.value)
    withheld = others[:1] if len(few) == 1 else []
    return tuple(Shown(row.label, _said(row, few, withheld)) for row in rows)


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


def _said(row: Row, few: Sequence[Row], withheld: Sequence[Row]) -> str:
    if row in few:
        return FEW
    return WITHHELD if row in withheld else str(row.value)
