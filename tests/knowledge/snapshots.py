"""Snapshots for tests: each opened once, with few words, and few examples where meaning plays no part."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from knowledge.documents import Corpus
from knowledge.embedders import Embedder, hash_embedder
from knowledge.entries import typology_entries
from knowledge.index_files import Place
from knowledge.progress import Silent
from knowledge.snapshot import Snapshot, open_snapshot, write_snapshot
from knowledge.store import Store, open_store
from knowledge.typology import load_typology

EMBEDDER = hash_embedder()
TYPOLOGY = load_typology()
_BY_LABEL = {(entry.channel, entry.targets): entry for entry in reversed([*typology_entries()])}
FIRST = tuple(reversed(_BY_LABEL.values()))
"""Of each topic and intent, the first phrasing and the first statement."""


def few_everyday_words(patch: pytest.MonkeyPatch) -> None:
    """Build vocabularies in no time: their words are not the point."""
    patch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)


def few_examples(patch: pytest.MonkeyPatch) -> None:
    """Learn each topic and intent from its first phrasing and statement, and read the typology once."""
    patch.setattr("knowledge.entries.typology_entries", lambda: iter(FIRST))
    patch.setattr("knowledge.entries.load_typology", lambda: TYPOLOGY)


class Snapshots:
    """Opens the snapshots of corpora, and again the same one for the same corpus and embedder."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._opened: dict[tuple[Corpus, str], Snapshot] = {}

    def open(self, corpus: Corpus, embedder: Embedder = EMBEDDER) -> Snapshot:
        """Open `corpus`; with an embedder of meanings, learn from all the examples of the product."""
        if (corpus, embedder.key) not in self._opened:
            with pytest.MonkeyPatch.context() as patch:
                few_everyday_words(patch)
                if embedder.key == EMBEDDER.key:
                    few_examples(patch)
                self._opened[corpus, embedder.key] = self._activated(corpus, embedder)
        return self._opened[corpus, embedder.key]

    def close(self) -> None:
        for snapshot in self._opened.values():
            snapshot.close()

    def _activated(self, corpus: Corpus, embedder: Embedder) -> Snapshot:
        number = self._store.save(corpus, embedder.name, embedder.dimensions, "f")
        write_snapshot(
            self._store.version(number), corpus, self._store, embedder, Place(self._folder), Silent()
        )
        self._store.activate(number)
        return open_snapshot(self._store, embedder, self._folder)


@contextmanager
def made_in(folder: Path) -> Iterator[Snapshots]:
    """Give a maker of snapshots that keeps all it needs in `folder`."""
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(f"sqlite:///{folder}/guichet.db")))
        yield stack.enter_context(closing(Snapshots(store, folder)))
