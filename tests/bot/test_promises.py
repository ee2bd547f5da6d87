from datetime import UTC, datetime, timedelta

from tests.bot.clocks import MONDAY, PROMISES

SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def test_the_promise_counts_the_hours_of_presence_only() -> None:
    assert PROMISES.promised(MONDAY) == MONDAY + timedelta(days=2)


def test_what_is_said_is_when_an_answer_comes_by_the_clock_of_the_staff() -> None:
    said = PROMISES.said(PROMISES.promised(MONDAY), MONDAY)
    assert said == "Réponse d’une personne avant mercredi 25\u00a0novembre à 10\u00a0h."


def test_who_asks_when_nobody_is_there_is_told_so() -> None:
    said = PROMISES.said(PROMISES.promised(SATURDAY), SATURDAY)
    assert said.startswith(
        "L’équipe ne répond pas en ce moment ; elle reprend lundi 23\u00a0novembre à 9\u00a0h."
    )
    assert said.endswith("Réponse d’une personne avant mardi 24\u00a0novembre à 17\u00a0h.")
