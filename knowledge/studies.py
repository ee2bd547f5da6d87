"""What is known of a passage before any question: its words, what its sentences are about, how common."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.documents import Passage
from knowledge.entries import Entry
from knowledge.entry_rows import EntryRows
from knowledge.french import stems
from knowledge.lexical import lexical_text
from knowledge.topics import TopicModel

Vector = npt.NDArray[np.float32]

CROWD = 10
"""Phrasings nearest to a sentence whose mean similarity says how near it is to questions in general."""


@dataclass(frozen=True, slots=True)
class Study:
    """A passage as it was studied; all but its `stems` have a row for each searched sentence.

    `sentences` are their stems, `texts` themselves, `profiles` what they are about and `crowd` their
    mean similarity with the nearest phrasings of the typology.
    """

    stems: frozenset[str]
    sentences: tuple[frozenset[str], ...]
    texts: tuple[str, ...]
    vectors: Vector
    profiles: Vector
    crowd: Vector


class Studies:
    """Studies the passages of one snapshot, each once, when it is first found."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        vectors: Vector,
        rows: EntryRows,
        topics: TopicModel,
        phrasings: Vector,
    ) -> None:
        self._entries = entries
        self._vectors = vectors
        self._rows = rows
        self._topics = topics
        self._phrasings = phrasings
        self._known: dict[int, Study] = {}

    def of(self, row: int, passage: Passage) -> Study:
        """Return the study of a passage, `row` being that of its entry."""
        if row not in self._known:
            self._known[row] = self._study(row, passage)
        return self._known[row]

    def _study(self, row: int, passage: Passage) -> Study:
        start, end = self._rows.sentences(row)
        texts = tuple(entry.text for entry in self._entries[start:end])
        vectors = self._vectors[start:end]
        return Study(
            stems=frozenset(stems(lexical_text(passage))),
            sentences=tuple(frozenset(stems(text)) for text in texts),
            texts=texts,
            vectors=vectors,
            profiles=self._topics.profiles(vectors),
            crowd=crowd(vectors, self._phrasings),
        )


def crowd(vectors: Vector, phrasings: Vector, nearest: int = CROWD) -> Vector:
    """Return the mean similarity of each row of `vectors` with the `nearest` phrasings to it."""
    count = min(nearest, len(phrasings))
    if not count:
        return np.zeros(len(vectors), dtype=np.float32)
    near = np.partition(vectors @ phrasings.T, -count, axis=1)[:, -count:]
    mean: Vector = near.mean(axis=1)
    return mean
