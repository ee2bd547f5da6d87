"""Tell which questions ask the same, from the senses kept of them, and group them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

ALIKE = 0.92
"""Product of two senses from which they ask the same.

tests/benchmarks/compare_alike.py: 92 pairs of phrasings in 100 are then of the same topic, 97 from 0.95
on but four times fewer, 86 from 0.90 on. Of our own questions on the same texts, a fact answers both of
20 pairs in 118, 11 in 30 from 0.95 on: fewer than ask the same, but staff read each before they reply.
"""


DOUBTFUL = 0.86
"""Product of two senses from which it is worth asking a language model, below `ALIKE`."""

ASKED = 3
"""Pairs in doubt of one conversation that a language model is asked about, the likeliest."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The sense kept of a conversation; `maker` says which others it can be compared with."""

    id: str
    maker: str
    vector: bytes


def likeness(one: Kept, others: Sequence[Kept]) -> dict[str, float]:
    """Return how far others ask the same, 1 at most, the closest first; those alike alone."""
    comparable = [each for each in others if _kind(each) == _kind(one) and each.id != one.id]
    scores = _rows(comparable) @ _rows([one])[0] if comparable else np.empty(0)
    found = [
        (each.id, float(score)) for each, score in zip(comparable, scores, strict=True) if score >= ALIKE
    ]
    return dict(sorted(found, key=lambda one: -one[1]))


def counted(ids: Iterable[str], kept: Iterable[Kept]) -> Mapping[str, int]:
    """Return how many others ask the same as each of `ids`, those with a sense among `kept` alone."""
    wanted, counts = set(ids), {}
    for same in _comparable(kept):
        vectors = _rows(same)
        for row, each in enumerate(same):
            if each.id in wanted:
                others = vectors @ vectors[row] >= ALIKE
                counts[each.id] = int(others.sum()) - int(others[row])
    return counts


def doubtful(kept: Iterable[Kept]) -> list[tuple[str, str]]:
    """Return the pairs that may ask the same, the likeliest first, the smaller identifier first in each.

    Of each conversation, the `ASKED` likeliest with those after it in the order given.
    """
    found: list[tuple[float, str, str]] = []
    for same in _comparable(kept):
        vectors = _rows(same)
        for row, each in enumerate(same[:-1]):
            scores = vectors[row + 1 :] @ vectors[row]
            near = np.flatnonzero((scores >= DOUBTFUL) & (scores < ALIKE))
            for place in near[np.argsort(-scores[near], kind="stable")][:ASKED]:
                one, other = sorted((each.id, same[row + 1 + int(place)].id))
                found.append((float(scores[place]), one, other))
    return [(one, other) for _, one, other in sorted(found, key=lambda pair: -pair[0])]


def grouped(kept: Iterable[Kept]) -> list[list[str]]:
    """Return all in groups, the largest first; the others of a group are like its first one.

    They are in the order given, as are groups of the same size.
    """
    given = list(kept)
    order = {each.id: place for place, each in enumerate(given)}
    kinds = list(_comparable(given))
    groups = [[same[row].id for row in group] for same in kinds for group in _groups(_rows(same))]
    return sorted(groups, key=lambda group: (-len(group), min(order[id] for id in group)))


def _comparable(kept: Iterable[Kept]) -> Iterator[list[Kept]]:
    kinds: dict[tuple[str, int], list[Kept]] = {}
    for each in kept:
        kinds.setdefault(_kind(each), []).append(each)
    yield from kinds.values()


def _kind(kept: Kept) -> tuple[str, int]:
    return kept.maker, len(kept.vector)


def _rows(kept: Sequence[Kept]) -> Vectors:
    joined = b"".join(each.vector for each in kept)
    rows: Vectors = np.frombuffer(joined, dtype="<f4").reshape(len(kept), -1)
    return rows


def _groups(vectors: Vectors) -> Iterator[list[int]]:
    """Yield rows in groups: the one that is like most others, with these, and so on with the rest."""
    alike = vectors @ vectors.T >= ALIKE
    np.fill_diagonal(alike, val=True)
    free = np.ones(len(vectors), dtype=bool)
    left = alike.sum(axis=1)
    while left[first := int(left.argmax())] > 0:
        members = np.flatnonzero(alike[first] & free)
        yield [first, *(int(row) for row in members if row != first)]
        free[members] = False
        left -= alike[members].sum(axis=0)
        left[~free] = 0
