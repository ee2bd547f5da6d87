import pytest

from bot.disclosure import FEW, WITHHELD, is_careful, published, published_delays
from bot.figures import Count
from bot.reports import Delay, Row
from bot.store.statistics import Duration


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
        ([4, 3], [FEW, FEW]),
    ],
)
def test_a_small_number_is_not_given_nor_can_it_be_found_from_the_total(
    counts: list[int], shown: list[str]
) -> None:
    rows = [Row(str(place), Count(count), "50 %") for place, count in enumerate(counts)]
    assert [row.value for row in published(rows)] == shown
    assert [row.label for row in published(rows)] == [row.label for row in rows]
    assert is_careful(published(rows)) == any(not value[0].isdecimal() for value in shown)


@pytest.mark.parametrize(("count", "shown"), [(4, (FEW, "–", "–")), (5, ("5", "2 h", "3 h"))])
def test_a_delay_of_few_people_is_not_given(count: int, shown: tuple[str, str, str]) -> None:
    (delay,) = published_delays([Delay("Réponse", Count(count), "2 h", "3 h", Duration())])
    assert (delay.value, delay.median, delay.ninetieth) == shown
