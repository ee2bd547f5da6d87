"""Judge a reader on documents that it never saw: is there an answer, where, and in which passage first?"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from knowledge.embedders import Embedder
from tests.benchmarks.regression import area
from tests.reader.material import Asked, Source, Split
from tests.reader.network import Reader
from tests.reader.pairs import Miss, Pairs, Recipe
from tests.reader.reading import opinions

COLUMNS = ("against", "pairs", "reader", "cosine")
FIRST = ("source", "questions", "cosine", "reader", "both", "span F1")
MOST = 250
"""Questions of a source that are judged."""

Vector = npt.NDArray[np.float32]


def chosen(questions: Sequence[Asked], source: Source, split: Split) -> list[Asked]:
    """Return the questions of a source and a split, at most `MOST`, evenly spread."""
    own = [asked for asked in questions if asked.text.source is source and asked.text.split is split]
    return own[:: max(1, -(-len(own) // MOST))]


def answerable(
    reader: Reader, tokenizer: Tokenizer, embedder: Embedder, questions: Sequence[Asked]
) -> Iterator[list[object]]:
    """Yield a row a kind of near miss: the area under the curve of the reader, and that of the cosine."""
    pairs = [pair for group in Pairs(questions, Recipe(1, 1)).epoch(0, noise=False) for pair in group.pairs]
    given = [(pair.question, pair.passage) for pair in pairs]
    odds = np.array([one.odds for one in opinions(reader, tokenizer, given)])
    cosines = (_vectors(embedder, [a for a, _ in given]) * _vectors(embedder, [b for _, b in given])).sum(1)
    for miss in Miss:
        if miss is not Miss.NONE and any(pair.miss is miss for pair in pairs):
            those = np.array([pair.miss in (Miss.NONE, miss) for pair in pairs])
            right = np.array([float(pair.miss is Miss.NONE) for pair in pairs])[those]
            areas = (area(scores[those], right) for scores in (odds, cosines))
            yield [miss.value, int((1 - right).sum()), *areas]


def first(
    reader: Reader, tokenizer: Tokenizer, embedder: Embedder, questions: Sequence[Asked]
) -> list[float]:
    """Return how often the right passage of a text is first by cosine, reader and both; and the span F1."""
    counts = np.zeros(4)
    for _, asked in groupby(questions, key=lambda one: one.text.id):
        own = list(asked)
        passages = own[0].text.passages
        near = _vectors(embedder, [one.question for one in own]) @ _vectors(embedder, passages).T
        for one, cosine in zip(own, near, strict=True):
            rows = np.argsort(-cosine, kind="stable")[:10]
            read = opinions(reader, tokenizer, [(one.question, passages[n]) for n in rows])
            odds = np.array([opinion.odds for opinion in read])
            (gold,) = opinions(reader, tokenizer, [(one.question, passages[one.passage])])
            orders = (cosine[rows], odds, odds + 60 * cosine[rows])
            counts[:3] += [int(rows[scores.argmax()]) == one.passage for scores in orders]
            counts[3] += overlap((one.start, one.end), (gold.start, gold.end))
    shares: list[float] = (counts / len(questions)).tolist()
    return shares


def overlap(wanted: tuple[int, int], given: tuple[int, int]) -> float:
    """Return the F1 of the characters of two spans.

    >>> overlap((0, 10), (5, 15))
    0.5
    """
    shared = max(0, min(wanted[1], given[1]) - max(wanted[0], given[0]))
    return 2 * shared / max(1, wanted[1] - wanted[0] + given[1] - given[0])


def _vectors(embedder: Embedder, texts: Sequence[str]) -> Vector:
    return np.asarray(embedder.texts(list(texts)), dtype=np.float32)
