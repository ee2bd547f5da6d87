"""Say when one may try to sign in again, by account and by address."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

FREE = 5
"""Failures in a row from which an account waits."""

FIRST, LAST = timedelta(minutes=1), timedelta(minutes=15)
"""The first wait, doubled by each further failure, and the longest: no one is locked out for good."""

ATTEMPTS, WINDOW = 20, 300.0
"""Attempts to sign in that an address may make in that many seconds."""

ADDRESSES = 10_000
"""Addresses remembered at once, 14 MB at most."""

_TOO_MANY = "Trop de tentatives de connexion. Réessayez dans {wait}."


def delay(failures: int) -> timedelta:
    """Return how long an account waits after that many failures in a row.

    >>> [delay(failures).total_seconds() for failures in (4, 5, 6, 9, 10_000)]
    [0.0, 60.0, 120.0, 900.0, 900.0]
    """
    if failures < FREE:
        return timedelta(0)
    doublings = min(failures - FREE, LAST // FIRST)
    return min(FIRST * (1 << doublings), LAST)


def opens_at(failures: int, last_failure: datetime | None) -> datetime | None:
    """Return from when the account may try again, None if it never had to wait."""
    wait = delay(failures)
    return last_failure + wait if last_failure and wait else None


def allowed(failures: int, last_failure: datetime | None, now: datetime) -> bool:
    """Whether the account may try now. `failures` are those since it last signed in."""
    opens = opens_at(failures, last_failure)
    return opens is None or now >= opens


def too_many(wait: timedelta) -> str:
    """Tell someone how long to wait, rounded up: never that they may try when they may not.

    >>> too_many(timedelta(seconds=61))
    'Trop de tentatives de connexion. Réessayez dans 2 minutes.'
    """
    minutes = max(1, ceil(wait.total_seconds() / 60))
    return _TOO_MANY.format(wait="une minute" if minutes == 1 else f"{minutes} minutes")


class AddressLimiter:
    """Counts the attempts of each client address over a sliding window, in this process.

    `clock` gives seconds that never go back, as `time.monotonic` does. Beyond `addresses`, those silent
    for longest are forgotten. Not for use by several threads at once.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        attempts: int = ATTEMPTS,
        window: float = WINDOW,
        addresses: int = ADDRESSES,
    ) -> None:
        self._clock = clock
        self._attempts = attempts
        self._window = window
        self._addresses = addresses
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def admit(self, address: str) -> bool:
        """Count an attempt and say whether it may go on; one refused is not counted."""
        if self.wait(address):
            return False
        key = network(address)
        self._seen.setdefault(key, deque()).append(self._clock())
        self._seen.move_to_end(key)
        self._forget()
        return True

    def wait(self, address: str) -> float:
        """Return the seconds before that address may try again, 0 if it may now; counts nothing."""
        times = self._seen.get(network(address), deque())
        now = self._clock()
        while times and times[0] + self._window <= now:
            times.popleft()
        return times[0] + self._window - now if len(times) >= self._attempts else 0.0

    def _forget(self) -> None:
        """Drop the addresses silent for a whole window, and the oldest of those that are too many."""
        now = self._clock()
        while self._seen:
            times = next(iter(self._seen.values()))
            if len(self._seen) <= self._addresses and times and times[-1] + self._window > now:
                return
            self._seen.popitem(last=False)


def network(address: str) -> str:
    """Return whom an address stands for: under IPv6 a household has 2⁶⁴ of them, counted as one.

    >>> network("2001:db8:1:2:3:4:5:6"), network("::ffff:192.0.2.1"), network("192.0.2.1"), network("?")
    ('2001:db8:1:2::', '192.0.2.1', '192.0.2.1', '?')
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
