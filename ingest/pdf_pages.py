"""Read one page of a PDF: its lines and its tables, in reading order."""

from dataclasses import replace

from pdfminer.layout import LTImage
from pdfplumber.page import Page

from ingest.layout import Item, PageText, texts_of
from ingest.pdf_columns import in_reading_order
from ingest.pdf_lines import to_line
from ingest.pdf_rows import Glyph, Run, components, glyphs_of, rows_of
from ingest.pdf_tables import Table, tables_of

FEWEST_LETTERS = 25
"""Letters below which a page that an image covers was scanned: a stamp, or a number, is no text."""


def read_page(page: Page) -> PageText:
    """Return what is written on a page. The caller closes the page."""
    x0, top, x1, bottom = _paper(page)
    glyphs = [glyph for glyph in glyphs_of(page) if _within(glyph, x0, top, x1, bottom)]
    tables = tables_of(page, glyphs)
    free = [g for g in glyphs if not any(_within(g, t.x0, t.top, t.x1, t.bottom) for t in tables)]
    rows: list[tuple[Run | Table, ...]] = [*rows_of(free), *((table,) for table in tables)]
    rows.sort(key=lambda row: min(box.top for box in row))
    items = (_item(row, page.page_number, column) for column, row in in_reading_order(rows))
    return PageText(page.page_number, top, bottom, tuple(item for item in items if any(texts_of(item))))


def is_picture(page: Page, text: PageText) -> bool:
    """Whether a page shows a text that cannot be read: a large image, or characters without a meaning."""
    letters = sum(map(str.isalpha, "".join(line for item in text.items for line in texts_of(item))))
    if letters >= FEWEST_LETTERS:
        return False
    images = [part for part in components(page.layout) if isinstance(part, LTImage)]
    covered = max((image.width * image.height for image in images), default=0)
    return (
        bool(covered > 0.5 * page.width * page.height) or len(glyphs_of(page)) > 4 * letters + FEWEST_LETTERS
    )


def _paper(page: Page) -> tuple[float, float, float, float]:
    """Return the box of the page that is printed: the marks of printers stand around it."""
    x0, top, x1, bottom = page.cropbox
    sound = (x1 - x0) * (bottom - top) > 0.25 * page.width * page.height
    return page.cropbox if sound else page.mediabox


def _item(row: tuple[Run | Table, ...], page: int, column: int) -> Item:
    if isinstance(row[0], Table):
        return replace(row[0], column=column)
    return to_line([run for run in row if isinstance(run, Run)], page, column)


def _within(glyph: Glyph, x0: float, top: float, x1: float, bottom: float) -> bool:
    return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= (glyph.top + glyph.bottom) / 2 <= bottom
