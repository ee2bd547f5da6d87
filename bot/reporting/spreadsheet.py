"""Write a table as a file that a French spreadsheet opens, and in which it computes nothing."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula. https://owasp.org/www-community/attacks/CSV_Injection"""


MARK = "\ufeff"
"""How a file begins that a spreadsheet is to read as UTF-8."""


def sheet(rows: Iterable[Sequence[Cell]]) -> bytes:
    r"""Return rows as CSV: semicolons, decimal commas, UTF-8 with the mark by which spreadsheets know it.

    >>> sheet([["Motif", "Part"], ["a;b", 0.5], ["", None]]).decode("utf-8-sig")
    'Motif;Part\r\n"a;b";0,5\r\n;\r\n'
    """
    return (MARK + "".join(map(line, rows))).encode()


def line(row: Sequence[Cell]) -> str:
    r"""Return one row of such a file, for one that is written as it is read.

    >>> line([1, "=1+1", "a;b"])
    '1;\'=1+1;"a;b"\r\n'
    """
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerow([_cell(each) for each in row])
    return file.getvalue()


def _cell(value: Cell) -> str:
    """Write a number as such; a text that begins as a formula does begins with an apostrophe instead.

    >>> _cell(-3), _cell(2.25), _cell("-3"), _cell(" @x")
    ('-3', '2,25', "'-3", "' @x")
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
