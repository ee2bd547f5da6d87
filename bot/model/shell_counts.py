"""Count what a language model takes where no server runs: in the commands, and while texts are ingested."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.model.calls import Call, Judged
from bot.store.database import database_at
from bot.store.model_calls import ModelCalls
from knowledge.errors import StoreUnavailable

logger = logging.getLogger(__name__)

SPENT_UNKNOWN: Final = 0.0
"""What is left of a budget if the database does not say."""

Result = TypeVar("Result")


class ShellCounts:
    """Writes each figure to the database at `url` at once; belongs in a thread without an event loop.

    The `budget` is in euros for a month as `zone` counts them, 0 for none.
    """

    def __init__(self, url: str, budget: float, zone: ZoneInfo) -> None:
        self._url = url
        self._budget = budget
        self._zone = zone

    def record(self, call: Call) -> None:
        """Write the figures of a request; lose them if the database refuses."""
        self._keep(call)

    def judged(self, outcome: str) -> None:
        """Write what became of an answer; lose it if the database refuses."""
        self._keep(Judged(datetime.now(UTC), outcome))

    def budget_left(self) -> float:
        """Return the euros that are left for this month, none if the database does not say."""
        if not self._budget:
            return math.inf
        month = f"{datetime.now(self._zone):%Y-%m}"
        try:
            return self._budget - self._with(lambda calls: calls.spent(month))
        except StoreUnavailable as error:
            logger.warning("The budget of the language model is not known: %s", error)
            return SPENT_UNKNOWN

    def _keep(self, figure: Call | Judged) -> None:
        try:
            self._with(lambda calls: calls.keep((figure,), self._zone))
        except StoreUnavailable as error:
            logger.warning("A figure of the language model is lost: %s", error)

    def _with(self, ask: Callable[[ModelCalls], Awaitable[Result]]) -> Result:
        return asyncio.run(self._asked(ask))

    async def _asked(self, ask: Callable[[ModelCalls], Awaitable[Result]]) -> Result:
        database = database_at(self._url)
        try:
            return await ask(ModelCalls(database))
        finally:
            await database.close()
