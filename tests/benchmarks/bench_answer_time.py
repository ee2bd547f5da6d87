"""Where the time of one answer goes, at two sizes, beside the plain pipeline's on the same passages."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import ParamSpec, TypeVar

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from bot.assistant import Assistant
from knowledge.answerer import draft
from knowledge.coverage import Coverage
from knowledge.decision import Model, decide, load_model
from knowledge.embedders import Embedder
from knowledge.embedding.bundled import BundledEmbeddings
from knowledge.entries import intents
from knowledge.evidence import gather
from knowledge.quotes import unsupported
from knowledge.repair import repair
from knowledge.retrieval import Retriever
from knowledge.snapshot import Snapshot
from tests.benchmarks.material import colloquial
from tests.benchmarks.plain_pipeline import PlainPipeline
from tests.benchmarks.synthetic import random_vectors, synthetic_corpus, synthetic_snapshot
from tests.benchmarks.table import show

QUESTIONS = 60
AIMS = {500: 5, 100_000: 15}
"""Milliseconds aimed at for all but the embedding of a question, by number of passages."""

NOTE = (
    "Median milliseconds over 60 questions. The passages are real sentences shuffled together and their "
    "vectors are random; the questions are real, and really embedded. Search is all of it but repair and "
    "embedding; measure is what the decision weighs; all but the embedding is a whole reply, its wording and "
    "the check of its language included, to a question that is answered."
)


class Prepared(Embeddings):
    """Gives the vector of a question that was embedded beforehand, and random ones to texts."""

    def __init__(self) -> None:
        self.vector: list[float] = []
        self._batches = 0

    def embed_query(self, _text: str) -> list[float]:
        """Return the vector prepared."""
        return self.vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return vectors of length 1 in no direction in particular."""
        self._batches += 1
        vectors: list[list[float]] = random_vectors(len(texts), self._batches).tolist()
        return vectors


Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Keeps the milliseconds of each named stage, one by question."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def time(
        self, stage: str, work: Callable[Given, Result], *args: Given.args, **kw: Given.kwargs
    ) -> Result:
        """Do `work` and note how long it takes."""
        start = time.perf_counter()
        result = work(*args, **kw)
        self.times[stage].append(1000 * (time.perf_counter() - start))
        return result

    def median(self, stage: str) -> float:
        """Return the median of a stage."""
        return median(self.times[stage])


@pytest.mark.parametrize("count", AIMS)
def test_answer_time(count: int, tmp_path: Path) -> None:
    corpus = synthetic_corpus(count)
    snapshot = synthetic_snapshot(corpus, tmp_path / "ours")
    watch = Stopwatch()
    ours(snapshot, watch)
    snapshot.close()
    plain([passage.text for passage in corpus.passages], tmp_path / "plain", watch)
    stages = ("repair", "search", "measure", "decide", "compose", "check")
    rows: list[list[object]] = [[stage, watch.median(stage), ""] for stage in stages]
    rows.append(["all but the embedding", watch.median("reply"), watch.median("plain")])
    rows.append(["embed", watch.median("embed"), watch.median("embed")])
    title = f"{count} passages, {len(snapshot.entries)} vectors, aim {AIMS[count]} ms but for the embedding"
    show(title, ("ms", "Guichet", "plain LangChain"), rows, NOTE)


def ours(snapshot: Snapshot, watch: Stopwatch) -> None:
    """Time the stages of our answers, then the whole."""
    prepared = Prepared()
    embedder = Embedder(snapshot.embedder.name, snapshot.embedder.dimensions, prepared)
    asked = replace(snapshot, embedder=embedder)
    model, coverage, names = load_model(), Coverage(), tuple(intents())
    retriever = Retriever(asked, model.ranking, coverage)
    assistant = Assistant(asked, coverage, willing(), "http://localhost", lambda _: None)
    for question in colloquial(QUESTIONS):
        mended = watch.time("repair", repair, question, snapshot.vocabulary)
        prepared.vector = watch.time("embed", snapshot.embed, mended).tolist()
        findings = watch.time("search", retriever.search, question)
        watch.times["search"][-1] -= watch.times["repair"][-1]
        evidence = watch.time("measure", gather, findings, snapshot.lexical, coverage, names)
        watch.time("decide", decide, evidence, model)
        drafted = watch.time("compose", draft, findings.hits, snapshot.corpus)
        watch.time("check", unsupported, drafted.own_words, drafted.quoted, drafted.citations)
        watch.times["compose"][-1] -= watch.times["check"][-1]
        watch.time("reply", assistant.reply, question)


def willing() -> Model:
    """Return a model that always answers, so that an answer is always composed."""
    return replace(load_model(), weights={}, bias=30.0, sure=2.0, likely=2.0, intent=2.0)


def plain(texts: list[str], folder: Path, watch: Stopwatch) -> None:
    """Time the plain pipeline, for the same questions embedded beforehand."""
    prepared, model = Prepared(), BundledEmbeddings()
    pipeline = PlainPipeline([Document(text) for text in texts], prepared, folder)
    for question in colloquial(QUESTIONS):
        prepared.vector = model.embed_query(question)
        watch.time("plain", pipeline.chunks, question)
