"""Say what a refusal of Telegram means for a delivery, and when it is to be tried again."""

from datetime import timedelta
from typing import Final, NoReturn

from bot.conversations.deliveries import lane_of
from bot.delivery.outbox import Moved, NobodyThere, NotNow, Undeliverable
from bot.telegram.api import BadToken, Migrated, TelegramError, Unavailable, Uncertain, Unreachable, Wait

TOKEN_PAUSE: Final = timedelta(minutes=1)
"""Between two tries with a token that Telegram does not know: nothing is given up for it."""

FIRST, LONGEST = timedelta(seconds=2), timedelta(minutes=10)
"""Before what failed is tried again, the first time and at most; it doubles in between."""

OUTAGE: Final = 8
"""Failures in a row after which Telegram is to blame, not the message: as many as there are hands."""

OUTAGE_PAUSE: Final = timedelta(minutes=1)
"""Before the next try of what failed while nothing passes."""


class Patience:
    """Remembers whether anything passes: what fails while nothing does is never given up."""

    def __init__(self) -> None:
        self._failures = 0

    def passed(self) -> None:
        """Note that Telegram took something."""
        self._failures = 0

    def refuse(self, error: TelegramError, attempts: int, *, doubtful: bool = False) -> NoReturn:
        """Say what a refusal means for a delivery; it is `doubtful` if it may be there all the same.

        `attempts` are those of this delivery, this one included.

        Raises:
            NobodyThere: the chat cannot be written to any more.
            Moved: the chat has another identifier now.
            NotNow: it may pass later.
            Undeliverable: it never will.
        """
        match error:
            case Unreachable():
                raise NobodyThere(str(error)) from error
            case Migrated():
                raise Moved(str(error), lane_of(error.to), str(error.to)) from error
            case Wait():
                raise NotNow(str(error), timedelta(seconds=error.seconds), doubtful=doubtful) from error
            case BadToken():
                raise NotNow(str(error), TOKEN_PAUSE, doubtful=doubtful) from error
            case Unavailable() | Uncertain():
                self._failures += 1
                alone = self._failures <= OUTAGE
                wait = next_wait(attempts) if alone else OUTAGE_PAUSE
                raise NotNow(str(error), wait, doubtful=doubtful, counted=alone) from error
            case _:
                raise Undeliverable(str(error)) from error


def next_wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts at one delivery.

    >>> [next_wait(attempts).total_seconds() for attempts in (1, 2, 3, 20)]
    [2.0, 4.0, 8.0, 600.0]
    """
    return min(FIRST * 2.0 ** min(attempts - 1, 16), LONGEST)
