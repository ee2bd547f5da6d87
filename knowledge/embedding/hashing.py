"""A stand-in for an embedding model in tests: vectors made of the texts' letters."""

from zlib import crc32

import numpy as np
from langchain_core.embeddings import Embeddings


class HashEmbeddings(Embeddings):
    """Count each run of three letters in one of `dimensions` places chosen by its checksum.

    Texts that share words are near each other, the same text always has the same vector, and a
    question is embedded like any text. Meaning plays no part: not for answering people.
    """

    def __init__(self, dimensions: int = 64) -> None:
        self._dimensions = dimensions

    def embed_query(self, text: str) -> list[float]:
        """Return the counts of `text`.

        >>> HashEmbeddings(4).embed_query("ab")
        [2.0, 0.0, 0.0, 0.0]
        """
        counts = np.zeros(self._dimensions)
        padded = f" {text.casefold()} ".encode()
        for start in range(len(padded) - 2):
            counts[crc32(padded[start : start + 3]) % self._dimensions] += 1
        row: list[float] = counts.tolist()
        return row

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the counts of each text."""
        return [self.embed_query(text) for text in texts]
