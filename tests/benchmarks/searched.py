"""Labelled questions as the retriever finds them: the hits, what was measured, which hits are right."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.quality.labelled import Labelled, Verdict, read_sets, verdict
from bot.replies import Decision, Reply
from ingest.pipeline import ingest
from knowledge.coverage import Coverage, cover
from knowledge.decision import Model
from knowledge.embedders import bundled_embedder
from knowledge.hits import Hit
from knowledge.key_facts import key_facts
from knowledge.lexical import Lexical
from knowledge.progress import Silent
from knowledge.retrieval import Findings, Retriever
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import open_store
from knowledge.typology import load_typology
from tests.benchmarks.material import Lesson


@dataclass(frozen=True, slots=True)
class Searched:
    """One question of a set on a corpus, and what was found for it; `right` has a place for each hit."""

    corpus: str
    set: str
    question: Labelled
    findings: Findings
    right: tuple[bool, ...]
    lexical: Lexical
    coverage: Coverage


def search_all(lesson: Lesson, model: Model, folder: Path) -> Iterator[Searched]:
    """Search for every question of a lesson on its texts, which nobody prepared.

    `folder` holds the index and the vectors; the vectors are used again the next time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with closing(open_store(f"sqlite:///{folder / 'guichet.db'}")) as store:
        embedder = bundled_embedder()
        ingest(lesson.texts, store, embedder, folder, None, Silent())
        with closing(open_snapshot(store, embedder, folder)) as snapshot:
            for path in lesson.sets:
                yield from _search(lesson.name, path.stem, read_sets([path]), snapshot, model)


def _search(
    corpus: str,
    name: str,
    questions: Sequence[Labelled],
    snapshot: Snapshot,
    model: Model,
) -> Iterator[Searched]:
    coverage = cover(snapshot.corpus, load_typology(), key_facts(snapshot.corpus), {})
    retriever = Retriever(snapshot, model.ranking, coverage)
    for question in questions:
        findings = retriever.search(question.question)
        right = tuple(holds_answer(question, [hit]) for hit in findings.hits)
        yield Searched(corpus, name, question, findings, right, snapshot.lexical, coverage)


def holds_answer(question: Labelled, hits: Sequence[Hit]) -> bool:
    """Whether these hits together hold the facts that a question wants, and none that is wrong."""
    text = " ".join(f"{hit.passage.lead} {hit.passage.text}" for hit in hits)
    return verdict(question, Reply("", Decision.ANSWER, text)) is Verdict.RIGHT
