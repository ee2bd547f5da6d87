"""Choose from labelled cases the confidence from which answers are wrong no more often than allowed.

The method is fixed-sequence testing of Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei,
https://arxiv.org/abs/2110.01052). The thresholds stand on a grid fixed before any case is seen. In order,
strictest first, each is suspected of letting through more than `max_wrong` of wrong answers, and cleared
if so few would then be seen with a probability of at most 1 − level (exact binomial tail). The first that
is not cleared ends the series, and the last one cleared is certified: a false certificate would have to
clear the first threshold that is really guilty, so trying many costs nothing.

Thresholds that leave fewer cases than could be cleared even without one error are passed over: they would
only end the series before it starts. Which ones depends on the confidences, never on what was wrong, and
given the confidences each test keeps its level: the low tail of a count of independent events of unequal
probabilities is at most the binomial one of the same mean (Hoeffding 1956,
https://doi.org/10.1214/aoms/1177728178).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from knowledge.bounds import cases_needed, tail, upper_bound
from knowledge.french import fold

GRID = tuple(round(1 - step / 100, 2) for step in range(1, 96))
"""Thresholds on the confidence in the order in which they are tested, from 0.99 to 0.05."""

_ROUNDING = 1e-9
_Counted: TypeAlias = tuple[float, int, int]
"""A threshold, how many cases it answers, how many of them wrongly."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question that is answered when everything is: with which confidence, and whether wrongly."""

    confidence: float
    wrong: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What a threshold gives: how many cases it answers, how many wrongly, the bound of that share."""

    threshold: float
    answered: int
    wrong: int
    bound: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """From `threshold` up, at most `max_wrong` of the answers are wrong, with confidence `level`.

    `bound` is the upper bound, at that level, of the share of wrong answers among the `answered` cases.
    It holds for questions drawn as the `questions` were, of which the texts answer `answerable`.
    `provenance` is the caller's: what it was established on, by name.
    """

    threshold: float
    max_wrong: float
    level: float
    answered: int
    wrong: int
    bound: float
    questions: int
    answerable: int
    provenance: Mapping[str, str] = field(default_factory=dict)

    @property
    def coverage(self) -> float:
        """The share of the questions that the texts answer which are answered, rightly."""
        return (self.answered - self.wrong) / self.answerable if self.answerable else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return asdict(self) | {"provenance": dict(self.provenance), "coverage": round(self.coverage, 4)}

    @classmethod
    def from_json(cls, text: str | bytes) -> "Certificate":
        """Read a certificate.

        Raises:
            ValueError: it is not one, or what it says does not hold together.
        """
        try:
            data = dict(json.loads(text))
            data.pop("coverage", None)
            certificate = cls(**data)
            proven = upper_bound(certificate.wrong, certificate.answered, certificate.level)
            holds = 0 <= certificate.threshold <= 1 and proven <= certificate.max_wrong + _ROUNDING
        except TypeError as error:
            raise ValueError(str(error)) from None
        if not holds:
            raise ValueError(f"{certificate.wrong} wrong of {certificate.answered} certify nothing")
        return certificate


class Why(StrEnum):
    """Why no threshold can be certified."""

    TOO_FEW = "too_few"
    TOO_MANY_ERRORS = "too_many_errors"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No threshold is certified: `why`, and the strictest one tried if there were cases enough for any.

    `answered` cases would be answered at the lowest threshold, where `needed` are without one error.
    """

    why: Why
    max_wrong: float
    level: float
    answered: int
    needed: int
    questions: int
    tried: Trial | None = None


def calibrate(
    cases: Sequence[Case],
    *,
    questions: int,
    answerable: int,
    max_wrong: float,
    level: float,
    least: int = 1,
    provenance: Mapping[str, str] | None = None,
) -> Certificate | Refusal:
    """Return the lowest threshold certified, or why there is none.

    `cases` are those of the `questions` that are answered when everything is; `least`, fixed
    beforehand, is how many the first threshold tested must answer, if that is more than the fewest
    that can be certified: more cases can bear an error.

    Raises:
        ValueError: a confidence is no number from 0 to 1, `max_wrong` or `level` not strictly between.
    """
    if not all(0 <= case.confidence <= 1 for case in cases):
        raise ValueError("a confidence is not between 0 and 1")
    needed = max(least, cases_needed(max_wrong, level))
    cleared: _Counted | None = None
    stopped: _Counted | None = None
    for threshold in GRID:
        answered, wrong = _count(cases, threshold)
        if answered < needed:
            continue
        if tail(wrong, answered, max_wrong) > 1 - level:
            stopped = threshold, answered, wrong
            break
        cleared = threshold, answered, wrong
    if cleared is None:
        why = Why.TOO_MANY_ERRORS if stopped else Why.TOO_FEW
        most, _ = _count(cases, GRID[-1])
        tried = _trial(stopped, level) if stopped else None
        return Refusal(why, max_wrong, level, most, needed, questions, tried)
    last = _trial(cleared, level)
    return Certificate(
        last.threshold, max_wrong, level, last.answered, last.wrong, last.bound,
        questions, answerable, provenance or {},
    )  # fmt: skip


def fingerprint(question: str) -> str:
    """Identify a question by its words, whatever its case and accents, without keeping them.

    >>> fingerprint(" Qui décide ? ") == fingerprint("QUI DECIDE ?"), len(fingerprint(""))
    (True, 16)
    """
    return hashlib.sha256(fold(question.strip()).encode()).hexdigest()[:16]


def _trial(counted: _Counted, level: float) -> Trial:
    threshold, answered, wrong = counted
    return Trial(threshold, answered, wrong, upper_bound(wrong, answered, level))


def _count(cases: Sequence[Case], threshold: float) -> tuple[int, int]:
    """Return how many cases the threshold answers, and how many of them wrongly."""
    answered = [case for case in cases if case.confidence >= threshold]
    return len(answered), sum(case.wrong for case in answered)
