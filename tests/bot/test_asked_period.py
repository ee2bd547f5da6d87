from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.reporting.asked_period import DATES, BadPeriod, asked_period, in_words
from bot.store.periods import Period

TODAY = date(2026, 11, 23)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("choice", "first", "last", "days"),
    [
        ("7", "", "", (date(2026, 11, 17), TODAY)),
        ("30", "2026-01-01", "2026-01-02", (date(2026, 10, 25), TODAY)),
        ("90", "", "", (date(2026, 8, 26), TODAY)),
        ("", "", "", (date(2026, 10, 25), TODAY)),
        ("36500", "", "", (date(2026, 10, 25), TODAY)),
        (DATES, "2026-11-02", "2026-11-02", (date(2026, 11, 2), date(2026, 11, 2))),
        (DATES, " 2026-11-02 ", "", (date(2026, 11, 2), TODAY)),
    ],
)
def test_a_form_asks_for_so_many_days_or_for_two_dates(
    choice: str, first: str, last: str, days: tuple[date, date]
) -> None:
    assert asked_period(choice, first, last, TODAY, PARIS) == Period(*days, PARIS)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "2026-11-02", "Indiquez le premier jour"),
        ("2026-11-03", "2026-11-02", "Le premier jour est après le dernier"),
        ("2027-01-01", "", "Le premier jour est après le dernier"),
        ("2020-01-01", "", "Cette période dépasse cinq ans"),
        ("hier", "", "« hier » n’est pas une date"),
        ("2026-02-30", "", "n’est pas une date"),
        ("0001-01-01", "", "L’année 1 n’est pas possible"),
        ("2026-01-01", "9999-12-31", "L’année 9999 n’est pas possible"),
    ],
)
def test_what_makes_no_period_is_refused_in_words_that_help(first: str, last: str, said: str) -> None:
    with pytest.raises(BadPeriod, match=said):
        asked_period(DATES, first, last, TODAY, PARIS)


def test_one_day_is_said_as_one_day() -> None:
    assert in_words(Period(date(2026, 10, 25), date(2026, 10, 25), PARIS)) == "le 25 octobre 2026"
