"""Restore the sequence of updates that a webhook brings, several at once and in any order."""

from collections.abc import Callable
from time import monotonic
from typing import Final

PATIENCE: Final = 1.0
"""Seconds that an update waits, at most, for one before it that did not come yet."""

IDLE: Final = 6 * 86_400.0
"""Seconds of silence after which the next update may have any number: Telegram says a week.

https://core.telegram.org/bots/api#update
"""


class Order:
    """Tells when an update may be taken: once all before it came, or once it has waited for them.

    Updates are named by their numbers, which follow one another. One that never `came` here was kept before
    this process began: it is as old as can be. `clock` gives seconds that never go back.
    """

    def __init__(
        self, clock: Callable[[], float] = monotonic, patience: float = PATIENCE, idle: float = IDLE
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._idle = idle
        self._early: dict[int, float] = {}
        self._reached: int | None = None
        self._last = clock()

    def came(self, number: int) -> None:
        """Note that an update came, and was kept."""
        now = self._clock()
        self._advance(now)
        if now - self._last >= self._idle:
            self._reached = None
        self._last = now
        if self._reached is None or number > self._reached:
            self._early.setdefault(number, now)

    def wait(self, number: int) -> float:
        """Return the seconds before an update may be taken, 0 if it may now."""
        now = self._clock()
        self._advance(now)
        came = self._early.get(number)
        return 0.0 if came is None else max(0.0, came + self._patience - now)

    def _advance(self, now: float) -> None:
        """Go on to the last update that has none missing before it, or none still waited for."""
        for number in sorted(self._early):
            follows = self._reached is not None and number <= self._reached + 1
            if not follows and now - self._early[number] < self._patience:
                return
            self._reached = number if self._reached is None else max(number, self._reached)
            del self._early[number]
