"""What is kept of a request to a language model, and of what became of what it wrote: figures, no words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.chat.footprint import Grams
from knowledge.chat.values import Usage, Use


class Ended(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    CUT = "cut"
    CACHED = "cached"
    FAILED = "failed"
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True, slots=True)
class Call:
    """A request: for what, to which model as it was set, how it ended, what it took.

    `estimated` tells that the provider did not say how many tokens, or failed; `grams` is None if nobody
    can tell.
    """

    at: datetime
    use: Use
    model: str
    ended: Ended
    usage: Usage
    euros: float
    seconds: float
    grams: Grams | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an answer that a model wrote: a word of `knowledge.writing.writer.Wrote`."""

    at: datetime
    outcome: str
