"""Make the deliveries of the outbox: each at least once, again after a failure, none in the way of others.

BotError
└── DeliveryError
    ├── Undeliverable   trying again would fail too: a dead letter
    ├── NotNow          it may pass: try again later
    └── NotWanted       there is nothing to deliver any more
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from secrets import randbelow
from typing import Final

from anyio import CancelScope, create_task_group, fail_after, get_cancelled_exc_class
from anyio.lowlevel import checkpoint_if_cancelled

from bot.conversations.events import SYSTEM
from bot.errors import BotError
from bot.store.outbox import Outbox, Waiting
from bot.talk.hub import Bell
from knowledge.errors import StoreUnavailable

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
"""How long to wait after the first failure, and at most; it doubles in between."""

SPREAD = 0.25
"""The share of a wait that chance may add, so that what failed together does not come back together."""

ATTEMPTS = 10
"""Failures after which a delivery is given up, some nine hours after the first."""

PATIENCE = timedelta(minutes=5)
"""How long one try may last."""

LEASE = timedelta(minutes=10)
"""How long a delivery is left alone once taken; if it is still there then, whoever took it died."""

PAUSE = 10.0
"""Seconds between two looks at an outbox in which nothing was due."""

HANDS = 4
"""Deliveries made at once by one process."""

logger = logging.getLogger(__name__)


class DeliveryError(BotError):
    """Base of what stops a delivery; the message is one French sentence that names nobody."""


class Undeliverable(DeliveryError):
    """Trying again would fail too."""


class NotNow(DeliveryError):
    """Nothing is wrong with the delivery: try again later."""


class NotWanted(DeliveryError):
    """There is nothing to deliver any more: the contact does not want it, or erased everything."""


Deliver = Callable[[Waiting], Awaitable[None]]
"""Makes one delivery, or raises a DeliveryError; made twice under the same key, it must pass for once."""


def next_try(attempts: int, now: datetime, chance: float) -> datetime:
    """Return when to try again after so many failures; `chance` is between 0 and 1.

    >>> from datetime import UTC
    >>> noon = datetime(2013, 10, 15, 12, tzinfo=UTC)
    >>> [f"{next_try(attempts, noon, 0):%H:%M}" for attempts in (1, 2, 3, 20)]
    ['12:01', '12:02', '12:04', '18:00']
    """
    doublings = min(attempts - 1, 16)  # far beyond the longest wait, and not beyond what can be counted
    wait = FIRST_WAIT * 2.0**doublings * (1 + SPREAD * chance)
    return now + min(wait, LONGEST_WAIT)


class Postman:
    """Makes the deliveries that are due, those of each channel in its own way; several may work at once."""

    def __init__(
        self,
        outbox: Outbox,
        ways: Mapping[str, Deliver],
        clock: Callable[[], datetime],
        chance: Callable[[], float] = lambda: randbelow(1_000) / 1_000,
        hands: int = HANDS,
    ) -> None:
        self._outbox = outbox
        self._ways: Final = dict(ways)
        self._clock = clock
        self._chance = chance
        self._bells = [Bell() for _ in range(hands)]

    def nudge(self) -> None:
        """Look at the outbox at once: there is something new."""
        for bell in self._bells:
            bell.ring()

    async def run(self) -> None:
        """Make deliveries until cancelled; what is under way then is finished, or left for the next time."""
        async with create_task_group() as group:
            for bell in self._bells:
                group.start_soon(self._work, bell)

    async def deliver_due(self) -> int:
        """Make the deliveries that are due now, one after the other; return how many were tried.

        Raises:
            StoreUnavailable: the database refuses.
        """
        count = 0
        while await self._deliver_one():
            count += 1
        return count

    async def _work(self, bell: Bell) -> None:
        while True:
            try:
                busy = await self._deliver_one()
            except StoreUnavailable as error:
                logger.warning("the outbox waits for its database: %s", error)
                busy = False
            if not busy:
                await bell.wait(PAUSE)

    async def _deliver_one(self) -> bool:
        """Take one delivery and see it through; return whether there was one."""
        await checkpoint_if_cancelled()
        now = self._clock()
        taken = await self._outbox.take(now, now + LEASE, limit=1)
        for waiting in taken:
            try:
                error = await self._tried(waiting)
            except get_cancelled_exc_class():
                with CancelScope(shield=True):
                    await self._outbox.put_back(waiting.id, self._clock())
                raise
            with CancelScope(shield=True):
                await self._note(waiting, error)
        return bool(taken)

    async def _tried(self, waiting: Waiting) -> DeliveryError | None:
        """Try a delivery; return why it failed, if it did."""
        if waiting.attempts > ATTEMPTS:
            return Undeliverable("L’envoi s’est interrompu à chaque essai. Voyez l’exploitant du service.")
        deliver = self._ways.get(waiting.channel)
        if deliver is None:
            return Undeliverable("Aucun moyen d’envoi n’est réglé pour ce canal.")
        try:
            with fail_after(PATIENCE.total_seconds()):
                await deliver(waiting)
        except DeliveryError as error:
            return error
        except TimeoutError:
            return NotNow("L’envoi n’a pas abouti dans le temps prévu.")
        except StoreUnavailable:
            return NotNow("La base de données n’était pas utilisable.")
        return None

    async def _note(self, waiting: Waiting, error: DeliveryError | None) -> None:
        """Write down what became of a delivery."""
        now = self._clock()
        match error:
            case None:
                await self._outbox.sent(waiting.id, now)
            case NotWanted():
                await self._outbox.cancel(waiting.id, SYSTEM, now)
            case NotNow() if waiting.attempts < ATTEMPTS:
                due_at = next_try(waiting.attempts, now, self._chance())
                await self._outbox.failed(waiting.id, str(error), due_at)
            case _:
                logger.warning("the delivery %d is given up: %s", waiting.id, error)
                await self._outbox.dead(waiting.id, str(error), now)
