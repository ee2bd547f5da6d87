import numpy as np
import pytest

from knowledge.embedders import BUNDLED, bundled_embedder, hash_embedder
from knowledge.embedding.bundled import DIMENSIONS
from knowledge.entries import Channel, typology_entries
from knowledge.shipped_vectors import shipped
from knowledge.vectors import digest_of

KEY = f"{BUNDLED}/{DIMENSIONS}"
SAME = 0.999
"""Cosine of two vectors of one text; those of two texts that only differ by a word are further apart."""

TEXTS = [entry.text for entry in typology_entries()]
DIGESTS = [digest_of(text) for text in TEXTS]


def test_every_text_of_the_product_has_its_vector() -> None:
    missing = set(DIGESTS) - shipped(KEY, DIGESTS).keys()
    assert [text for text, digest in zip(TEXTS, DIGESTS, strict=True) if digest in missing] == []


def test_vectors_have_length_1_and_the_dimensions_of_the_model() -> None:
    vectors = np.vstack(list(shipped(KEY, DIGESTS).values()))
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_they_are_those_that_the_model_computes() -> None:
    embedder = bundled_embedder()
    assert embedder.key == KEY
    for channel in (Channel.PHRASING, Channel.STATEMENT, Channel.INTENT):
        text = next(entry.text for entry in typology_entries() if entry.channel is channel)
        ours = shipped(KEY, [digest_of(text)])[digest_of(text)]
        # Not each number: the model's code rounds otherwise on another family of processors.
        assert float(ours @ embedder.texts([text])[0]) > SAME


@pytest.mark.parametrize("key", [hash_embedder().key, f"{BUNDLED}/64", "openai:bge-m3/384", ""])
def test_another_model_has_none(key: str) -> None:
    assert shipped(key, DIGESTS) == {}


def test_only_what_is_asked_for_is_given_and_only_what_is_known() -> None:
    assert shipped(KEY, []) == {}
    assert set(shipped(KEY, [DIGESTS[0], digest_of("Un texte du corpus.")])) == {DIGESTS[0]}
