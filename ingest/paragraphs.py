"""Gather the lines of a PDF in headings, paragraphs and list items, over columns and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.blocks import BlockKind
from ingest.hyphenation import SOFT_HYPHEN
from ingest.layout import Item
from ingest.markers import style_of
from ingest.pdf_headings import is_large, kind_of
from ingest.pdf_lines import Line
from ingest.pdf_tables import Table, joined

_END = re.compile(r"[.!?:;…][)»”\"]?$")
_SPACE = 0.28
"""Width of a space between two words, relative to the size of the text."""


@dataclass(slots=True)
class Group:
    """Lines that make one heading, paragraph or item."""

    kind: BlockKind
    lines: list[Line]
    level: int = 1

    @property
    def left(self) -> float:
        """Where the first line starts, in points from the left edge of the page."""
        return self.lines[0].x0


@dataclass(frozen=True, slots=True)
class Measures:
    """What a document's lines have in common, in points.

    `body` is the size of the text, `leading` the usual step from line to line by rounded size,
    `edges` the left and right edges of each column by page and column.
    """

    body: float
    leading: dict[int, float]
    edges: dict[tuple[int, int], tuple[float, float]]

    def broken(self, line: Line, after: Line) -> bool:
        """Whether `line` ends where it does for want of room, and not on purpose."""
        left, right = self.edges[line.page, line.column]
        width, before, room = right - left, line.x0 - left, right - line.x1
        centred = before > 0.1 * width and abs(before - room) < 0.03 * width
        return after.head + _SPACE * line.size > (before if centred else 0) + room - 1

    def step(self, line: Line) -> float:
        """Return the usual step, in points, from a line like this one to the next."""
        return self.leading.get(round(line.size), 1.25 * line.size)


def measures_of(items: Sequence[Item], body: float) -> Measures:
    """Return the measures of a document from its lines in reading order."""
    lines = [item for item in items if isinstance(item, Line)]
    edges = _edges(lines)
    steps: defaultdict[int, Counter[float]] = defaultdict(Counter)
    for line, after in pairwise(lines):
        full = line.x1 > 0.85 * edges[line.page, line.column][1]
        if full and _adjoin(line, after) and after.bottom > line.bottom:
            steps[round(line.size)][round(after.bottom - line.bottom)] += 1
    usual = {size: float(counts.most_common(1)[0][0]) for size, counts in steps.items()}
    return Measures(body, {size: step for size, step in usual.items() if step < 2.5 * size}, edges)


def _edges(lines: Sequence[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the edges of each column; a page in one column is at least as wide as they usually are."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for line in lines:
        left, right = found.get((line.page, line.column), (line.x0, line.x1))
        found[line.page, line.column] = (min(left, line.x0), max(right, line.x1))
    columns = Counter(page for page, _ in found)
    single = [edges for (page, _), edges in found.items() if columns[page] == 1]
    if not single:
        return found
    left, right = median(x0 for x0, _ in single), median(x1 for _, x1 in single)
    return {
        (page, column): (min(x0, left), max(x1, right)) if columns[page] == 1 else (x0, x1)
        for (page, column), (x0, x1) in found.items()
    }


def grouped(items: Iterable[Item], measures: Measures) -> list[Group | Table]:
    """Return the items of a document as groups of lines and whole tables, in reading order."""
    groups: list[Group | Table] = []
    lists = _Lists()
    for item in items:
        last = groups[-1] if groups else None
        if isinstance(item, Table):
            whole = joined(last, item) if isinstance(last, Table) else None
            groups[-1:] = [whole] if whole else [*groups[-1:], item]
        elif isinstance(last, Group) and _goes_on(last, item, measures):
            last.lines.append(item)
        else:
            groups.append(_opened(item, lists, measures))
    return groups


def _opened(line: Line, lists: "_Lists", measures: Measures) -> Group:
    if _is_item(line, measures.body):
        return Group(BlockKind.ITEM, [line], lists.level(line.x0))
    kind = BlockKind.HEADING if is_large(line, measures.body) else BlockKind.PARAGRAPH
    lists.leave(line.x0)
    return Group(kind, [line])


@dataclass(slots=True)
class _Lists:
    """Where the markers of the lists now open stand, outermost first, in points."""

    lefts: list[float] = field(default_factory=list)

    def level(self, x0: float) -> int:
        """Return how deep an item stands whose marker is at `x0`."""
        self.leave(x0)
        if not self.lefts or x0 > self.lefts[-1] + 5:
            self.lefts.append(x0)
        return len(self.lefts)

    def leave(self, x0: float) -> None:
        """Close the lists that a line starting at `x0` ends."""
        while self.lefts and x0 < self.lefts[-1] - 5:
            self.lefts.pop()


def _is_item(line: Line, body: float) -> bool:
    style = style_of(line.text)
    if style is None or not is_large(line, body):
        return style is not None
    return style == "bullet"


def _adjoin(line: Line, after: Line) -> bool:
    return (line.page, line.column) == (after.page, after.column) and abs(line.size - after.size) < 0.8


def _ended(text: str) -> bool:
    return bool(_END.search(text))


def _lower(text: str) -> bool:
    """Whether a text starts as the middle of a sentence does."""
    return next((c.islower() for c in text if c.isalpha()), False) and not text[:1].isdigit()


def _goes_on(group: Group, line: Line, measures: Measures) -> bool:
    last = group.lines[-1]
    if group.kind is BlockKind.HEADING:
        return _same_heading(group, line, measures)
    if is_large(line, measures.body) or abs(last.size - line.size) >= 0.8:
        return False
    if not _adjoin(last, line):
        return _goes_over(group, line, measures)
    runs_on = measures.broken(last, line) and not _ended(last.text)
    if _is_item(line, measures.body) and not (runs_on and _wraps(group, line)):
        return False
    return _follows(group, line, measures, runs_on=runs_on)


def _same_heading(group: Group, line: Line, measures: Measures) -> bool:
    last = group.lines[-1]
    alike = abs(last.size - line.size) < 0.4 and last.bold == line.bold and last.page == line.page
    close = 0 < line.bottom - last.bottom <= 1.7 * line.size
    if not alike or not close or kind_of(line.text):
        return False
    bare = len(group.lines) == 1 and len(last.text.split()) == 2 and kind_of(last.text).isalpha()
    return bare or _lower(line.text) or measures.broken(last, line)


def _wraps(group: Group, line: Line) -> bool:
    """Whether a line that opens with a marker only looks like an item, at the margin of its text."""
    if group.kind is BlockKind.ITEM:
        return line.x0 > group.left + 3 and abs(line.x0 - group.lines[-1].x0) <= 3
    return abs(line.x0 - group.lines[-1].x0) <= 3


def _goes_over(group: Group, line: Line, measures: Measures) -> bool:
    """Whether a group goes on in the next column, or on the next page."""
    last = group.lines[-1]
    if line.page - last.page > 1 or _is_item(line, measures.body):
        return False
    if last.text.endswith(("-", SOFT_HYPHEN)):
        return True
    if not _ended(last.text):
        return measures.broken(last, line) or _lower(line.text)
    return group.kind is BlockKind.ITEM and len(group.lines) > 1 and _hangs(group, line)


def _hangs(group: Group, line: Line) -> bool:
    """Whether a line stands under the text of an item, right of its marker."""
    return line.x0 > group.left + 5 and abs(line.x0 - group.lines[1].x0) <= 2


def _follows(group: Group, line: Line, measures: Measures, *, runs_on: bool) -> bool:
    """Whether a line below another, in the same column, belongs to the same paragraph or item."""
    last = group.lines[-1]
    step = line.bottom - last.bottom
    usual = measures.step(line)
    if len(group.lines) > 1 and group.lines[-2].page == last.page:
        usual = min(usual, max(last.bottom - group.lines[-2].bottom, line.size))
    if step <= 0:
        return runs_on
    if step > 1.3 * usual and not (runs_on and _lower(line.text) and step < 1.8 * usual):
        return False
    item = group.kind is BlockKind.ITEM
    indented = line.x0 > last.x0 + 0.7 * line.size and not (item and len(group.lines) == 1)
    if indented or (item and line.x0 < group.left - 3):
        return runs_on
    return measures.broken(last, line) or (not _ended(last.text) and _lower(line.text))
