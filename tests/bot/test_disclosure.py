import pytest

from bot.pages.disclosure import FEW, WITHHELD, is_careful, public, published, published_delays
from bot.reporting.figures import NOTHING, Count
from bot.reporting.reports import Delay, Row, report_of
from bot.store.statistics import Duration, Totals


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([5], ["5"]),
        ([4], [FEW]),
        ([12_000, 5], ["12\u202f000", "5"]),
        ([9, 8, 4], ["9", WITHHELD, FEW]),
        ([9, 9, 4], [WITHHELD, "9", FEW]),
        ([9, 8, 4, 1], ["9", "8", FEW, FEW]),
        ([4, 9], [FEW, WITHHELD]),
        ([12, 6, 1, 1], ["12", WITHHELD, FEW, FEW]),
        ([4, 3], [FEW, FEW]),
    ],
)
def test_a_small_number_is_not_given_nor_can_it_be_found_from_the_total(
    counts: list[int], shown: list[str]
) -> None:
    rows = [Row(str(place), Count(count), "50 %") for place, count in enumerate(counts)]
    assert [row.value for row in published(rows)] == shown
    assert [row.label for row in published(rows)] == [row.label for row in rows]
    careful = any(not value[0].isdecimal() for value in shown)
    assert is_careful(published(rows)) == careful
    assert {row.share for row in published(rows)} <= ({NOTHING} if careful else {"50 %"})


@pytest.mark.parametrize(("count", "shown"), [(4, (FEW, "–", "–")), (5, ("5", "2 h", "3 h"))])
def test_a_delay_of_few_people_is_not_given(count: int, shown: tuple[str, str, str]) -> None:
    (delay,) = published_delays([Delay("Réponse", Count(count), "2 h", "3 h", Duration())])
    assert (delay.value, delay.median, delay.ninetieth) == shown


def totals(**counted: int) -> Totals:
    """As many of everything as it takes to be published, but for what is given."""
    plain = dict.fromkeys(
        ("begun", "answered", "clarified", "handed_off", "corrected", "kept", "broken", "useful"), 7
    )
    every, useless = {"missing_knowledge": 7, "requested": 8}, {"wrong": counted.pop("useless", 7)}
    delay = Duration(7)
    return Totals(reasons=every, topics={"le jury": 7}, first_reply=delay, resolution=delay, useless=useless,
                  **(plain | counted))  # fmt: skip


def test_what_is_frequent_everywhere_is_published_with_its_shares() -> None:
    shown = public(report_of(totals()))
    assert not shown.careful
    assert (shown.begun.value, shown.corrected.value) == ("7", "7")
    assert [(row.value, row.share) for row in shown.promises] == [("7", "50\xa0%")] * 2


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("answered", "replies"),
        ("clarified", "replies"),
        ("handed_off", "replies"),
        ("kept", "promises"),
        ("broken", "promises"),
        ("useful", "judged"),
        ("useless", "judged"),
    ],
)
@pytest.mark.parametrize("few", [0, 1, 4])
def test_a_small_part_of_any_table_is_withheld_with_another_and_all_their_shares(
    name: str, table: str, few: int
) -> None:
    shown = public(report_of(totals(**{name: few})))
    rows = getattr(shown, table)
    assert sorted(row.value for row in rows if not row.value.isdecimal()) == [FEW, WITHHELD]
    assert {row.share for row in rows} == {NOTHING}
    assert shown.careful


@pytest.mark.parametrize("name", ["begun", "corrected"])
def test_a_small_number_that_stands_alone_is_withheld(name: str) -> None:
    shown = public(report_of(totals(**{name: 1})))
    assert getattr(shown, name).value == FEW
    assert shown.careful


def test_a_table_that_counts_nothing_is_not_there() -> None:
    shown = public(report_of(totals(kept=0, broken=0)))
    assert shown.promises == ()
    assert not shown.careful
