"""A snapshot of any size: real sentences shuffled into passages, random vectors of length 1."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np

from knowledge.documents import Call, Corpus, Document, Kind, Passage
from knowledge.embedders import Vectors, bundled_embedder
from knowledge.embedding.bundled import DIMENSIONS
from knowledge.entries import entries, speaks
from knowledge.index_files import Contents, Place, read_indexes, write_indexes
from knowledge.sentences import sentences
from knowledge.snapshot import Snapshot, assembled
from knowledge.versions import Version
from tests.benchmarks.material import texts

DOCUMENTS = 50
TOGETHER = 10
"""Passages below one heading."""


def synthetic_corpus(count: int) -> Corpus:
    """Return a corpus of `count` passages of one to three sentences, always the same."""
    random = Random(count)  # noqa: S311 - to shuffle
    known = [text for whole in texts() for text in sentences(whole) if speaks(text)]
    documents = tuple(Document(f"d{n}", f"Texte {n}", Kind.LAW) for n in range(DOCUMENTS))
    passages = tuple(
        Passage(
            id=f"p{n}",
            document_id=f"d{n % DOCUMENTS}",
            position=n,
            text="\n".join(random.sample(known, random.randint(1, 3))),
            headings=(f"Titre {n // TOGETHER} : {known[n // TOGETHER % len(known)][:60]}",),
        )
        for n in range(count)
    )
    return Corpus(Call("mesure", "Mesure"), documents, passages)


def random_vectors(count: int, seed: int = 0) -> Vectors:
    """Return `count` vectors of length 1, in no direction in particular, always the same of a seed."""
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS), dtype=np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def synthetic_snapshot(corpus: Corpus, data: Path) -> Snapshot:
    """Return a snapshot of `corpus` opened from the folder `data`; questions are really embedded."""
    embedder = bundled_embedder()
    version = Version(
        1, "mesure", corpus.call.id, embedder.name, embedder.dimensions, "", (), datetime.now(UTC)
    )
    contents = Contents(version, corpus, entries(corpus))
    place = Place(data)
    write_indexes(contents, random_vectors(len(contents.entries)), place)
    return assembled(contents, read_indexes(contents, place), embedder)
