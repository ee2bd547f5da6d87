"""What is said of a promise is plain French, and true by the clock on the wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.promise_words import ago, before, closed, due, time_left

PARIS = ZoneInfo("Europe/Paris")


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


NOW = at(23, 10)  # a Monday


def plain(text: str) -> str:
    """Turn the spaces that hold a number and its unit together into plain ones."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("promised", "said"),
    [
        (at(23, 17), "aujourd’hui avant 17 h"),
        (at(23, 11, 5), "aujourd’hui avant 11 h 05"),
        (at(24, 12), "demain avant 12 h"),
        (at(25, 17, 30), "avant mercredi 25 novembre à 17 h 30"),
        (at(1, 9, month=12), "avant mardi 1er décembre à 9 h"),
        (at(5, 9, month=1, year=2027), "avant mardi 5 janvier 2027 à 9 h"),
        (at(24, 0), "aujourd’hui avant minuit"),
        (at(25, 0), "demain avant minuit"),
        (at(26, 0), "avant jeudi 26 novembre à 0 h"),
        (at(22, 17), "hier avant 17 h"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "aujourd’hui avant 17 h"),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "demain avant 0 h 30"),
    ],
)
def test_a_promise_is_said_by_its_day_and_hour(promised: datetime, said: str) -> None:
    assert plain(before(promised, NOW)) == said


def test_a_number_stays_with_its_unit() -> None:
    assert before(at(25, 17, 30), NOW) == "avant mercredi 25\u00a0novembre à 17\u00a0h\u00a030"


def test_a_promise_is_awaited_until_its_time_and_late_after_it() -> None:
    promised = at(23, 17)
    assert plain(due(promised, NOW)) == "La réponse est attendue aujourd’hui avant 17 h."
    assert due(promised, promised).startswith("La réponse est attendue")
    assert plain(due(promised, promised + timedelta(seconds=1))) == (
        "La réponse devait arriver aujourd’hui avant 17 h : elle est en retard, et reste attendue."
    )
    assert plain(due(at(19, 9), NOW)) == (
        "La réponse devait arriver avant jeudi 19 novembre à 9 h : elle est en retard, et reste attendue."
    )


@pytest.mark.parametrize(
    ("opening", "day"),
    [(at(23, 14), "aujourd’hui à 14 h"), (at(24, 9), "demain à 9 h"), (at(30, 9), "lundi 30 novembre à 9 h")],
)
def test_when_staff_are_back_is_said(opening: datetime, day: str) -> None:
    assert plain(closed(opening, NOW)) == f"L’équipe ne répond pas en ce moment ; elle reprend {day}."


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "à l’instant"),
        (NOW + timedelta(seconds=5), "à l’instant"),  # the clock of another machine
        (at(23, 9, 59), "il y a 1 min"),
        (at(23, 9, 1), "il y a 59 min"),
        (at(23, 9), "il y a 1 h"),
        (at(23, 7, 1), "il y a 2 h"),
        (at(22, 10, 1), "il y a 23 h"),
        (at(22, 10), "le 22 novembre à 10 h"),
        (at(12, 14, 5), "le 12 novembre à 14 h 05"),
        (at(1, 14, year=2025), "le 1er novembre 2025 à 14 h"),
        (datetime(2026, 11, 12, 13, 5, tzinfo=UTC), "le 12 novembre à 14 h 05"),
    ],
)
def test_how_long_ago_is_said_shortly(moment: datetime, said: str) -> None:
    assert plain(ago(moment, NOW)) == said


@pytest.mark.parametrize(
    ("promised", "said"),
    [
        (at(23, 12, 10), "dans 2 h 10"),
        (at(23, 12, 5), "dans 2 h 05"),
        (at(23, 10, 20), "dans 20 min"),
        (NOW, "dans moins d’une minute"),
        (at(24, 10), "dans 1 jour"),
        (at(25, 13), "dans 2 jours 3 h"),
        (at(23, 7), "en retard de 3 h"),
        (NOW - timedelta(seconds=1), "en retard de moins d’une minute"),
        (at(20, 10), "en retard de 3 jours"),
    ],
)
def test_the_time_that_is_left_is_said_shortly(promised: datetime, said: str) -> None:
    assert plain(time_left(promised, NOW)) == said


def test_time_is_counted_truly_when_the_clock_changes() -> None:
    eve = at(24, 23, month=10)
    assert plain(time_left(at(25, 4, month=10), eve)) == "dans 6 h"
    assert plain(ago(eve, at(25, 4, month=10))) == "il y a 6 h"
