"""Embed texts, none twice: the store keeps every vector computed, and the product brings those of its own."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedders import Embedder, Vectors
from knowledge.progress import Progress
from knowledge.shipped_vectors import shipped
from knowledge.store import Store

BATCH = 16
"""Texts in one call of the model, of about the same length, so that none waits for a long one."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of texts, one row each, of length 1, and how many had to be computed."""

    vectors: Vectors
    computed: int


def embed(
    texts: Sequence[str], embedder: Embedder, store: Store, version: int, progress: Progress
) -> Embedded:
    """Return the vectors of `texts` for `version`, kept in the store batch after batch.

    A run that is interrupted does not lose what it has computed.

    Raises:
        EmbedderUnavailable: the model does not answer.
        StoreUnavailable: the database refuses.
    """
    digests = [digest_of(text) for text in texts]
    text_of = dict(zip(digests, texts, strict=True))
    known = store.vectors(embedder.key, text_of)
    store.use_vectors(embedder.key, version, known)
    known = shipped(embedder.key, text_of) | known
    missing = [digest for digest in text_of if digest not in known]
    progress.stage("Calcul des vecteurs", len(missing))
    for batch in _batches(missing, text_of):
        rows = embedder.texts([text_of[digest] for digest in batch])
        computed = dict(zip(batch, rows, strict=True))
        store.keep_vectors(embedder.key, version, computed)
        known |= computed
        progress.advance(len(batch))
    vectors = np.empty((len(texts), embedder.dimensions), dtype=np.float32)
    for row, digest in enumerate(digests):
        vectors[row] = known[digest]
    return Embedded(vectors, len(missing))


def digest_of(text: str) -> str:
    """Return what the store knows the vector of `text` by."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _batches(digests: Sequence[str], text_of: dict[str, str]) -> Iterator[list[str]]:
    """Yield batches of texts of like length, in no order of length: the time left stays honest."""
    ordered = sorted(digests, key=lambda digest: len(text_of[digest]))
    batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    yield from sorted(batches, key=lambda batch: batch[0])
