"""Compute the vectors that come with the product, knowledge/shipped_vectors.npz.

Run by hand after any change of the typology, the intents or the shipped corpus:
`python -m tests.benchmarks.ship_vectors`.
"""

from pathlib import Path

import numpy as np

import knowledge
from knowledge.embedders import Vectors, bundled_embedder
from knowledge.entries import typology_entries
from knowledge.shipped_vectors import FILE
from knowledge.vectors import digest_of

BATCH = 16


def texts() -> list[str]:
    """Return the texts whose vectors come with the product, each once."""
    return list(dict.fromkeys(entry.text for entry in typology_entries()))


def main() -> None:
    """Compute all of them and write the file."""
    embedder, own = bundled_embedder(), texts()
    batches = [embedder.texts(own[start : start + BATCH]) for start in range(0, len(own), BATCH)]
    vectors: Vectors = np.vstack(batches)
    np.savez_compressed(
        Path(knowledge.__file__).with_name(FILE),
        key=np.array(embedder.key),
        digests=np.array([list(bytes.fromhex(digest_of(text))) for text in own], dtype=np.uint8),
        vectors=vectors.astype(np.float16),
    )


if __name__ == "__main__":
    main()
