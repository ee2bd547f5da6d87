from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.order import IDLE, PATIENCE, Order


@dataclass
class Seconds:
    """A clock in seconds that tests set."""

    now: float = 1_000.0

    def __call__(self) -> float:
        """Return the seconds gone by."""
        return self.now


def begun(clock: Seconds, reached: int) -> Order:
    """Return the order in which `reached` came a while ago."""
    order = Order(clock)
    order.came(reached)
    clock.now += PATIENCE
    assert order.wait(reached) == 0
    return order


def test_an_update_that_follows_the_last_one_is_taken_at_once() -> None:
    order = begun(Seconds(), 10)
    order.came(11)
    assert order.wait(11) == 0


def test_an_update_that_came_before_this_process_began_is_taken_at_once() -> None:
    assert Order(Seconds()).wait(7) == 0


def test_the_very_first_update_is_waited_with_since_an_earlier_one_may_be_on_its_way() -> None:
    clock = Seconds()
    order = Order(clock)
    order.came(12)
    assert order.wait(12) == PATIENCE
    clock.now += 0.5
    order.came(11)
    assert order.wait(11) == PATIENCE
    clock.now += PATIENCE
    assert order.wait(11) == 0 == order.wait(12)


def test_a_gap_is_waited_for_one_second_at_most() -> None:
    clock = Seconds()
    order = begun(clock, 10)
    order.came(12)
    clock.now += 0.6
    assert order.wait(12) == pytest.approx(PATIENCE - 0.6)
    clock.now += 0.4
    assert order.wait(12) == 0


def test_an_update_that_fills_the_gap_frees_those_after_it() -> None:
    clock = Seconds()
    order = begun(clock, 10)
    for number in (13, 12):
        order.came(number)
        assert order.wait(number) == PATIENCE
    order.came(11)
    assert [order.wait(number) for number in (11, 12, 13)] == [0, 0, 0]


def test_one_that_waited_its_time_does_not_hurry_an_earlier_one_that_just_came() -> None:
    clock = Seconds()
    order = begun(clock, 10)
    order.came(14)
    clock.now += 0.9
    order.came(12)
    clock.now += 0.1
    assert order.wait(14) == 0
    assert order.wait(12) == pytest.approx(0.9)


def test_an_update_that_comes_twice_waits_from_its_first_coming() -> None:
    clock = Seconds()
    order = begun(clock, 10)
    order.came(12)
    clock.now += 0.5
    order.came(12)
    assert order.wait(12) == pytest.approx(0.5)


def test_one_that_comes_after_it_was_given_up_is_taken_at_once() -> None:
    order = begun(Seconds(), 10)
    order.came(9)
    assert order.wait(9) == 0


def test_after_a_week_without_updates_numbers_may_go_back_and_are_put_in_order_again() -> None:
    clock = Seconds()
    order = begun(clock, 900_000)
    clock.now += IDLE
    order.came(41)
    assert order.wait(41) == PATIENCE
    order.came(40)
    clock.now += PATIENCE
    assert order.wait(40) == 0 == order.wait(41)
    order.came(43)
    assert order.wait(43) == PATIENCE


@given(st.lists(st.floats(0, 0.99), min_size=1, max_size=30), st.sets(st.integers(0, 29)), st.integers(1, 4))
def test_whatever_the_order_of_arrival_within_the_patience_each_chat_is_answered_in_sequence(
    delays: list[float], lost: set[int], chats: int
) -> None:
    clock = Seconds()
    comings = [(clock.now + delay, number) for number, delay in enumerate(delays) if number not in lost]
    order = Order(clock)
    came: list[int] = []
    taken: list[int] = []
    for at in sorted({at for at, _ in comings} | {at + PATIENCE for at, _ in comings}):
        clock.now = at
        for number in [number for moment, number in comings if moment == at]:
            order.came(number)
            came.append(number)
        for chat in range(chats):
            for number in sorted(number for number in came if number % chats == chat and number not in taken):
                if order.wait(number) > 1e-9:
                    break
                taken.append(number)
    assert sorted(taken) == sorted(came)
    for chat in range(chats):
        own = [number for number in taken if number % chats == chat]
        assert own == sorted(own)
