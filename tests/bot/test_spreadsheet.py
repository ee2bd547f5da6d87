import csv
import io

import pytest

from bot.reporting.figures import Count
from bot.reporting.spreadsheet import Cell, sheet


def cells(row: list[Cell]) -> list[str]:
    """The cells of a row as a program that reads CSV finds them."""
    text = sheet([row]).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_file_begins_with_the_mark_that_spreadsheets_know_utf8_by() -> None:
    assert sheet([["é"]]) == b"\xef\xbb\xbf\xc3\xa9\r\n"


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        '=HYPERLINK("http://x";"y")',
        "＝1",
        "－1",
    ],
)
def test_a_text_is_never_computed(formula: str) -> None:
    assert cells([formula]) == [f"'{formula}"]


def test_numbers_stay_numbers_and_texts_stay_whole() -> None:
    text = 'Un « guillemet " » ; un point-virgule\nune ligne'
    assert cells([Count(-1200), 2.5, None, text, "l’État = nous"]) == [
        "-1200",
        "2,5",
        "",
        text,
        "l’État = nous",
    ]
