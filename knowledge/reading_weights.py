"""Fit what is added to a confidence when a language model says that a passage answers, or that none does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.decision import Reading
from knowledge.evidence import Read

LEAST, LEAST_OF_EACH = 60, 15
"""Questions to learn from that were read, and how many of them right, and wrong, at least."""

PENALTY = 1.0
"""Of each weight, L2: without proof, what a language model says counts for nothing."""

STEPS = 50
_NEAREST = 1e-6


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question to learn from: the confidence before, what was read, and whether the answer was right."""

    confidence: float
    read: Read
    right: bool


@dataclass(frozen=True, slots=True)
class TooFew:
    """Too few questions to learn from: how many were read, how many of these were right."""

    read: int
    right: int


def fit(lessons: Sequence[Lesson], model: str) -> Reading | TooFew:
    """Return the weights of what `model` says, yes ≥ 0 ≥ unproven ≥ no, or tell that it is too little.

    A regularised logistic regression with the confidence as it is, in its logit, and a weight for each
    thing said; those that come out in another order are made one, and one of the wrong sign is 0: only a
    proven yes ever lifts. These are the least loss within these bounds, each weight having a loss of its
    own. How far a yes may lift is for `knowledge.decision` to bound, not for lessons.
    """
    right = sum(lesson.right for lesson in lessons)
    if len(lessons) < LEAST or min(right, len(lessons) - right) < LEAST_OF_EACH:
        return TooFew(len(lessons), right)
    said = {read: [one for one in lessons if one.read is read] for read in Read}
    no, unproven = (min(0.0, weight) for weight in _ordered([said[Read.NO], said[Read.UNPROVEN]]))
    return Reading(model, yes=max(0.0, _weight(said[Read.YES], 1)), unproven=unproven, no=no)


def _ordered(groups: Sequence[Sequence[Lesson]]) -> list[float]:
    """Return a weight for each group, never lower than the one before: neighbours that are get one together.

    Each weight minimises a convex loss of its own, so that pooling neighbours finds the least of the sum.
    """
    pools: list[tuple[list[Lesson], int, float]] = []
    for group in groups:
        members, count = list(group), 1
        weight = _weight(members, count)
        while pools and pools[-1][2] > weight:
            earlier, also, _ = pools.pop()
            members, count = earlier + members, also + count
            weight = _weight(members, count)
        pools.append((members, count, weight))
    return [weight for _, count, weight in pools for _ in range(count)]


def _weight(lessons: Sequence[Lesson], groups: int) -> float:
    """Return what added to the logits of the confidences explains best what was right (Newton's method)."""
    confidence = np.clip([one.confidence for one in lessons], _NEAREST, 1 - _NEAREST)
    logits = np.log(confidence / (1 - confidence))
    right = np.array([one.right for one in lessons], dtype=float)
    penalty, weight = PENALTY * groups, 0.0
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(logits + weight)))
        slope = float((chance - right).sum()) + penalty * weight
        weight -= slope / (float((chance * (1 - chance)).sum()) + penalty)
    return round(weight, 3)
