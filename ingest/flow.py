"""Collect the blocks of a text that is read from its first paragraph to its last."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, BlockKind
from ingest.headings import stands_out
from ingest.markers import as_items, clean, split_items, style_of

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")

DEEPEST = 100
"""Levels of nesting beyond which a document is refused: no text is written that way."""


@dataclass(slots=True)
class Flow:
    """The blocks read so far; empty texts are left out."""

    blocks: list[Block] = field(default_factory=list)
    depth: int = 0
    _presumed: set[int] = field(default_factory=set)

    def heading(self, text: str, level: int) -> None:
        """Add a heading."""
        if text := clean(text):
            self.depth = level
            self.blocks.append(Block(BlockKind.HEADING, text, level=level))

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """Add a paragraph, several if blank lines part it or if its lines are items.

        One that is wholly in bold may be a heading.
        """
        parts = [part for chunk in _BLANK_LINE.split(text) for part in split_items(chunk)]
        if bold and len(parts) == 1 and stands_out(parts[0]):
            self._presumed.add(len(self.blocks))
            self.blocks.append(Block(BlockKind.HEADING, parts[0], level=self.depth + 1))
            return
        self.blocks.extend(Block(BlockKind.PARAGRAPH, part) for part in parts)

    def item(self, marker: str, text: str, level: int) -> None:
        """Add a list item; `marker` is left out where the text already opens with its own."""
        first, *rest = split_items(text) or ("",)
        if not first:
            return
        printed = first if style_of(first) or not marker else f"{marker} {first}"
        self.blocks.append(Block(BlockKind.ITEM, printed, level=level))
        self.blocks.extend(Block(BlockKind.ITEM, part, level=level + 1) for part in rest)

    def table(self, rows: Sequence[Sequence[str]], headers: int = 0) -> None:
        """Add a table whose first `headers` rows head the columns; one column is no table."""
        cleaned = [tuple(map(clean, row)) for row in rows]
        if max(map(len, cleaned), default=0) < 2:
            for row in rows:
                self.paragraph("\n".join(row))
            return
        filled = [" | ".join(row) for row in cleaned if any(row)]
        headers = headers if headers < len(filled) else 0
        header = " | ".join(filled[:headers])
        self.blocks.extend(Block(BlockKind.ROW, row, header=header) for row in filled[headers:])

    def note(self, text: str) -> None:
        """Add a footnote, its number first."""
        if text := clean(text):
            self.blocks.append(Block(BlockKind.NOTE, text))

    def done(self) -> tuple[Block, ...]:
        """Return the blocks in order, list items nested, and presumed headings that head nothing undone."""
        last = max((n for n, b in enumerate(self.blocks) if b.kind is not BlockKind.HEADING), default=-1)
        return as_items(
            replace(block, kind=BlockKind.PARAGRAPH, level=1) if n in self._presumed and n > last else block
            for n, block in enumerate(self.blocks)
        )
