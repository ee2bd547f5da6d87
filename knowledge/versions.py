"""What the store knows of each state of a corpus, besides its texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Skipped(NamedTuple):
    """A document that could not be read: what the operator calls it, and one French line that says why."""

    name: str
    why: str

    def __str__(self) -> str:
        return self.why


@dataclass(frozen=True, slots=True)
class Size:
    """How much text a version holds; only some formats have pages."""

    documents: int
    passages: int
    pages: int


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the corpus as it was ingested.

    `token` is unique in the world, `id` only in one store. `call` is the call's identifier.
    `fingerprint` says what the version was made from.
    """

    id: int
    token: str
    call: str
    embedder: str
    dimensions: int
    fingerprint: str
    skipped: tuple[Skipped, ...]
    created_at: datetime
