"""Read the ruled tables of a PDF page, and join those that go on over the next page."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pdfminer.layout import LTCurve
from pdfplumber.page import Page
from pdfplumber.table import Table as Grid

from ingest.pdf_lines import to_line
from ingest.pdf_rows import Glyph, components, rows_of

SHORTEST = 8.0
"""Height, in points, of the strokes that part columns; a page without two of them has no table."""

MOST_STROKES = 8_000
"""Strokes beyond which a page is a drawing: its grids would cost more time than they are worth."""

_Bbox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of text of a cell; `bold` if all its letters are, and there are some."""

    lines: tuple[str, ...] = ()
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, as many as the table has columns, and the page where it starts."""

    page: int
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each cell."""
        return tuple(cell.lines for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table on its page; lengths in points, `edges` the left edges of its columns.

    `header` is the row that names the columns, None if no row does; it is not among `rows`.
    """

    page: int
    last_page: int
    x0: float
    x1: float
    top: float
    bottom: float
    edges: tuple[float, ...]
    header: Row | None
    rows: tuple[Row, ...]
    column: int = 0


def tables_of(page: Page, glyphs: Sequence[Glyph]) -> tuple[Table, ...]:
    """Return the tables of a page that have two columns at least, none nested in another's cell.

    A frame drawn around plain text has one column: it is no table, and its text flows.
    """
    strokes = [part for part in components(page.layout) if isinstance(part, LTCurve)]
    if sum(stroke.height > SHORTEST for stroke in strokes) < 2 or len(strokes) > MOST_STROKES:
        return ()
    grids = [grid for grid in page.find_tables() if max(len(row.cells) for row in grid.rows) > 1]
    outer = [grid for grid in grids if not any(_inside(grid, other) for other in grids)]
    ordered = sorted(glyphs, key=lambda glyph: glyph.top + glyph.bottom)
    read = (_read(grid, page.page_number, ordered) for grid in outer)
    return tuple(table for table in read if table.rows)


def joined(first: Table, second: Table) -> Table | None:
    """Return `first` with the rows of `second` where the latter continues it, None where it does not."""
    same = len(first.edges) == len(second.edges) and all(
        abs(a - b) < 4 for a, b in zip(first.edges, second.edges, strict=True)
    )
    if not same or second.page != first.last_page + 1:
        return None
    if second.header and not (first.header and second.header.texts == first.header.texts):
        return None
    rows = second.rows
    if first.header is None and rows[0].texts == first.rows[0].texts:
        first = replace(first, header=rows[0], rows=first.rows[1:])
    if first.header and rows[0].texts == first.header.texts:
        rows = rows[1:]
    if rows and first.rows and _goes_on(first.rows[-1], rows[0]):
        rows = (_merged(first.rows[-1], rows[0]), *rows[1:])
        return replace(first, rows=first.rows[:-1] + rows, last_page=second.page)
    return replace(first, rows=first.rows + rows, last_page=second.page)


def _inside(inner: Grid, outer: Grid) -> bool:
    (x0, top, x1, bottom), box = inner.bbox, outer.bbox
    nested = x0 >= box[0] - 1 and top >= box[1] - 1 and x1 <= box[2] + 1 and bottom <= box[3] + 1
    return inner is not outer and nested


def _read(grid: Grid, page: int, glyphs: Sequence[Glyph]) -> Table:
    spans: list[tuple[_Bbox, Cell] | None] = [None] * max(len(row.cells) for row in grid.rows)
    rows: list[Row] = []
    for row in grid.rows:
        cells: list[Cell] = []
        for column, box in enumerate(row.cells):
            if box is not None:
                spans[column] = (box, _cell(box, glyphs))
            span = spans[column]
            # A cell that spans several rows is said again in each: a row must read alone.
            cells.append(span[1] if span and span[0][3] > row.bbox[1] + 1 else Cell())
        rows.append(Row(page, tuple(cells)))
    filled = [row for row in rows if any(cell.lines for cell in row.cells)]
    header = filled[0] if filled and _names_columns(filled[0], rows) else None
    edges = sorted({round(cell[0], 1) for row in grid.rows for cell in row.cells if cell})
    x0, top, x1, bottom = grid.bbox
    kept = tuple(filled[1:] if header and len(filled) > 1 else filled)
    return Table(page, page, x0, x1, top, bottom, tuple(edges), header if len(filled) > 1 else None, kept)


def _cell(box: _Bbox, glyphs: Sequence[Glyph]) -> Cell:
    """Return what a cell holds; `glyphs` are in the order of the middle of their height."""
    x0, top, x1, bottom = box
    low = bisect_left(glyphs, 2 * top, key=lambda glyph: glyph.top + glyph.bottom)
    high = bisect_left(glyphs, 2 * bottom, key=lambda glyph: glyph.top + glyph.bottom)
    inside = [glyph for glyph in glyphs[low:high] if x0 <= (glyph.x0 + glyph.x1) / 2 < x1]
    lines = [to_line(row, 0) for row in rows_of(inside)]
    return Cell(tuple(line.text for line in lines), bool(lines) and all(line.bold for line in lines))


def _names_columns(first: Row, rows: Sequence[Row]) -> bool:
    """Whether the first row is a header: all in bold above plain rows, or alone to be full."""
    named = [cell for cell in first.cells if cell.lines]
    if len(named) < max(2, len(first.cells) - 1):
        return False
    others = [row for row in rows if row is not first]
    if all(cell.bold for cell in named):
        values = [cell for row in others for cell in row.cells if cell.lines]
        return not values or not all(cell.bold for cell in values)
    return bool(others) and not any(cell.lines for row in others for cell in row.cells[1:])


def _goes_on(last: Row, first: Row) -> bool:
    """Whether a page break cuts a row in two: the second part has no label, and goes on a sentence."""
    if first.cells[0].lines or not last.cells[0].lines:
        return False
    pairs = [(a.lines, b.lines) for a, b in zip(last.cells, first.cells, strict=True) if a.lines and b.lines]
    return any(b[0][:1].islower() or a[-1][-1:] not in ".;:!?" for a, b in pairs)


def _merged(last: Row, first: Row) -> Row:
    cells = (Cell(a.lines + b.lines, a.bold) for a, b in zip(last.cells, first.cells, strict=True))
    return Row(last.page, tuple(cells))
