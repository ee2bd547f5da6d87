"""Count what comes from each network address, so that no one of them keeps the others waiting."""

from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

ADDRESSES = 10_000
"""Addresses remembered at once; with 60 attempts each, 25 MB."""


class AddressLimiter:
    """Admits that many `attempts` of each client address in any `window` of seconds, in this process.

    `clock` gives seconds that never go back, as `time.monotonic` does. Beyond `addresses`, those silent
    for longest are forgotten. Not for use by several threads at once.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        attempts: int,
        window: float,
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

    def give_back(self, address: str) -> None:
        """Count one attempt less, as for one that did no harm."""
        times = self._seen.get(network(address))
        if times:
            times.pop()

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
