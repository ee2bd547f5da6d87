"""What an address sends is counted, within bounds, and by household under IPv6."""

from bot.address_limiter import AddressLimiter, network


class Clock:
    """Seconds that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_may_try_so_many_times_in_a_while() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, 20, 300)
    assert [limiter.admit("192.0.2.1") for _ in range(21)] == [True] * 20 + [False]
    assert limiter.wait("192.0.2.1") == 300
    assert limiter.admit("192.0.2.2")


def test_the_window_slides() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, 2, 10)
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
    limiter = AddressLimiter(clock, 1, 10)
    assert limiter.admit("a")
    clock.now += 9
    assert not limiter.admit("a")
    clock.now += 1
    assert limiter.admit("a")


def test_memory_is_bounded_and_those_silent_for_longest_are_forgotten() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, 1, 300, addresses=100)
    for n in range(1_000):
        clock.now += 0.1
        limiter.admit(f"192.0.{n // 256}.{n % 256}")
    assert len(limiter) == 100
    assert limiter.wait("192.0.3.231") > 0
    assert limiter.wait("192.0.0.0") == 0


def test_what_is_over_is_forgotten() -> None:
    clock = Clock()
    limiter = AddressLimiter(clock, 20, 10)
    for n in range(50):
        limiter.admit(f"192.0.2.{n}")
    clock.now += 10
    limiter.admit("192.0.2.200")
    assert len(limiter) == 1


def test_asking_how_long_to_wait_counts_nothing() -> None:
    limiter = AddressLimiter(Clock(), 1, 300)
    assert [limiter.wait("a") for _ in range(3)] == [0, 0, 0]
    assert len(limiter) == 0
    assert limiter.admit("a")


def test_a_household_has_one_address_under_ipv6() -> None:
    limiter = AddressLimiter(Clock(), 1, 300)
    assert limiter.admit("2001:db8:1:2::1")
    assert not limiter.admit("2001:db8:1:2:ffff::2")
    assert limiter.admit("2001:db8:1:3::1")
    assert network("fe80::1%eth0") == "fe80::"


def test_an_attempt_that_is_given_back_was_never_made() -> None:
    limiter = AddressLimiter(Clock(), 1, 300)
    for _ in range(5):
        assert limiter.admit("2001:db8::1")
        limiter.give_back("2001:db8::2")
    limiter.give_back("2001:db8::1")
    assert limiter.admit("2001:db8::1")
    assert not limiter.admit("2001:db8::1")
