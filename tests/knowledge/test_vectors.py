from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders import BUNDLED, Embedder, hash_embedder
from knowledge.embedding.bundled import DIMENSIONS
from knowledge.embedding.hashing import HashEmbeddings
from knowledge.entries import typology_entries
from knowledge.progress import Silent
from knowledge.shipped_vectors import shipped
from knowledge.store import Store, open_store
from knowledge.vectors import BATCH, digest_of, embed
from tests.knowledge.examples import CORPUS

OURS = next(entry.text for entry in typology_entries())
TEXTS = ["Un jury choisit.", "Une enveloppe est ouverte.", "Un jury choisit."]


@dataclass
class Counting(HashEmbeddings):
    """Embeds like the embedder for tests, and notes what it was asked."""

    dimensions: int = 64
    asked: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.dimensions)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.append(texts)
        return super().embed_documents(texts)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        yield store


def saved(store: Store, embedder: Embedder) -> int:
    return store.save(CORPUS, embedder.name, embedder.dimensions, "f")


def test_each_text_has_its_row_even_if_it_stands_twice(store: Store) -> None:
    embedder = hash_embedder()
    embedded = embed(TEXTS, embedder, store, saved(store, embedder), Silent())
    assert embedded.vectors == pytest.approx(embedder.texts(TEXTS), abs=1e-6)
    assert embedded.vectors.dtype == np.float32
    assert embedded.computed == 2


def test_what_was_computed_once_is_not_computed_again(store: Store) -> None:
    model = Counting()
    embedder = Embedder("hash", 64, model)
    first = embed(TEXTS, embedder, store, saved(store, embedder), Silent())
    model.asked.clear()
    again = embed([*TEXTS, "Un plan."], embedder, store, saved(store, embedder), Silent())
    assert model.asked == [["Un plan."]]
    assert again.computed == 1
    assert again.vectors[:3] == pytest.approx(first.vectors)


def test_the_model_is_asked_for_some_texts_at_a_time_of_like_length(store: Store) -> None:
    model = Counting()
    embedder = Embedder("hash", 64, model)
    texts = [f"Lot {n} {'mot ' * (n % 7)}" for n in range(2 * BATCH + 3)]
    embed(texts, embedder, store, saved(store, embedder), Silent())
    assert sorted(text for batch in model.asked for text in batch) == sorted(texts)
    assert max(map(len, model.asked)) <= BATCH
    spans = sorted((min(map(len, batch)), max(map(len, batch))) for batch in model.asked)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))


def test_texts_of_the_product_come_with_their_vectors(store: Store) -> None:
    model = Counting(DIMENSIONS)
    embedder = Embedder(BUNDLED, DIMENSIONS, model)
    embedded = embed([OURS, *TEXTS], embedder, store, saved(store, embedder), Silent())
    assert not any(OURS in batch for batch in model.asked)
    assert embedded.computed == 2
    assert np.array_equal(embedded.vectors[0], shipped(embedder.key, [digest_of(OURS)])[digest_of(OURS)])


def test_another_model_computes_those_of_the_product_itself(store: Store) -> None:
    embedder = hash_embedder()
    assert embed([OURS], embedder, store, saved(store, embedder), Silent()).computed == 1


def test_nothing_is_embedded_of_nothing(store: Store) -> None:
    embedder = hash_embedder()
    assert embed([], embedder, store, saved(store, embedder), Silent()).vectors.shape == (0, 64)


def test_a_text_that_is_not_well_formed_has_a_digest_of_its_own() -> None:
    assert len({digest_of(text) for text in ("\ud800", "\udfff", "?", "")}) == 4
