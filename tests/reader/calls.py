"""Judge a reader on the questions that the decision is fitted on, beside retrieval alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from bot.quality.labelled import Expect
from knowledge.ranking import features, spread
from knowledge.retrieval import CITED
from knowledge.signals import measure
from tests.benchmarks.fit_decision import SIGNALS
from tests.benchmarks.regression import Array, area, logistic, ranking
from tests.benchmarks.searched import Searched, holds_answer
from tests.reader.material import seen
from tests.reader.network import Reader
from tests.reader.reading import opinions

Order = npt.NDArray[np.intp]

COLUMNS = ("set", "questions", "first", "first three", "AUROC", "at 90 %", "at 95 %")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its hits, a row of measures and the log odds of each."""

    searched: Searched
    rows: Array
    odds: Array


@dataclass(frozen=True, slots=True)
class Way:
    """What a ranking and a decision may use: the measures of retrieval, the reader, or both."""

    name: str
    measures: bool = True
    reader: bool = True

    def hits(self, one: Judged) -> Array:
        """Return what the hits are ranked by, a row each."""
        read = np.column_stack((spread(one.odds.astype(np.float32)), _chance(one.odds)))
        return np.column_stack([one.rows] * self.measures + [read] * self.reader)

    def signals(self, one: Judged, order: Order, scores: Array) -> list[float]:
        """Return what the decision weighs, the hits in an order with their scores."""
        hits = tuple(replace(one.searched.findings.hits[n], score=float(scores[n])) for n in order)
        found = measure(replace(one.searched.findings, hits=hits), one.searched.lexical).values()
        read = one.odds[order[:CITED]]
        own = [float(read.max()), float(read[0]), float(_chance(read).max())]
        return [found[name] for name in SIGNALS] * self.measures + own * self.reader


WAYS = (Way("retrieval", reader=False), Way("reader", measures=False), Way("both"))


def judged(reader: Reader, tokenizer: Tokenizer, questions: Sequence[Searched]) -> list[Judged]:
    """Return the questions that have hits, each hit read."""
    found = []
    for one in questions:
        if one.findings.hits:
            pairs = [(one.findings.question, seen(hit.passage)) for hit in one.findings.hits]
            odds = [opinion.odds for opinion in opinions(reader, tokenizer, pairs)]
            found.append(Judged(one, features(one.findings.hits).astype(float), np.array(odds)))
    return found


def left_out(questions: Sequence[Judged], way: Way) -> Iterator[list[object]]:
    """Yield a row a set, by a ranking and a decision fitted on all other corpora."""
    for corpus in sorted({one.searched.corpus for one in questions}):
        others = [one for one in questions if one.searched.corpus != corpus]
        weights = ranking([(way.hits(one), np.array(one.searched.right, dtype=float)) for one in others])
        line = logistic(*_table(others, way, weights))
        own = [one for one in questions if one.searched.corpus == corpus]
        chance = line.chance(_table(own, way, weights)[0])
        for name in dict.fromkeys(one.searched.set for one in own):
            mine = [n for n, one in enumerate(own) if one.searched.set == name]
            yield [name, *_row([own[n] for n in mine], way, weights, chance[mine])]


def _row(own: Sequence[Judged], way: Way, weights: Array, chance: Array) -> list[object]:
    answerable = np.array([one.searched.question.expect is Expect.ANSWER for one in own])
    orders = [_order(one, way, weights)[0] for one in own]
    first = np.array([one.searched.right[order[0]] for one, order in zip(own, orders, strict=True)])
    three = np.array([_held(one, order) for one, order in zip(own, orders, strict=True)])
    shares = (first[answerable].mean(), three[answerable].mean(), area(chance, three))
    return [len(own), *map(float, shares), *(covered(chance, three, answerable, at) for at in (0.9, 0.95))]


def covered(chance: Array, right: Array, answerable: Array, precision: float) -> float:
    """Return the largest share of answerable questions answered rightly at a precision, by any threshold."""
    order = np.argsort(-chance, kind="stable")
    good = np.cumsum(right[order])
    enough = good / np.arange(1, len(good) + 1) >= precision
    return float(good[enough].max() / answerable.sum()) if enough.any() else 0.0


def _order(one: Judged, way: Way, weights: Array) -> tuple[Order, Array]:
    scores = way.hits(one) @ weights
    return np.argsort(-scores, kind="stable"), scores


def _held(one: Judged, order: Order) -> float:
    return float(holds_answer(one.searched.question, [one.searched.findings.hits[n] for n in order[:CITED]]))


def _table(questions: Sequence[Judged], way: Way, weights: Array) -> tuple[Array, Array]:
    orders = [_order(one, way, weights) for one in questions]
    rows = [way.signals(one, *order) for one, order in zip(questions, orders, strict=True)]
    held = [_held(one, order) for one, (order, _) in zip(questions, orders, strict=True)]
    return np.array(rows), np.array(held)


def _chance(odds: Array) -> Array:
    chance: Array = 1 / (1 + np.exp(-odds))
    return chance
