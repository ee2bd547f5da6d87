"""How much we ask of Telegram at once, and how long we wait for it."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Final

from bot.telegram.api import BadToken, TelegramError, Wait

PER_SECOND: Final = 25
"""Requests about chats in a second: Telegram allows some 30.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

GROUP_PAUSE: Final = 3.0
"""Seconds between two requests about a group: Telegram allows 20 a minute."""

CONNECTIONS: Final = 20
"""Requests at once: of eight deliveries, of eight updates that are carried out, and some to spare."""

TIMES: Final = (20.0, 20.0, 5.0, 20.0)
"""Seconds in which Telegram must answer, take what is sent, take a connection, and one of ours be free."""

LONG_POLL: Final = timedelta(seconds=30)
"""How long Telegram holds a request for updates when there are none."""

FIRST_PAUSE: Final = 1.0
"""Seconds before beginning to receive again after a failure; half as long again after each one."""

LONGEST_PAUSE: Final = 30.0
"""The same, at most."""

LATER: Final = 60.0
"""Seconds before beginning again when Telegram does not know our token."""

GRACE: Final = 0.8
"""Seconds given to each of the two steps in which fetching stops."""

TOGETHER: Final = 1.0
"""Seconds within which two chats that are told to wait mean that all of them must."""


class Pauses:
    """How long to wait before beginning to receive again; `ready` is called each time that it has begun."""

    def __init__(self, ready: Callable[[], None]) -> None:
        self._ready = ready
        self._last = FIRST_PAUSE

    def begun(self) -> None:
        """Count no more what failed before."""
        self._last = FIRST_PAUSE
        self._ready()

    def after(self, failure: TelegramError | None) -> float:
        """Return the seconds to wait after a failure: longer each time, and as long as Telegram asks."""
        if isinstance(failure, BadToken):
            return LATER
        self._last = min(self._last * 1.5, LONGEST_PAUSE)
        return max(self._last, seconds_asked(failure))


class Flood:
    """What Telegram bears no more of: when it tells two chats to wait at once, it means the whole bot.

    `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._told: dict[int, tuple[float, float]] = {}
        self._until = clock()

    def check(self) -> None:
        """Let a request about a chat pass.

        Raises:
            Wait: none may now.
        """
        left = self._until - self._clock()
        if left > 0:
            raise Wait(left)

    def told(self, chat: int, failure: TelegramError | None) -> None:
        """Note that Telegram told a chat to wait."""
        now, seconds = self._clock(), seconds_asked(failure)
        self._told = {one: told for one, told in self._told.items() if now - told[0] <= TOGETHER}
        self._told[chat] = (now, now + seconds)
        if len(self._told) > 1:
            self._until = max(self._until, *(until for _, until in self._told.values()))


def seconds_asked(failure: TelegramError | None) -> float:
    """Return for how long Telegram asks to wait, 0 if it does not.

    >>> seconds_asked(Wait(60.0)), seconds_asked(None)
    (60.0, 0.0)
    """
    return failure.seconds if isinstance(failure, Wait) else 0.0
