"""Set the characters of a PDF page in rows, each cut where a gutter may pass."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pdfminer.layout import LTChar, LTFigure
from pdfplumber.page import Page

GUTTER = 0.9
"""Narrowest gutter between two columns, in heights of a character."""

_BOLD = re.compile(r"bold|black|heavy|semib|demi|gras", re.IGNORECASE)
_CID = re.compile(r"\(cid:\d+\)")
_PLAIN = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u2010": "-", "\u2011": "-"}
UNKNOWN = "\ufffd"
"""A character that the file does not name: often the bullet of an item."""


class Glyph(NamedTuple):
    """A character and its box; lengths in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool

    @property
    def blank(self) -> bool:
        """Whether the glyph is a space."""
        return self.text.isspace()


class Run(NamedTuple):
    """Glyphs of one row from left to right, without a gap as wide as a gutter."""

    glyphs: tuple[Glyph, ...]
    x0: float
    x1: float
    top: float
    bottom: float


def glyphs_of(page: Page) -> list[Glyph]:
    """Return the upright characters of a page.

    They are taken from the layout of pdfminer: the objects that pdfplumber makes of them take as
    long again, and are only needed for tables.
    """
    left, above = page.mediabox[:2]
    foot = page.height + above
    return [
        Glyph(
            _PLAIN.get(char.get_text(), _CID.sub(UNKNOWN, char.get_text())),
            char.x0 + left,
            char.x1 + left,
            foot - char.y1,
            foot - char.y0,
            char.size,
            bool(_BOLD.search(str(char.fontname))),
        )
        for char in components(page.layout)
        if isinstance(char, LTChar) and char.upright
    ]


def components(container: Iterable[object]) -> Iterator[object]:
    """Yield what pdfminer found on a page, figures opened."""
    for part in container:
        if isinstance(part, LTFigure):
            yield from components(part)
        else:
            yield part


def rows_of(glyphs: Iterable[Glyph]) -> list[tuple[Run, ...]]:
    """Return the rows of a page from top to bottom, each as its runs from left to right.

    >>> def glyph(text, x, top): return Glyph(text, x, x + 5, top, top + 10, 10, False)
    >>> rows = rows_of([glyph("c", 80, 21), glyph("a", 0, 20), glyph("b", 5, 20), glyph("d", 0, 32)])
    >>> [["".join(g.text for g in run.glyphs) for run in row] for row in rows]
    [['ab', 'c'], ['d']]
    """
    rows: list[list[Glyph]] = []
    bands: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.top):
        near = range(len(rows) - 1, max(-1, len(rows) - 5), -1)
        at = next((n for n in near if _beside(glyph, bands[n])), None)
        if at is None:
            rows.append([glyph])
            bands.append(glyph)
            continue
        rows[at].append(glyph)
        if glyph.bottom - glyph.top > bands[at].bottom - bands[at].top:
            bands[at] = glyph
    runs = (tuple(_runs(sorted(row, key=lambda g: g.x0))) for row in rows)
    return sorted(filter(None, runs), key=lambda row: min(run.top for run in row))


def _beside(glyph: Glyph, band: Glyph) -> bool:
    shared = min(glyph.bottom, band.bottom) - max(glyph.top, band.top)
    return shared > 0.5 * min(glyph.bottom - glyph.top, band.bottom - band.top)


def _runs(row: Iterable[Glyph]) -> Iterator[Run]:
    run: list[Glyph] = []
    edge = 0.0
    for glyph in row:
        if glyph.blank:
            if run:
                run.append(glyph)
            continue
        if run and glyph.x0 - edge > GUTTER * glyph.size:
            yield _run(run)
            run = []
        if not (run and _shadow(glyph, run[-1])):
            run.append(glyph)
            edge = glyph.x1
    if run:
        yield _run(run)


def _shadow(glyph: Glyph, other: Glyph) -> bool:
    """Whether `glyph` only repeats `other`, as some programs do to print in bold."""
    return glyph.text == other.text and abs(glyph.x0 - other.x0) < 0.05 * glyph.size


def _run(glyphs: list[Glyph]) -> Run:
    inked = [glyph for glyph in glyphs if not glyph.blank]
    return Run(
        tuple(glyphs),
        inked[0].x0,
        max(glyph.x1 for glyph in inked),
        min(glyph.top for glyph in inked),
        max(glyph.bottom for glyph in inked),
    )
