"""Make the deliveries of the outbox: each at least once, again after a failure, in the order of its lane.

BotError
└── DeliveryError
    ├── Undeliverable   trying again would fail too: a dead letter
    ├── NotNow          it may pass: try again later
    ├── NotWanted       there is nothing to deliver any more
    ├── NobodyThere     nobody can be written to there until they come back
    └── Moved           it must go to another address
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
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

LANE_PATIENCE, LANE_LEASE = timedelta(seconds=60), timedelta(seconds=90)
"""The same for one that others of its lane wait for: somebody waits to read them."""

PAUSE = 10.0
"""Seconds between two looks at an outbox in which nothing was due."""

BREATH = 0.05
"""Seconds to leave to others what is due and what they have just taken."""

HANDS = 8
"""Deliveries made at once by one process."""

logger = logging.getLogger(__name__)


class DeliveryError(BotError):
    """Base of what stops a delivery; the message is one French sentence that names nobody."""


class Undeliverable(DeliveryError):
    """Trying again would fail too."""


class NotNow(DeliveryError):
    """Nothing is wrong with the delivery: try again, after a `wait` if it is given.

    `doubtful`: it may have been made after all. `counted`: it is a failure of this delivery, which is given
    up after too many; one that comes with a wait is none, unless it says so.
    """

    def __init__(
        self,
        why: str,
        wait: timedelta | None = None,
        *,
        doubtful: bool = False,
        counted: bool | None = None,
    ) -> None:
        self.wait, self.doubtful = wait, doubtful
        self.counted = wait is None if counted is None else counted
        super().__init__(why)


class NotWanted(DeliveryError):
    """There is nothing to deliver any more: the contact does not want it, or erased everything."""


class NobodyThere(DeliveryError):
    """Nothing of the lane can be delivered until its contact comes back."""


class Moved(DeliveryError):
    """All that is in the lane must go to another `address`, in another `lane`."""

    def __init__(self, why: str, lane: str, address: str) -> None:
        self.lane, self.address = lane, address
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Part:
    """A message, of that `number` where it went, that was made of a delivery; `more` follow, or none.

    The next message of the lane leaves after a `pause`.
    """

    number: int
    more: bool
    pause: timedelta


Deliver = Callable[[Waiting], Awaitable[Part | None]]
"""Makes one delivery, whole or a part of it, or raises a DeliveryError.

Made twice under the same key, it must pass for once. What has left is seen through, whoever cancels it.
"""

Lost = Callable[[str], Awaitable[None]]
"""Notes that nobody can be written to in a lane; said twice, it must pass for once."""


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
        lost: Lost | None = None,
    ) -> None:
        self._outbox = outbox
        self._ways: Final = dict(ways)
        self._clock = clock
        self._chance = chance
        self._lost = lost
        self._bells = [Bell() for _ in range(hands)]
        self._idle: list[Bell] = []
        self._alarms: dict[Bell, datetime] = {}

    def nudge(self) -> None:
        """Look at the outbox at once: there is something new."""
        # One looks, and wakes the next one if it finds something; those at work look once they are done.
        if self._idle:
            self._idle.pop().ring()

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
        while waiting := await self._take():
            await self._see_through(waiting)
            count += 1
        return count

    async def _work(self, bell: Bell) -> None:
        while True:
            try:
                await self._work_once(bell)
            except StoreUnavailable as error:
                logger.warning("the outbox waits for its database: %s", error)
                await bell.wait(PAUSE)

    async def _work_once(self, bell: Bell) -> None:
        """Make a delivery if one is due, or wait until one may be."""
        if bell not in self._idle:  # from now on, what is new is for this hand too
            self._idle.append(bell)
        waiting = await self._take()
        if waiting is None:
            await self._rest(bell)
            return
        if bell in self._idle:
            self._idle.remove(bell)
        self.nudge()
        await self._see_through(waiting)

    async def _rest(self, bell: Bell) -> None:
        """Wait until the bell rings, or the next delivery is due: one hand wakes for it, not all of them."""
        now = self._clock()
        latest = now + timedelta(seconds=PAUSE)
        due_at = min(await self._outbox.next_due(now) or latest, latest)
        if any(alarm <= due_at for alarm in self._alarms.values()):
            due_at = latest
        self._alarms[bell] = due_at
        try:
            await bell.wait(max((due_at - now).total_seconds(), BREATH))
        finally:
            del self._alarms[bell]

    async def _take(self) -> Waiting | None:
        """Take a delivery that is due, if there is one."""
        await checkpoint_if_cancelled()
        now = self._clock()
        taken = await self._outbox.take(now, now + LEASE, limit=1, in_lane=now + LANE_LEASE)
        return taken[0] if taken else None

    async def _see_through(self, waiting: Waiting) -> None:
        """Try a delivery, and write down what became of it."""
        try:
            done = await self._tried(waiting)
        except get_cancelled_exc_class():
            with CancelScope(shield=True):
                await self._outbox.put_back(waiting.id, self._clock(), doubtful=waiting.doubtful)
            raise
        with CancelScope(shield=True):
            if isinstance(done, DeliveryError):
                await self._note(waiting, done)
            else:
                await self._note_made(waiting, done)

    async def _tried(self, waiting: Waiting) -> Part | DeliveryError | None:
        """Try a delivery; return what was made of it, or why it failed."""
        if waiting.attempts > ATTEMPTS:
            return Undeliverable("L’envoi s’est interrompu à chaque essai. Voyez l’exploitant du service.")
        deliver = self._ways.get(waiting.channel)
        if deliver is None:
            return Undeliverable("Aucun moyen d’envoi n’est réglé pour ce canal.")
        patience, doubtful = PATIENCE if waiting.lane is None else LANE_PATIENCE, waiting.doubtful
        try:
            with fail_after(patience.total_seconds()):
                return await deliver(waiting)
        except DeliveryError as error:
            return error
        except TimeoutError:
            return NotNow("L’envoi n’a pas abouti dans le temps prévu.", doubtful=doubtful)
        except StoreUnavailable:
            return NotNow("La base de données n’était pas utilisable.", doubtful=doubtful)

    async def _note_made(self, waiting: Waiting, part: Part | None) -> None:
        """Write down that a delivery was made, or a part of it."""
        now = self._clock()
        if part is None:
            await self._outbox.sent(waiting.id, now)
        elif part.more:
            await self._outbox.advance(waiting.id, part.number, now + part.pause)
        else:
            await self._outbox.sent(waiting.id, now, part.pause, part.number)

    async def _note(self, waiting: Waiting, error: DeliveryError) -> None:
        """Write down why a delivery was not made, and what becomes of it."""
        now, outbox = self._clock(), self._outbox
        match error:
            case NotWanted():
                await outbox.cancel(waiting.id, SYSTEM, now)
            case NobodyThere() if waiting.lane is not None:
                if self._lost is not None:
                    await self._lost(waiting.lane)
                await outbox.unreachable(waiting.lane, now)
            case Moved() if waiting.lane is not None:
                await outbox.move_lane(waiting.lane, error.lane, error.address)
                await outbox.put_back(waiting.id, now)
            case NotNow(counted=counted) if not counted or waiting.attempts < ATTEMPTS:
                due_at = next_try(waiting.attempts, now, self._chance())
                if error.wait is not None:
                    due_at = now + error.wait
                await outbox.failed(waiting.id, str(error), due_at, error.doubtful, counted=counted)
            case _:
                logger.warning("the delivery %d is given up: %s", waiting.id, error)
                await outbox.dead(waiting.id, str(error), now)
