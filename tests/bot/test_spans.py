from datetime import date, timedelta

import pytest

from bot.reporting.spans import gathered, unit
from bot.store.statistics import Day


def days(first: date, count: int) -> list[Day]:
    return [Day(first + timedelta(days=number), 1, 2, 3, 4, 5, 6) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "name"), [(1, "jour"), (10, "jour"), (11, "semaine"), (100, "semaine"), (101, "mois")]
)
def test_the_longer_a_period_the_longer_its_parts(count: int, name: str) -> None:
    assert unit(days(date(2026, 1, 1), count)) == name


def test_weeks_begin_on_monday_and_the_ends_may_be_cut_short() -> None:
    spans = gathered(days(date(2026, 12, 26), 12))  # a Saturday
    assert [(span.label, span.begun) for span in spans] == [
        ("du 26 au 27 décembre", 2),
        ("du 28 décembre au 3 janvier", 7),
        ("du 4 au 6 janvier", 3),
    ]


def test_what_happened_is_added_up() -> None:
    (span,) = gathered(days(date(2026, 2, 2), 7) + days(date(2026, 2, 9), 4))[:1]
    counts = span.begun, span.answered, span.clarified, span.handed_off, span.replies, span.resolved
    assert counts == (7, 14, 21, 28, 35, 42)


def test_months_have_their_year() -> None:
    spans = gathered(days(date(2025, 12, 31), 101))
    labels = [(span.label, span.value) for span in spans]
    assert labels == [
        ("décembre 2025", 1), ("janvier 2026", 31), ("février 2026", 28), ("mars 2026", 31),
        ("avril 2026", 10),
    ]  # fmt: skip


def test_nothing_makes_no_span() -> None:
    assert gathered([]) == ()
