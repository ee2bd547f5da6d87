"""Order hits by a weighted sum of what was measured of them, fitted on labelled questions."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from knowledge.hits import Hit

Vector = npt.NDArray[np.float32]

UNOFFICIAL = 0.15
"""What a passage of an unofficial text loses of the whole range of scores: an official one comes first."""

APPROVED = 2.0
"""What a passage gains, in whole ranges of scores, of which staff said that it answers the very question."""

LIKELY = 0.05
"""What a passage gains, of the whole range of scores, whose likely question is the nearest of all."""

ROUNDING = 1e-6
"""Difference of two similarities that only comes from how they were added up."""

STRETCHED: Mapping[str, Callable[[Hit], float]] = {
    "lexical": lambda hit: hit.lexical,
    "passage": lambda hit: hit.dense,
    "heading": lambda hit: hit.heading,
    "sentence": lambda hit: hit.sentence,
    "agreement": lambda hit: hit.agreement,
}
"""Measures whose scale depends on the question: stretched to [0, 1] over its hits."""

PLAIN: Mapping[str, Callable[[Hit], float]] = {
    "covered": lambda hit: hit.covered,
    "holds": lambda hit: float(hit.holds),
    "settled": lambda hit: hit.settled,
}
"""Measures that are comparable from one question to another, from 0 to 1."""

MEASURES = (*STRETCHED, *PLAIN)


def ranked(hits: Sequence[Hit], weights: Mapping[str, float], unofficial: Set[str]) -> tuple[Hit, ...]:
    """Return `hits` with their scores, best first; `unofficial` are documents that come after the others."""
    if not hits:
        return ()
    scores = features(hits) @ np.array([weights[name] for name in MEASURES], dtype=np.float32)
    gained = [APPROVED * hit.approved - UNOFFICIAL * (hit.passage.document_id in unofficial) for hit in hits]
    whole = sum(max(0.0, weight) for weight in weights.values())
    scores += whole * np.array(gained, dtype=np.float32)
    order = np.argsort(-scores - whole * LIKELY * spread(likely(hits)), kind="stable")
    return tuple(replace(hits[n], score=float(scores[n])) for n in order)


def likely(hits: Sequence[Hit]) -> Vector:
    """Return how near the likely questions of each hit are; one without is as near as its sentences.

    All are 0 where a language model proposed nothing.
    """
    if not any(hit.likely for hit in hits):
        return np.zeros(len(hits), dtype=np.float32)
    return np.array([max(hit.likely, hit.sentence) for hit in hits], dtype=np.float32)


def features(hits: Sequence[Hit]) -> Vector:
    """Return a row a hit and a column a measure, in the order of `MEASURES`."""
    columns = [
        *(spread(np.array([of(hit) for hit in hits], dtype=np.float32)) for of in STRETCHED.values()),
        *(np.array([of(hit) for hit in hits], dtype=np.float32) for of in PLAIN.values()),
    ]
    return np.column_stack(columns)


def spread(scores: Vector) -> Vector:
    """Return `scores` stretched to [0, 1]; all zero where they are equal but for rounding."""
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high - low <= ROUNDING else (scores - low) / (high - low)
