"""The vectors that come with the product: those of its own French data, so that no machine computes them."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files

import numpy as np

from knowledge.embedders import Vectors

FILE = "shipped_vectors.npz"
"""Written by tests/benchmarks/ship_vectors.py: `key` of the embedder, `digests`, `vectors` (float16)."""


def shipped(key: str, digests: Iterable[str]) -> dict[str, Vectors]:
    """Return the vectors that come with the product for the embedder `key`, of these `digests`.

    Each has length 1 to three decimals: half precision is what the file has room for.
    """
    known = _read()
    return {digest: known[key, digest] for digest in digests if (key, digest) in known}


@cache
def _read() -> dict[tuple[str, str], Vectors]:
    with as_file(files("knowledge").joinpath(FILE)) as path, np.load(path) as data:
        key, digests = str(data["key"]), data["digests"]
        vectors = data["vectors"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return {(key, digest.hex()): vector for digest, vector in zip(map(bytes, digests), vectors, strict=True)}
