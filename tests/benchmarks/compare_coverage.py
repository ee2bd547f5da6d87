"""Compare what seems covered of a call that nobody prepared with a reading of its texts.

Run by hand: `python -m tests.benchmarks.compare_coverage`. `tests/questions/coverage.json` holds the
reading: for each call and topic, the sentences that answer an applicant, none if the texts do not say.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ingest.pipeline import ingest
from knowledge.coverage import likeness
from knowledge.embedders import bundled_embedder
from knowledge.entries import Channel
from knowledge.progress import Silent
from knowledge.snapshot import open_snapshot
from knowledge.store import open_store
from knowledge.typology import load_typology
from tests.benchmarks.material import CORPORA, QUESTIONS
from tests.benchmarks.table import show

THRESHOLDS = (1.6, 2.0, 2.3, 2.6, 3.0, 3.6)


def rows(call: str, read: dict[str, list[str]], folder: Path) -> Iterator[list[object]]:
    """Yield a row a threshold: how many topics seem treated, and how far the reading agrees."""
    folder.mkdir()
    typology, embedder = load_typology(), bundled_embedder()
    with closing(open_store(f"sqlite:///{folder / 'guichet.db'}")) as store:
        ingest(CORPORA[call], store, embedder, folder, None, Silent())
        with closing(open_snapshot(store, embedder, folder)) as snapshot:
            own = [row for row, entry in enumerate(snapshot.entries) if entry.channel is Channel.SENTENCE]
            said = [snapshot.entries[row] for row in own]
            scores = likeness(typology, snapshot.topics, said, snapshot.vectors[own]).max(axis=0)
    treated = np.array([bool(read[topic.id]) for topic in typology])
    for threshold in THRESHOLDS:
        found = scores >= threshold
        right = int((found & treated).sum())
        yield [call, threshold, int(found.sum()), right / max(1, found.sum()), right / treated.sum()]


def main() -> None:
    """Show both calls."""
    reading = json.loads((QUESTIONS / "coverage.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        table = [row for call in CORPORA for row in rows(call, reading[call], Path(folder) / call)]
    show("Topics that seem treated", ("call", "from", "found", "precision", "recall"), table)


if __name__ == "__main__":
    main()
