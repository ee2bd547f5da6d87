"""The rows of a table of a web page, its merged cells repeated on each row that they head."""

from lxml import etree

from ingest.html_text import inline_text

_MOST = 100
"""Rows that one cell may span, and columns that spans may fill: a page that claims more is mistaken."""


def read_rows(table: etree._Element) -> tuple[list[list[str]], int]:
    """Return the cells of each row as texts, and how many of the first rows head the columns."""
    rows = [row for row in table.iter("tr") if _table_of(row) is table]
    hanging: dict[int, tuple[int, str]] = {}
    texts = [_read_row(row, hanging) for row in rows]
    headers = 0
    for row in rows:
        if not _heads(row):
            break
        headers += 1
    return texts, headers


def _read_row(row: etree._Element, hanging: dict[int, tuple[int, str]]) -> list[str]:
    """Read one row; `hanging` holds, by column, the cells from above that still span rows."""
    texts: list[str] = []
    for cell in row.iterchildren("td", "th"):
        _hang(texts, hanging)
        text = inline_text(cell)
        if (span := _span(cell)) > 1:
            hanging[len(texts)] = (span - 1, text)
        texts.append(text)
    _hang(texts, hanging)
    return texts


def _hang(texts: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Fill the next columns with the cells that span down to this row."""
    while len(texts) < _MOST and len(texts) in hanging:
        left, text = hanging.pop(len(texts))
        if left > 1:
            hanging[len(texts)] = (left - 1, text)
        texts.append(text)


def _heads(row: etree._Element) -> bool:
    parent = row.getparent()
    cells = list(row.iterchildren("td", "th"))
    return (parent is not None and parent.tag == "thead") or (
        len(cells) > 1 and all(cell.tag == "th" for cell in cells)
    )


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _span(cell: etree._Element) -> int:
    declared = cell.get("rowspan", "1").strip()
    return min(int(declared), _MOST) if declared.isdecimal() and len(declared) < 6 else 1
