"""Guessing is slowed down by account, and nobody is shut out for good."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.staff.lockout import allowed, delay, opens_at, too_many

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (1_000_000, 15)],
)
def test_an_account_waits_longer_after_each_failure(failures: int, minutes: int) -> None:
    assert delay(failures) == timedelta(minutes=minutes)


def test_an_account_may_try_again_at_the_very_second_that_it_was_told() -> None:
    opens = opens_at(6, NOW)
    assert opens == NOW + timedelta(minutes=2)
    assert not allowed(6, NOW, opens - timedelta(microseconds=1))
    assert allowed(6, NOW, opens)


def test_an_account_without_enough_failures_never_waits() -> None:
    assert opens_at(4, NOW) is None
    assert allowed(4, NOW, NOW)
    assert allowed(0, None, NOW)


@pytest.mark.parametrize(
    ("seconds", "wait"), [(0, "une minute"), (60, "une minute"), (60.5, "2 minutes"), (900, "15 minutes")]
)
def test_the_wait_is_said_rounded_up(seconds: float, wait: str) -> None:
    assert too_many(timedelta(seconds=seconds)).endswith(f"Réessayez dans {wait}.")
