"""Quality on the two development sets, beside what the plain pipeline gives of the same texts."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import pytest

from bot.settings import Settings
from bot.wiring import ingest_corpus, open_desk
from knowledge.embedding.bundled import BundledEmbeddings
from knowledge.progress import Silent
from tests.benchmarks.material import SETS, lines_of
from tests.benchmarks.plain_pipeline import PlainPipeline, load_folder
from tests.benchmarks.scoring import MEASURES, scored
from tests.benchmarks.table import show

Found = TypeVar("Found")

THRESHOLDS = 20
"""Similarities tried for the plain pipeline."""

NOTE = (
    "Plain: first chunk, or first three, of RecursiveCharacterTextSplitter 1000/200, Chroma and "
    "BM25Retriever in an EnsembleRetriever. Its threshold on the nearest chunk's cosine similarity is chosen "
    "on these very answers: the one with the most right answers left after taking away the wrong ones. Ours "
    "was set beforehand, on these sets too. Literal: share of quotations found in the texts, a PDF's as our "
    "reader gives it; a chunk is always a piece of its text."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of the plain pipeline before any threshold."""

    id: str
    chunks: tuple[str, ...]
    similarity: float

    def as_json(self, shown: int, threshold: float) -> dict[str, Any]:
        """Return what the scorer reads: an answer from `threshold` up."""
        chunks = self.chunks[:shown]
        return {
            "id": self.id,
            "decision": "answer" if self.similarity >= threshold else "handoff",
            "text": chunks[0] if self.similarity >= threshold else "",
            "citations": [{"quote": chunk} for chunk in chunks if self.similarity >= threshold],
            "confidence": self.similarity,
        }


@pytest.mark.parametrize("name", SETS)
def test_quality(name: str, tmp_path: Path) -> None:
    rows = [ours(name, tmp_path), *plain(name, tmp_path)]
    columns = (
        "",
        *(measure.replace("coverage_at_95_precision", "cov. at 95 %") for measure in MEASURES),
        "ms",
    )
    show(f"{name}, {len(lines_of(name))} questions", columns, rows, NOTE)


def ours(name: str, folder: Path) -> list[object]:
    """Return the row of the product, as it is shipped."""
    settings = Settings(corpus=SETS[name], data=folder / "data")
    ingest_corpus(settings, Silent())
    desk = open_desk(settings)
    replies, took = timed(name, lambda id_, question: {"id": id_, **desk.reply(question).as_json()})
    return ["Guichet", *scored(name, replies, folder).values(), took]


def plain(name: str, folder: Path) -> list[list[object]]:
    """Return the rows of the plain pipeline: first chunk and first three, without and with a threshold."""
    pipeline = PlainPipeline(load_folder(SETS[name]), BundledEmbeddings(), folder / "plain")
    found, took = timed(name, lambda _, question: tuple(pipeline.chunks(question)))
    similarities = [pipeline.similarity(line["question"]) for line in lines_of(name)]
    replies = [
        Reply(line["id"], chunks, similarity)
        for line, chunks, similarity in zip(lines_of(name), found, similarities, strict=True)
    ]
    rows: list[list[object]] = []
    for shown, what in ((1, "plain, first chunk"), (3, "plain, first three chunks")):
        tried = {
            threshold: score_at(name, replies, shown, threshold, folder)
            for threshold in thresholds(similarities)
        }
        best = max(tried, key=lambda threshold: net(tried[threshold]))
        for threshold, label in ((min(tried), what), (best, f"  from similarity {best:.3f}")):
            rows.append([label, *(tried[threshold] | {"literal": "–"}).values(), took])
    return rows


def timed(name: str, reply: Callable[[str, str], Found]) -> tuple[list[Found], float]:
    """Reply to each question of a set; return the replies, and the median time in milliseconds."""
    replies, times = [], []
    for line in lines_of(name):
        start = time.perf_counter()
        replies.append(reply(line["id"], line["question"]))
        times.append(1000 * (time.perf_counter() - start))
    return replies, median(times)


def thresholds(similarities: Sequence[float]) -> list[float]:
    """Return similarities spread over those seen, from the lowest."""
    ordered = sorted(similarities)
    return ordered[:: max(1, len(ordered) // THRESHOLDS)]


def score_at(
    name: str, replies: Sequence[Reply], shown: int, threshold: float, folder: Path
) -> dict[str, float]:
    """Return the measures with this threshold."""
    return scored(name, [reply.as_json(shown, threshold) for reply in replies], folder)


def net(measures: dict[str, float]) -> float:
    """Return right answers less wrong ones, as a share of the answerable questions."""
    right = measures["coverage"]
    return right - (right / measures["precision"] - right if measures["precision"] else 1.0)
