"""Judge in the background which conversations that wait ask the same, where likeness is in doubt."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anyio import sleep, to_thread

from bot.store.same_pairs import SamePairs
from knowledge.errors import ModelUnavailable
from knowledge.writing.same_question import SameQuestion

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two looks at the conversations that wait."""

MOST = 20
"""Pairs judged at each look: those that wait are judged at the next ones."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Has a model judge pairs, each once: no page waits for it, and staff confirm what it proposes."""

    pairs: SamePairs
    same: SameQuestion
    clock: Callable[[], datetime]

    async def run(self) -> None:
        """Judge until cancelled."""
        while True:
            await self.look()
            await sleep(EVERY)

    async def look(self) -> int:
        """Judge the likeliest pairs of which nobody said anything; return how many were.

        A model that fails is left alone until the next look.
        """
        judged = 0
        for pair in await self.pairs.unjudged(MOST):
            try:
                same = await to_thread.run_sync(self.same.judge, *pair.asked)
            except ModelUnavailable as error:
                logger.warning("Conversations that wait cannot be compared: %s", error)
                break
            await self.pairs.keep(pair, same, self.same.chat.name, self.clock())
            judged += 1
        return judged
