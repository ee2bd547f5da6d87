"""Find the passages that a question may be about: dense and lexical channels, fused, then weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.asked import Wanted, holds, wanted
from knowledge.coverage import Coverage
from knowledge.documents import Passage
from knowledge.entries import Channel, Entry
from knowledge.entry_rows import EntryRows
from knowledge.french import stems, words
from knowledge.glossary import load_glossary
from knowledge.hits import Hit
from knowledge.ranking import APPROVED, ranked, spread
from knowledge.repair import repair
from knowledge.sentences import sentences
from knowledge.snapshot import Snapshot
from knowledge.studies import Studies, Study

Vector = npt.NDArray[np.float32]

WEIGHTS = {"lexical": 0.2, "passage": 0.2, "heading": 0.1, "sentence": 0.5}
"""Share of each channel in the first score, which only chooses the hits to weigh."""

NEAREST = 64
"""Entries asked of the vector index."""

LEXICAL = 24
"""Passages taken from the lexical index."""

WEIGHED = 12
"""Passages, the best by the first score, that are measured in full and ranked."""

CITED = 3
"""Hits that an answer may cite, and that its signals read."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A text that is no passage but near the question, with its cosine similarity."""

    similarity: float
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search brought for a question as repaired, then as explained, each list best first.

    `announced` are topics of announced documents, their target the document; `intents` are phrasings
    of what no text answers, their target the intent's name; `approved` are questions that staff
    approved, their target a passage. `shares` is the probability of each topic and intent of the
    typology, and `wants` what kinds of thing are asked.
    """

    question: str
    explained: str
    hits: tuple[Hit, ...]
    announced: tuple[Neighbour, ...] = ()
    intents: tuple[Neighbour, ...] = ()
    approved: tuple[Neighbour, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    wants: Wanted = Wanted(frozenset())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it is measured against a passage: its weighed stems, the rows it is approved for."""

    vector: Vector
    profile: Vector
    shares: Mapping[str, float]
    weights: Mapping[str, float]
    wants: Wanted
    approved: frozenset[int]


class Retriever:
    """Searches one open snapshot; `weights` say how much each measure of a hit counts.

    `coverage` says which passages are known to treat which topics.
    """

    def __init__(self, snapshot: Snapshot, weights: Mapping[str, float], coverage: Coverage) -> None:
        self._snapshot = snapshot
        self._weights = weights
        self._settling = coverage.settling()
        self._rows = EntryRows(snapshot.entries)
        self._vectors = np.asarray(snapshot.vectors)
        self._glossary = load_glossary(passage.text for passage in snapshot.corpus.passages)
        self._passages = {passage.id: passage for passage in snapshot.corpus.passages}
        self._unofficial = {document.id for document in snapshot.corpus.documents if not document.official}
        self._approved = _approved(snapshot.entries, self._rows)
        phrasings = self._channel(Channel.PHRASING)
        self._studies = Studies(snapshot.entries, self._vectors, self._rows, snapshot.topics, phrasings)

    def search(self, question: str, limit: int = WEIGHED) -> Findings:
        """Return the best hits for `question`, at most `limit`, best first.

        Raises:
            EmbedderUnavailable: the model does not answer.
        """
        as_typed = self._approved_for(question)
        repaired = question if as_typed else repair(question, self._snapshot.vocabulary)
        explained = self._glossary.explain(repaired)
        approved = as_typed or self._approved_for(repaired)
        return self._found(repaired, explained, self._snapshot.embed(explained), approved, limit)

    def _approved_for(self, question: str) -> frozenset[int]:
        """Return the rows of the passages for which staff approved the question, word for word."""
        return frozenset(self._approved.get(tuple(words(question)), ()))

    def _found(
        self, repaired: str, explained: str, vector: Vector, approved: frozenset[int], limit: int
    ) -> Findings:
        officially = self._glossary.translate(repaired)
        wants = wanted(repaired, officially)
        lexical = self._snapshot.lexical.scores(officially)
        shares = self._snapshot.topics.shares(vector)
        profile = self._snapshot.topics.profile(vector)
        asked = _Asked(vector, profile, shares, self._weigh(explained), wants, approved)
        hits = self._hits(asked, lexical)
        return Findings(
            question=repaired,
            explained=explained,
            hits=ranked(hits, self._weights, self._unofficial)[:limit],
            announced=self._nearest(Channel.ANNOUNCED, vector),
            intents=self._nearest(Channel.INTENT, vector),
            approved=self._nearest(Channel.QUESTION, vector),
            shares=shares,
            wants=wants,
        )

    def _hits(self, asked: _Asked, lexical: Vector) -> list[Hit]:
        return [self._measured(row, asked, float(lexical[row])) for row in self._first(asked, lexical)]

    def _weigh(self, question: str) -> dict[str, float]:
        """Return the stems of a question, each with how telling it is."""
        return {stem: self._snapshot.lexical.weight(stem) for stem in sorted(set(stems(question)))}

    def _first(self, asked: _Asked, lexical: Vector) -> list[int]:
        """Return the rows of the passages to weigh: approved ones, then the best by the fused channels."""
        vector = asked.vector
        near = (row for row, _ in self._snapshot.index.search(vector, NEAREST))
        own = sorted(asked.approved.union(self._rows.passages_of(near), _best(lexical, LEXICAL)))
        if not own:
            return []
        dense = self._vectors[own] @ vector
        headings = self._vectors[[self._rows.headings.get(row, row) for row in own]] @ vector
        said = [self._vectors[start:end] @ vector for start, end in map(self._rows.sentences, own)]
        nearest = np.array([some.max() if some.size else one for some, one in zip(said, dense, strict=True)])
        scores = (
            WEIGHTS["lexical"] * spread(lexical[own])
            + WEIGHTS["passage"] * spread(dense)
            + WEIGHTS["heading"] * spread(headings)
            + WEIGHTS["sentence"] * spread(nearest)
        )
        scores += np.array([APPROVED * (row in asked.approved) for row in own])
        return [own[n] for n in np.argsort(-scores, kind="stable")[:WEIGHED]]

    def _measured(self, row: int, asked: _Asked, lexical: float) -> Hit:
        passage = self._passages[self._rows.ids[row]]
        study = self._studies.of(row, passage)
        near = study.vectors @ asked.vector
        return Hit(
            passage=passage,
            score=0.0,
            lexical=lexical,
            dense=float(self._vectors[row] @ asked.vector),
            heading=float(self._vectors[self._rows.headings.get(row, row)] @ asked.vector),
            sentences=_aligned(passage, study, near),
            approved=row in asked.approved,
            settled=sum(
                asked.shares.get(one.topic, 0.0)
                for one in self._settling.get(passage.id, ())
                if one.settles(asked.wants)
            ),
            distinct=float((near - study.crowd / 2).max()) if near.size else 0.0,
            agreement=float((study.profiles @ asked.profile).max()) if near.size else 0.0,
            covered=_share(asked.weights, study.stems),
            gathered=max((_share(asked.weights, said) for said in study.sentences), default=0.0),
            holds=holds(asked.wants, passage.text),
            holds_nearest=bool(near.size) and holds(asked.wants, study.texts[int(near.argmax())]),
            likely=self._likely(row, asked.vector),
        )

    def _likely(self, row: int, vector: Vector) -> float:
        """Return the similarity of the nearest question proposed for a passage, 0 if there is none."""
        start, end = self._rows.likely(row)
        return float((self._vectors[start:end] @ vector).max()) if end > start else 0.0

    def _channel(self, channel: Channel) -> Vector:
        start, end = self._rows.range(channel)
        return self._vectors[start:end]

    def _nearest(self, channel: Channel, vector: Vector) -> tuple[Neighbour, ...]:
        start, end = self._rows.range(channel)
        near = self._vectors[start:end] @ vector
        entries = self._snapshot.entries[start:end]
        best = np.argsort(-near, kind="stable")[:3]
        return tuple(Neighbour(float(near[n]), entries[n].text, entries[n].targets[0]) for n in best)


def _approved(entries: Sequence[Entry], rows: EntryRows) -> dict[tuple[str, ...], set[int]]:
    """Return the rows of the passages that staff approved for each question, told by its words."""
    approved: dict[tuple[str, ...], set[int]] = {}
    for row in range(*rows.range(Channel.QUESTION)):
        approved.setdefault(tuple(words(entries[row].text)), set()).update(rows.passages_of([row]))
    return approved


def _share(weights: Mapping[str, float], found: frozenset[str]) -> float:
    """Return the share of all weights that belongs to the stems `found`."""
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in found) / total if total else 0.0


def _aligned(passage: Passage, study: Study, near: Vector) -> tuple[float, ...]:
    """Return the similarity of every sentence of a passage, 0 for those that are not searched."""
    searched = list(zip(study.texts, near.tolist(), strict=True))
    return tuple(
        searched.pop(0)[1] if searched and searched[0][0] == text else 0.0 for text in sentences(passage.text)
    )


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
