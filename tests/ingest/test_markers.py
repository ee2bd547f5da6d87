"""List markers tell items apart and how deep they stand."""

import pytest

from ingest.blocks import Block, BlockKind
from ingest.markers import as_items, marker_of, style_of
from tests.ingest.shown import shown


def nested(*texts: str) -> list[str]:
    return shown(as_items(Block(BlockKind.PARAGRAPH, text) for text in texts))


@pytest.mark.parametrize(
    "text", ["N° 727", "2013 a été", "12,5 % du budget", "A. Martin", "le 1° du II", "- ", "3 - 5 ans"]
)
def test_a_text_without_marker_is_no_item(text: str) -> None:
    assert style_of(text) is None
    assert marker_of(text) == ""


def test_letters_and_lower_case_numerals_are_told_apart() -> None:
    assert nested("a) x :", "i) y ;", "ii) z.", "b) t.") == ["* a) x :", "** i) y ;", "** ii) z.", "* b) t."]
    assert nested("g) x ;", "h) y ;", "i) z.") == ["* g) x ;", "* h) y ;", "* i) z."]
    assert nested("i) x ;", "v) y ;") == ["* i) x ;", "* v) y ;"]


def test_a_list_goes_on_after_a_paragraph_inside_it() -> None:
    assert nested("1° x :", "a) y.", "Précision.", "b) z.") == [
        "* 1° x :",
        "** a) y.",
        "¶ Précision.",
        "** b) z.",
    ]


def test_a_new_list_after_a_paragraph_starts_afresh() -> None:
    assert nested("1° x :", "a) y.", "Sont exclus :", "- z.") == [
        "* 1° x :",
        "** a) y.",
        "¶ Sont exclus :",
        "* - z.",
    ]


def test_nothing_nests_below_a_dash() -> None:
    assert nested("- x :", "1. y.") == ["* - x :", "* 1. y."]


def test_items_that_come_nested_stay_below_their_outer_item() -> None:
    blocks = (
        Block(BlockKind.PARAGRAPH, "1° x :"),
        Block(BlockKind.ITEM, "- y"),
        Block(BlockKind.ITEM, "- z", level=2),
    )
    assert shown(as_items(blocks)) == ["* 1° x :", "** - y", "*** - z"]
