"""What a reader makes of a file: its blocks in reading order, clean of page furniture."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """The part a block plays on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item, a table row or a footnote, its text literal.

    Lines of one paragraph are joined by a space, hyphenation at line ends undone. `level` counts
    from 1: a heading's depth, an item's nesting. An item keeps its marker ("-", "1°", "a)") at the
    start of `text`. A row's cells are joined by " | "; `header` is the header row joined likewise,
    empty if the table has none. `page` counts from 1, None where the format has no pages.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int = 1
    header: str = ""
