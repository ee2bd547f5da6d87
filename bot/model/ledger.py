"""Carry what worker threads count of a language model to the database, without making them wait."""

import logging
import math
from collections import deque
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Final
from zoneinfo import ZoneInfo

from anyio import CancelScope, sleep

from bot.model.calls import Call, Judged
from bot.store.model_calls import ModelCalls
from knowledge.errors import StoreUnavailable

logger = logging.getLogger(__name__)

MOST: Final = 10_000
"""Figures that wait for the database; beyond, the oldest are lost."""
EVERY: Final = 2.0
"""Seconds between two visits to the database: what a process counted since goes when it is killed."""


class Ledger:
    """Takes figures from any thread, in memory; `run` carries them to the database.

    The `budget` is in euros for a month as `zone` counts them, 0 for none. What every process spent is
    known at each visit, what this one has spent since at once. Until the first visit nobody knows, and
    nothing is left of a budget.
    """

    def __init__(
        self, calls: ModelCalls, budget: float, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        self._calls = calls
        self._budget = budget
        self._zone = zone
        self._clock = clock
        self._lock = Lock()
        self._waiting: deque[Call | Judged] = deque(maxlen=MOST)
        self._month = ""
        self._spent = math.inf
        self._since = 0.0

    def record(self, call: Call) -> None:
        """Take the figures of a request."""
        with self._lock:
            self._since += call.euros
            self._waiting.append(call)

    def judged(self, outcome: str) -> None:
        """Take what became of an answer that a model wrote, a word of `knowledge.writing.writer.Wrote`."""
        with self._lock:
            self._waiting.append(Judged(self._clock(), outcome))

    def budget_left(self) -> float:
        """Return the euros that are left for this month."""
        if not self._budget:
            return math.inf
        with self._lock:
            known = self._spent if self._month in ("", self._month_of(self._clock())) else 0.0
            return self._budget - known - self._since

    async def run(self) -> None:
        """Carry the figures to the database every few seconds, until cancelled; then the last ones."""
        try:
            while True:
                await self._visit()
                await sleep(EVERY)
        finally:
            with CancelScope(shield=True):
                await self._visit()

    async def _visit(self) -> None:
        try:
            await self.settle()
        except StoreUnavailable as error:
            logger.warning("The figures of the language model wait: %s", error)

    async def settle(self) -> None:
        """Carry what waits to the database, and learn from it what the month has cost.

        Raises:
            StoreUnavailable: the database refuses; what waits stays.
        """
        with self._lock:
            taken = tuple(self._waiting)
            euros = self._since
        await self._calls.keep(taken, self._zone)
        with self._lock:
            for one in taken:
                if self._waiting and self._waiting[0] is one:
                    self._waiting.popleft()
        month = self._month_of(self._clock())
        spent = await self._calls.spent(month) if self._budget else 0.0
        with self._lock:
            self._month, self._spent = month, spent
            self._since -= euros

    def _month_of(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m}"
