"""Find the reading order of what stands on a page, in one column or several."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.pdf_rows import Run
from ingest.pdf_tables import Table

FEWEST_ROWS = 4
"""Rows that must stand on each side of a gutter before it is one."""

FILLED = 0.55
"""Share of a column's width that its rows fill on average; the cells of a table fill less."""

Boxes = tuple[Run | Table, ...]


def in_reading_order(rows: Sequence[Boxes]) -> list[tuple[int, Boxes]]:
    """Return each row, or part of a row, with the number of its column, columns read one by one.

    What spans the whole width parts the page: the columns above it are read before it.

    >>> def row(*spans): return tuple(Run((), x0, x1, 0, 10) for x0, x1 in spans)
    >>> rows = [row((0, 200)), *[row((0, 90), (110, 200))] * 4]
    >>> [column for column, _ in in_reading_order(rows)]
    [0, 1, 1, 1, 1, 2, 2, 2, 2]
    """
    return [(number, row) for number, column in enumerate(_columns(rows)) for row in column]


def _columns(rows: Sequence[Boxes]) -> Iterator[list[Boxes]]:
    gutter = _gutter(rows) if len(rows) >= FEWEST_ROWS else None
    if gutter is None:
        yield list(rows)
        return
    for band in _bands(rows, gutter):
        left, right = _sides(band, gutter)
        if left and right:
            yield from _columns(left)
            yield from _columns(right)
        else:
            yield band


def _gutter(rows: Sequence[Boxes]) -> float | None:
    """Return where a gutter passes, None on a page in one column: many lines start right of it."""
    boxes = [box for row in rows for box in row]
    first, last = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    margin = 0.2 * (last - first)
    starts = Counter(round(box.x0) for box in boxes if first + margin < box.x0 < last - margin)
    likely = (x - 1.0 for x, count in starts.most_common(3) if count >= FEWEST_ROWS)
    return next(
        (x for x in likely if any(_is_parted(band, x, first, last) for band in _bands(rows, x))), None
    )


def _bands(rows: Sequence[Boxes], x: float) -> list[list[Boxes]]:
    """Part the rows of a page from top to bottom between those that cross `x` and those that do not."""
    crossing = groupby(rows, key=lambda row: any(box.x0 < x < box.x1 for box in row))
    return [list(band) for _, band in crossing]


def _sides(rows: Sequence[Boxes], x: float) -> tuple[list[Boxes], list[Boxes]]:
    left = (tuple(box for box in row if box.x1 <= x) for row in rows)
    right = (tuple(box for box in row if box.x0 >= x) for row in rows)
    return list(filter(None, left)), list(filter(None, right))


def _is_parted(band: Sequence[Boxes], x: float, first: float, last: float) -> bool:
    """Whether text stands on both sides of `x` over the same height, and fills both."""
    left, right = _sides(band, x)
    left, right = _level_with(left, right), _level_with(right, left)
    return (
        min(len(left), len(right)) >= FEWEST_ROWS
        and _width(left) > FILLED * (x - first) * len(left)
        and _width(right) > FILLED * (last - x) * len(right)
    )


def _level_with(rows: Sequence[Boxes], others: Sequence[Boxes]) -> list[Boxes]:
    """Return the rows that stand no higher and no lower than all the others."""
    top = min((box.top for row in others for box in row), default=0.0)
    bottom = max((box.bottom for row in others for box in row), default=0.0)
    return [row for row in rows if row[0].bottom > top and row[0].top < bottom]


def _width(rows: Sequence[Boxes]) -> float:
    return sum(box.x1 - box.x0 for row in rows for box in row)
