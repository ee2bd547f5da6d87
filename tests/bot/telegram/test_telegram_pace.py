import pytest

from bot.telegram import pace
from bot.telegram.api import BadToken, Unavailable, Wait
from bot.telegram.pace import Flood, Pauses

LEA, MAX, GROUP = 42, 43, -100_123


class Seconds:
    """A clock that a test moves."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def flood(clock: Seconds) -> Flood:
    return Flood(clock)


def left(flood: Flood) -> float:
    try:
        flood.check()
    except Wait as wait:
        return wait.seconds
    return 0.0


def test_the_limit_of_one_chat_holds_no_other(flood: Flood) -> None:
    for _ in range(3):
        flood.told(GROUP, Wait(30))
    assert left(flood) == 0


def test_two_chats_told_to_wait_at_once_hold_all_until_the_longest_moment(
    flood: Flood, clock: Seconds
) -> None:
    flood.told(LEA, Wait(30))
    clock.now += 0.9
    flood.told(MAX, Wait(10))
    assert left(flood) == pytest.approx(29.1)
    clock.now += 29.2
    assert left(flood) == 0


def test_two_chats_told_to_wait_one_long_after_the_other_hold_none(flood: Flood, clock: Seconds) -> None:
    flood.told(LEA, Wait(30))
    clock.now += 1.1
    flood.told(MAX, Wait(30))
    assert left(flood) == 0


def test_pauses_grow_to_the_longest_and_are_never_shorter_than_asked() -> None:
    pauses = Pauses(lambda: None)
    assert [pauses.after(Unavailable()) for _ in range(2)] == [1.5, 2.25]
    assert pauses.after(Wait(60)) == 60
    assert [pauses.after(Unavailable()) for _ in range(9)][-1] == pace.LONGEST_PAUSE
    assert pauses.after(BadToken()) == pace.LATER


def test_pauses_are_short_again_once_updates_were_asked_for() -> None:
    begun: list[bool] = []
    pauses = Pauses(lambda: begun.append(True))
    for _ in range(9):
        pauses.after(Unavailable())
    pauses.begun()
    assert pauses.after(None) == 1.5
    assert begun == [True]
