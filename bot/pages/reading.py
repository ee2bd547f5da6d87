"""Lay a document out for reading: its passages in order, under their headings and page marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.links import anchor
from knowledge.documents import Document, Passage

DEEPEST = 6
"""HTML has no heading below h6."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a page mark or a passage; `level` is that of the HTML heading, `lines` the paragraphs."""

    what: Literal["heading", "page", "passage"]
    lines: tuple[str, ...]
    level: int = 0
    anchor: str = ""
    cited: bool = False


def lay_out(document: Document, passages: Sequence[Passage], cited: str | None = None) -> tuple[Piece, ...]:
    """Return the pieces of a document's page; `cited` is the id of the passage to highlight."""
    own = sorted((p for p in passages if p.document_id == document.id), key=lambda passage: passage.position)
    pieces: list[Piece] = []
    path: tuple[str, ...] = ()
    page: int | None = None
    for passage in own:
        if passage.page is not None and passage.page != page:
            page = passage.page
            pieces.append(Piece("page", (f"Page {page}",), anchor=f"page-{page}"))
        headings = without_title(passage.headings, document.title)
        pieces.extend(new_headings(path, headings))
        path = headings
        lines = tuple(line for line in passage.text.split("\n") if line.strip())
        pieces.append(Piece("passage", lines, anchor=anchor(passage), cited=passage.id == cited))
    return tuple(pieces)


def without_title(headings: tuple[str, ...], title: str) -> tuple[str, ...]:
    """Drop a first heading that only repeats the title of the document, which the page already shows.

    >>> without_title(("Règlement", "Article 1"), "RÈGLEMENT")
    ('Article 1',)
    """
    return headings[1:] if headings and headings[0].casefold() == title.casefold() else headings


def new_headings(before: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Piece]:
    """Yield the headings that were not open yet, from h2 down.

    >>> [(p.level, p.lines[0]) for p in new_headings(("Titre I", "Article 1"), ("Titre I", "Article 2"))]
    [(3, 'Article 2')]
    """
    shared = 0
    while shared < min(len(before), len(now)) and before[shared] == now[shared]:
        shared += 1
    for depth, heading in enumerate(now[shared:], start=shared):
        yield Piece("heading", (heading,), level=min(depth + 2, DEEPEST))
