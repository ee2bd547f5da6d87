"""Have the kept updates carried out: those of a chat one after the other, those of several chats at once."""

import logging
import traceback
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from anyio import CancelScope, Semaphore, create_task_group, fail_after
from anyio.abc import TaskGroup

from bot.address_limiter import AddressLimiter
from bot.errors import DeskUnavailable
from bot.store.telegram_updates import TelegramUpdates, Update
from bot.talk.hub import Bell
from bot.telegram.api import TelegramError, Wait
from bot.telegram.once import Once
from bot.telegram.order import Order
from bot.telegram.receiving import NO_CHAT
from knowledge.errors import StoreUnavailable

AT_ONCE = 8
"""Updates carried out at once."""

LOOK = 50
"""Updates looked up at once, each of another chat."""

PAUSE = 10.0
"""Seconds between two looks for updates when none was there."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before what failed is tried again, after the first failure and at most; they double in between."""

RETRIES = 3
"""How often an update is tried again when it fails in an unforeseen way."""

PATIENCE = 300.0
"""Seconds that carrying out one update may last."""

MINUTE = 60.0

Act = Callable[[Update], Awaitable[None]]
"""Does what an update asks; done twice, it must pass for once."""

PASSING: Final = (DeskUnavailable, StoreUnavailable, TelegramError)
"""What may pass: nothing is wrong with the update."""

logger = logging.getLogger(__name__)


class Dispatch:
    """Carries out the updates of the bot of that number, of each chat in the order of their numbers.

    One that cannot be carried out now waits, and with it those after it in its chat; one that cannot be at
    all is handed to `give_up`, then ended. A chat that sends more than `per_minute` waits too, 0 for no
    limit. `order` says which updates of a webhook are still early. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        updates: TelegramUpdates,
        bot: int,
        carry_out: Act,
        give_up: Act,
        *,
        order: Order | None = None,
        per_minute: int = 0,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._updates = updates
        self._bot = bot
        self._carry_out = carry_out
        self._give_up = give_up
        self._order = order
        self._limiter = AddressLimiter(clock, per_minute, MINUTE) if per_minute else None
        self._clock = clock
        self._hands = Semaphore(at_once)
        self._busy: set[int] = set()
        self._resting: dict[int, float] = {}
        self._failures: dict[int, int] = {}
        self._bell = Bell()
        self._waiting = Once(logger, "réponses aux messages")
        self.crowded = False
        """Whether so many chats wait that only answers count."""

    def ring(self) -> None:
        """Look for updates at once: there may be new ones."""
        self._bell.ring()

    async def run(self) -> None:
        """Carry updates out until cancelled; those under way then stay kept, for the next time."""
        async with create_task_group() as group:
            while True:
                try:
                    wait = await self._look(group)
                except StoreUnavailable as error:
                    self._waiting.say(str(error))
                    wait = FIRST_WAIT
                await self._bell.wait(wait)

    async def _look(self, group: TaskGroup) -> float:
        """Begin what may begin; return for how many seconds nothing else may, unless the bell rings.

        Raises:
            StoreUnavailable: the database refuses.
        """
        now = self._clock()
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        heads = await self._updates.heads(self._bot, LOOK, self._busy | self._resting.keys())
        self.crowded = len(heads) == LOOK
        early: list[float] = []
        for update in heads:
            if wait := self._order.wait(update.id) if self._order else 0.0:
                early.append(wait)
            elif wait := self._limited(update):
                self._rest(update.chat, wait)
            else:
                await self._begin(update, group)
        if self.crowded and len(early) < LOOK:
            return 0.0  # there may be more
        now = self._clock()
        return min((PAUSE, *early, *(max(until - now, 0.0) for until in self._resting.values())))

    def _limited(self, update: Update) -> float:
        """Return the seconds before the chat of an update may go on; if it may now, this one is counted."""
        again = update.attempts or update.chat in self._failures
        if again or self._limiter is None or update.chat == NO_CHAT:
            return 0.0
        wait = self._limiter.wait(str(update.chat))
        if not wait:
            self._limiter.admit(str(update.chat))
        return wait

    async def _begin(self, update: Update, group: TaskGroup) -> None:
        """Carry out an update as soon as a hand is free."""
        await self._hands.acquire()
        self._busy.add(update.chat)
        group.start_soon(self._see_through, update)

    async def _see_through(self, update: Update) -> None:
        try:
            wait = await self._tried(update)
            self._failures.pop(update.chat, None)
            if not self._failures:
                self._waiting.say("")
        except PASSING as error:
            self._waiting.say(str(error))
            wait = self._wait_after(update, error)
        finally:
            self._busy.discard(update.chat)
            self._hands.release()
            self.ring()
        self._rest(update.chat, wait)

    async def _tried(self, update: Update) -> float:
        """Carry out an update and end it; return the seconds before it may be tried again, 0 if it ended.

        Raises:
            DeskUnavailable: no answer can be found now.
            StoreUnavailable: the database refuses.
            TelegramError: Telegram could not be asked what had to be.
        """
        given_up = update.attempts > RETRIES
        try:
            with fail_after(PATIENCE):
                await (self._give_up if given_up else self._carry_out)(update)
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 - logged below, without what people wrote
            # A fault that was not foreseen must not silence the chat for ever.
            _log(update, error)
            attempts = await self._updates.failed(self._bot, update.id)
            if not given_up:
                return _doubled(attempts)
        with CancelScope(shield=True):
            await self._updates.end(self._bot, update.id)
        return 0.0

    def _wait_after(self, update: Update, error: Exception) -> float:
        """Return the seconds before an update may be tried again after a failure that may pass."""
        failures = self._failures[update.chat] = self._failures.get(update.chat, 0) + 1
        asked = error.seconds if isinstance(error, Wait) else 0.0
        return max(asked, _doubled(failures))

    def _rest(self, chat: int, seconds: float) -> None:
        self._resting[chat] = self._clock() + seconds


def _doubled(failures: int) -> float:
    """Return the seconds to wait after so many failures.

    >>> [_doubled(failures) for failures in (1, 2, 3, 6, 99)]
    [1.0, 2.0, 4.0, 30.0, 30.0]
    """
    return min(FIRST_WAIT * 2.0 ** min(failures - 1, 16), LONGEST_WAIT)


def _log(update: Update, error: Exception) -> None:
    """Say where a failure happened; its text, as the update, may hold what people wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("the update %d of Telegram failed: %s\n%s", update.id, type(error).__name__, where)
