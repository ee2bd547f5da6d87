"""Guessing is slowed down by account and by address, and nobody is shut out for good."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.staff.lockout import AddressLimiter, allowed, delay, network, opens_at, too_many

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """Seconds that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


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


def test_an_address_may_try_twenty_times_in_five_minutes() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock)
    assert [limiter.admit("192.0.2.1") for _ in range(21)] == [True] * 20 + [False]
    assert limiter.wait("192.0.2.1") == 300
    assert limiter.admit("192.0.2.2")


def test_the_window_slides() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, attempts=2, window=10)
    assert limiter.admit("a")
    clock.now += 6
    assert limiter.admit("a")
    assert not limiter.admit("a")
    assert limiter.wait("a") == 4
    clock.now += 4
    assert limiter.admit("a")
    assert not limiter.admit("a")
    assert limiter.wait("a") == 6


def test_an_attempt_that_is_refused_makes_nobody_wait_longer() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, attempts=1, window=10)
    assert limiter.admit("a")
    clock.now += 9
    assert not limiter.admit("a")
    clock.now += 1
    assert limiter.admit("a")


def test_memory_is_bounded_and_those_silent_for_longest_are_forgotten() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, attempts=1, addresses=100)
    for n in range(1_000):
        clock.now += 0.1
        limiter.admit(f"192.0.{n // 256}.{n % 256}")
    assert len(limiter) == 100
    assert limiter.wait("192.0.3.231") > 0
    assert limiter.wait("192.0.0.0") == 0


def test_what_is_over_is_forgotten() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, window=10)
    for n in range(50):
        limiter.admit(f"192.0.2.{n}")
    clock.now += 10
    limiter.admit("192.0.2.200")
    assert len(limiter) == 1


def test_asking_how_long_to_wait_counts_nothing() -> None:
    limiter = AddressLimiter(Clock(), attempts=1)
    assert [limiter.wait("a") for _ in range(3)] == [0, 0, 0]
    assert len(limiter) == 0
    assert limiter.admit("a")


def test_a_household_has_one_address_under_ipv6() -> None:
    limiter = AddressLimiter(Clock(), attempts=1)
    assert limiter.admit("2001:db8:1:2::1")
    assert not limiter.admit("2001:db8:1:2:ffff::2")
    assert limiter.admit("2001:db8:1:3::1")
    assert network("fe80::1%eth0") == "fe80::"
