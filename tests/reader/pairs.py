"""Pairs of a question and a passage: one that answers, and near misses of every kind."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import bm25s
import numpy as np

from knowledge.french import stems
from tests.reader.material import Asked, Source, Text, without
from tests.reader.noise import noisy


class Miss(StrEnum):
    """Why a passage does not answer a question, or that it does."""

    NONE = "answers"
    REMOVED = "answering sentence removed"
    ALTERED = "altered question"
    NEIGHBOUR = "other passage of the document"
    STRANGER = "passage of another document"


@dataclass(frozen=True, slots=True)
class Pair:
    """What is read together; `start` and `end` are characters of the passage, 0 if nothing answers."""

    question: str
    passage: str
    miss: Miss
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A passage that answers, then near misses: first those of the same question, then of altered ones."""

    asked: Asked
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many near misses of each kind a question has, on average, and how many questions an epoch."""

    removed: float = 0.6
    altered: float = 0.9
    neighbours: int = 2
    strangers: int = 1
    most: int = 3000


FEW = frozenset({Source.OWN, Source.SHEETS})
"""Sources asked twice an epoch."""


SHORTEST = 80
"""Characters that must be left of a passage whose answering sentence is removed."""

NEAREST = 6
"""Passages, those that share most words with the question, among which misses are drawn."""


class Pairs:
    """Draws the pairs of an epoch; the same epoch is always the same pairs in the same order."""

    def __init__(self, questions: Sequence[Asked], recipe: Recipe = Recipe()) -> None:
        self._questions = questions
        self._recipe = recipe
        self._near = _nearest(questions)

    def epoch(self, number: int, *, noise: bool = True) -> Iterator[Group]:
        """Yield a group for each question, in another order at each epoch."""
        chance = random.Random(number)  # noqa: S311 - repeatable draws, not a secret
        order = self._drawn(chance)
        chance.shuffle(order)
        for at in order:
            yield self._group(at, chance, noise=noise)

    def _drawn(self, chance: random.Random) -> list[int]:
        """Return which questions an epoch asks: those of few sources twice, so many of each other source."""
        by_source = defaultdict(list)
        for at, asked in enumerate(self._questions):
            by_source[asked.text.source].append(at)
        drawn: list[int] = []
        for source, places in by_source.items():
            more = chance.sample(places, min(self._recipe.most, len(places)))
            drawn += places * 2 if source in FEW else more
        return drawn

    def _group(self, at: int, chance: random.Random, *, noise: bool) -> Group:
        asked = self._questions[at]
        question = noisy(asked.question, chance) if noise else asked.question
        passage = asked.text.passages[asked.passage]
        pairs = [Pair(question, passage, Miss.NONE, asked.start, asked.end)]
        rest = without(passage, asked.start, asked.end) if asked.end else ""
        if len(rest) >= SHORTEST and chance.random() < self._recipe.removed:
            pairs.append(Pair(question, rest, Miss.REMOVED))
        neighbours, strangers = self._near[at]
        for near, count, miss in (
            (neighbours, self._recipe.neighbours, Miss.NEIGHBOUR),
            (strangers, self._recipe.strangers, Miss.STRANGER),
        ):
            drawn = chance.sample(near, min(count, len(near)))
            pairs += [Pair(question, other, miss) for other in drawn]
        if asked.altered and chance.random() < self._recipe.altered:
            altered = noisy(asked.altered, chance) if noise else asked.altered
            pairs.append(Pair(altered, passage, Miss.ALTERED))
        return Group(asked, tuple(pairs))


def _nearest(questions: Sequence[Asked]) -> list[tuple[list[str], list[str]]]:
    """Return for each question its nearest wrong passages: of its own text, and of others of the source.

    A text that we wrote is a call of its own: what another one says may well answer a question that
    does not name its call, so that strangers are drawn from all of them without looking.
    """
    near: list[tuple[list[str], list[str]]] = [([], [])] * len(questions)
    by_source = defaultdict(list)
    for at, asked in enumerate(questions):
        by_source[asked.text.source].append(at)
    for source, places in by_source.items():
        texts = list({questions[at].text.id: questions[at].text for at in places}.values())
        library = _Library(texts)
        for at in places:
            near[at] = library.near(questions[at], far=source is Source.OWN)
    return near


class _Library:
    """The passages of one source, looked up by their words."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.passages = [passage for text in texts for passage in text.passages]
        self.owners = [text.id for text in texts for _ in text.passages]
        self.rows: dict[str, list[int]] = defaultdict(list)
        for row, owner in enumerate(self.owners):
            self.rows[owner].append(row)
        self.index = bm25s.BM25()
        self.index.index([stems(passage) or [""] for passage in self.passages], show_progress=False)

    def near(self, asked: Asked, *, far: bool) -> tuple[list[str], list[str]]:
        scores = np.asarray(self.index.get_scores(stems(asked.question) or [""]))
        own = [row for row in self.rows[asked.text.id] if row != self.rows[asked.text.id][asked.passage]]
        neighbours = sorted(own, key=lambda row: -scores[row])[:NEAREST]
        others = np.argsort(-scores, kind="stable") if not far else _scattered(asked, len(scores))
        strangers = (int(row) for row in others if self.owners[row] != asked.text.id)
        return (
            [self.passages[row] for row in neighbours],
            [self.passages[row] for row, _ in zip(strangers, range(NEAREST), strict=False)],
        )


def _scattered(asked: Asked, count: int) -> list[int]:
    chance = random.Random(asked.question)  # noqa: S311 - repeatable draws, not a secret
    return chance.sample(range(count), min(count, 4 * NEAREST))
