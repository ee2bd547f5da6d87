"""Find the passages that a question may be about: dense and lexical channels, fused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.documents import Passage
from knowledge.entries import Channel, Entry
from knowledge.glossary import load_glossary
from knowledge.repair import repair
from knowledge.sentences import sentences
from knowledge.snapshot import Snapshot

Vector = npt.NDArray[np.float32]

WEIGHTS = {"lexical": 0.2, "passage": 0.2, "heading": 0.1, "sentence": 0.5}
"""Share of each channel in the fused score, chosen by trial on the two development sets, on a plateau."""

NEAREST = 64
"""Entries asked of the vector index."""

LEXICAL = 24
"""Passages taken from the lexical index."""

SHARED = 12
"""Passages below one heading that may be found by it."""

CITED = 3
"""Hits that an answer may cite, and that its measures read."""

UNOFFICIAL = 0.15
"""What a passage of an unofficial text loses of its fused score: an official one comes first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and how it meets the question.

    `score` is the fused score, from -UNOFFICIAL to 1, only comparable within one search. `lexical` is a
    BM25 score; `dense`, `heading` and `sentences` are cosine similarities: of the whole passage, of
    its headings, and of each of its sentences in order, 0 for those that say nothing.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float
    heading: float
    sentences: tuple[float, ...]

    @property
    def sentence(self) -> float:
        """Similarity of the nearest sentence, of the whole passage if none is searched."""
        return max(self.sentences, default=0.0) or self.dense


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A text that is no passage but near the question, with its cosine similarity."""

    similarity: float
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search brought for a question as repaired, then as explained, each list best first.

    `topics` are those of announced documents, their target the document; `intents` are phrasings
    of what no text answers, their target the intent's name.
    """

    question: str
    explained: str
    hits: tuple[Hit, ...]
    topics: tuple[Neighbour, ...]
    intents: tuple[Neighbour, ...]


class Retriever:
    """Searches one open snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._rows = _Rows(snapshot.entries)
        self._vectors = np.asarray(snapshot.vectors)
        self._glossary = load_glossary(passage.text for passage in snapshot.corpus.passages)
        self._passages = {passage.id: passage for passage in snapshot.corpus.passages}
        unofficial = {document.id for document in snapshot.corpus.documents if not document.official}
        self._unofficial = {
            row
            for row, passage in enumerate(self._rows.ids)
            if self._passages[passage].document_id in unofficial
        }

    def search(self, question: str, limit: int = CITED) -> Findings:
        """Return the best hits for `question`, at most `limit`, best first."""
        repaired = repair(question, self._snapshot.vocabulary)
        explained = self._glossary.explain(repaired)
        vector = self._snapshot.embed(explained)
        lexical = self._snapshot.lexical.scores(self._glossary.translate(repaired))
        candidates = self._candidates(vector, lexical)
        hits = self._hits(candidates, vector, lexical, limit) if candidates else ()
        return Findings(
            question=repaired,
            explained=explained,
            hits=tuple(hits),
            topics=self._nearest(Channel.TOPIC, vector),
            intents=self._nearest(Channel.INTENT, vector),
        )

    def _candidates(self, vector: Vector, lexical: Vector) -> list[int]:
        near = (row for row, _ in self._snapshot.index.search(vector, NEAREST))
        found = set(self._rows.passages_of(near))
        return sorted(found.union(_best(lexical, LEXICAL)))

    def _hits(self, candidates: Sequence[int], vector: Vector, lexical: Vector, limit: int) -> list[Hit]:
        own = list(candidates)
        words = lexical[own]
        dense = self._vectors[own] @ vector
        headings = self._vectors[[self._rows.headings.get(row, row) for row in own]] @ vector
        near = [self._vectors[start:end] @ vector for start, end in map(self._rows.sentences, own)]
        nearest = np.array(
            [some.max() if some.size else score for some, score in zip(near, dense, strict=True)]
        )
        scores = (
            WEIGHTS["lexical"] * _spread(words)
            + WEIGHTS["passage"] * _spread(dense)
            + WEIGHTS["heading"] * _spread(headings)
            + WEIGHTS["sentence"] * _spread(nearest)
            - np.array([UNOFFICIAL * (row in self._unofficial) for row in own], dtype=np.float32)
        )
        return [
            Hit(
                passage=self._passages[self._rows.ids[own[n]]],
                score=float(scores[n]),
                lexical=float(words[n]),
                dense=float(dense[n]),
                heading=float(headings[n]),
                sentences=self._aligned(own[n], near[n]),
            )
            for n in np.argsort(-scores, kind="stable")[:limit]
        ]

    def _aligned(self, row: int, near: Vector) -> tuple[float, ...]:
        """Return the similarity of every sentence of a passage, from that of those that are searched."""
        start, end = self._rows.sentences(row)
        searched = [
            (entry.text, float(score))
            for entry, score in zip(self._snapshot.entries[start:end], near, strict=True)
        ]
        said = sentences(self._passages[self._rows.ids[row]].text)
        return tuple(searched.pop(0)[1] if searched and searched[0][0] == text else 0.0 for text in said)

    def _nearest(self, channel: Channel, vector: Vector) -> tuple[Neighbour, ...]:
        start, end = self._rows.range(channel)
        near = self._vectors[start:end] @ vector
        entries = self._snapshot.entries[start:end]
        best = np.argsort(-near, kind="stable")[:3]
        return tuple(Neighbour(float(near[n]), entries[n].text, entries[n].targets[0]) for n in best)


class _Rows:
    """Where each passage's entries stand: its own row, its heading's, its sentences'."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.ids = [entry.targets[0] for entry in entries if entry.channel is Channel.PASSAGE]
        number = {passage: row for row, passage in enumerate(self.ids)}
        self._targets = [[number[name] for name in entry.targets if name in number] for entry in entries]
        self.headings = {
            passage: row
            for row, entry in enumerate(entries)
            if entry.channel is Channel.HEADING
            for passage in self._targets[row]
        }
        self._sentences: dict[int, tuple[int, int]] = {}
        for row, entry in enumerate(entries):
            if entry.channel is Channel.SENTENCE:
                passage = number[entry.targets[0]]
                self._sentences[passage] = (self._sentences.get(passage, (row, row))[0], row + 1)
        channels = [entry.channel for entry in entries]
        self._ranges = {
            channel: (channels.index(channel), channels.index(channel) + channels.count(channel))
            for channel in set(channels)
        }

    def passages_of(self, rows: Iterable[int]) -> list[int]:
        """Return the passages that these entries lead to, of a heading the first `SHARED` below it."""
        return [passage for row in rows for passage in self._targets[row][:SHARED]]

    def range(self, channel: Channel) -> tuple[int, int]:
        """Return the first row of a channel and the one after its last; its rows are neighbours."""
        return self._ranges.get(channel, (0, 0))

    def sentences(self, passage: int) -> tuple[int, int]:
        """Return the first row of a passage's sentences and the one after the last."""
        return self._sentences.get(passage, (0, 0))


def _best(scores: Vector, count: int) -> list[int]:
    """Return the rows of the `count` best scores above 0; among equal ones, the first.

    >>> _best(np.array([0.0, 2.0, 1.0, 3.0, 1.0], dtype=np.float32), 3)
    [3, 1, 2]
    """
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        rows = rows[scores[rows] >= np.partition(scores[rows], -count)[-count]]
    best: list[int] = rows[np.argsort(-scores[rows], kind="stable")[:count]].tolist()
    return best


def _spread(scores: Vector) -> Vector:
    """Return `scores` stretched to [0, 1]; all zero where they are equal."""
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high <= low else (scores - low) / (high - low)
