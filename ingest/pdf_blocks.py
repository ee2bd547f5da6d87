"""Make the blocks of a document out of the pages read from a PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.blocks import Block, BlockKind
from ingest.hyphenation import Vocabulary, vocabulary_of
from ingest.layout import (
    Note,
    PageText,
    body_size,
    split_notes,
    texts_of,
    without_contents,
    without_furniture,
)
from ingest.paragraphs import Group, grouped, measures_of
from ingest.pdf_headings import Heading, is_heading, is_large, levels_of
from ingest.pdf_lines import Line
from ingest.pdf_tables import Row, Table

COVER = 0.35
"""Share of the text of an ordinary page that a cover holds at most."""


def to_blocks(pages: Sequence[PageText]) -> tuple[Block, ...]:
    """Return the blocks of a document, without what belongs to its pages only.

    A footnote comes after the block that ends the text of its page.
    """
    bare = without_furniture(pages)
    size = body_size(bare)
    split = [split_notes(page, size) for page in bare]
    notes = [note for _, found in split for note in found]
    items = without_contents([item for body, _ in split for item in body])
    groups = grouped(items, measures_of(items, size))
    words = vocabulary_of([text for page in bare for item in page.items for text in texts_of(item)])
    return tuple(_in_place(_Writer(size, _cover_size(bare), words).write(groups), notes, words))


@dataclass(frozen=True, slots=True)
class _Written:
    """The blocks of one group and the page where it starts."""

    page: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes groups as blocks; sizes in points, `cover` that of the title on a cover, 0 without one."""

    body: float
    cover: float
    words: Vocabulary

    def write(self, groups: Sequence[Group | Table]) -> list[_Written]:
        large = [g for g in groups if isinstance(g, Group) and is_large(g.lines[0], self.body)]
        large_ones = sum(group.lines[0].page > 1 for group in large) > 1
        headings = [g for g in groups if isinstance(g, Group) and self._is_heading(g, large_ones)]
        looks = [Heading(self._text(g), g.lines[0].size, g.lines[0].bold, g.lines[0].page) for g in headings]
        levels = {id(group): level for group, level in zip(headings, levels_of(looks), strict=True)}
        return [self._written(group, levels) for group in groups]

    def _written(self, group: Group | Table, levels: dict[int, int]) -> _Written:
        if isinstance(group, Table):
            return _Written(group.page, tuple(self._rows(group)))
        page = group.lines[0].page
        if id(group) in levels:
            return _Written(page, (Block(BlockKind.HEADING, self._text(group), page, levels[id(group)]),))
        if group.kind is BlockKind.ITEM:
            return _Written(page, (Block(BlockKind.ITEM, self._text(group), page, group.level),))
        return _Written(page, (Block(BlockKind.PARAGRAPH, self._text(group), page),))

    def _is_heading(self, group: Group, large_ones: bool) -> bool:
        first = group.lines[0]
        if self.cover and first.page == 1:
            return first.size >= self.cover - 0.3
        text = self._text(group)
        if group.kind is BlockKind.ITEM and (text[:1] in "-–—" or not all(line.bold for line in group.lines)):
            return False
        return is_heading(text, group.lines, self.body, large_ones=large_ones)

    def _text(self, group: Group) -> str:
        return self.words.join(line.text for line in group.lines)

    def _rows(self, table: Table) -> Iterator[Block]:
        header = self._row(table.header) if table.header else ""
        for row in table.rows:
            yield Block(BlockKind.ROW, self._row(row), row.page, header=header)

    def _row(self, row: Row) -> str:
        return " | ".join(self.words.join(lines) if lines else "" for lines in row.texts)


def _in_place(written: Sequence[_Written], notes: Sequence[Note], words: Vocabulary) -> Iterator[Block]:
    """Yield the blocks, each note as soon as what follows no longer starts on its page."""
    waiting = list(notes)
    for n, part in enumerate(written):
        yield from part.blocks
        following = written[n + 1].page if n + 1 < len(written) else None
        while waiting and (following is None or waiting[0].page < following):
            note = waiting.pop(0)
            yield Block(BlockKind.NOTE, words.join(line.text for line in note.lines), note.page)


def _cover_size(pages: Sequence[PageText]) -> float:
    """Return the size of the title if the first page is a cover, 0 otherwise."""
    lengths = [sum(len(text) for item in page.items for text in texts_of(item)) for page in pages]
    lines = [item for item in pages[0].items if isinstance(item, Line)]
    if len(pages) < 3 or not lines or lengths[0] > COVER * median(lengths[1:]):
        return 0.0
    return max(line.size for line in lines)
