"""Decide again once a language model has read the passages found, if that may change the outcome."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from knowledge.decision import Model, Outcome, decide, may_be_read
from knowledge.evidence import Evidence, Read
from knowledge.writing.synthesis import Source


class Reads(Protocol):
    """Whatever tells if one of some sources answers a question; None if it cannot."""

    def read(self, question: str, sources: Sequence[Source]) -> Read | None:
        """Return what was read; it blocks, and never raises for a model's sake."""


def read_again(
    evidence: Evidence, model: Model, question: str, sources: Sequence[Source], reader: Reads | None
) -> tuple[Evidence, Outcome]:
    """Return the evidence with what `reader` read of the sources, and what is decided then.

    It is asked only if `model` has weights for what it says, and if these can change the outcome.
    """
    if reader is not None and sources and may_be_read(evidence, model):
        evidence = replace(evidence, read=reader.read(question, sources))
    return evidence, decide(evidence, model)
