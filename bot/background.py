"""What runs beside the requests: letters leave, forgotten messages are answered, old conversations go."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anyio import create_task_group, sleep

from bot.conversations.dialogue import Dialogue
from bot.conversations.follower import Follower
from bot.errors import DeskUnavailable
from bot.store.conversations import Conversations
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

CATCH_UP_EVERY = 20.0
"""Seconds between two looks for messages that nobody answered."""

FORGOTTEN = timedelta(seconds=60)
"""Age of a message that whoever took it should have answered by now."""

TIDY_EVERY = 6 * 3600.0
"""Seconds between two erasures of old conversations."""


@dataclass(frozen=True, slots=True)
class Background:
    """The jobs; `days` without an event erase a conversation; `send_letters` runs until cancelled."""

    conversations: Conversations
    dialogue: Dialogue
    follower: Follower
    send_letters: Callable[[], Coroutine[Any, Any, None]]
    days: int
    clock: Callable[[], datetime]

    async def run(self) -> None:
        """Run all jobs until cancelled; one that fails for a time is tried again."""
        async with create_task_group() as jobs:
            jobs.start_soon(self.send_letters)
            jobs.start_soon(self.follower.run)
            jobs.start_soon(_again, self._catch_up, CATCH_UP_EVERY)
            jobs.start_soon(_again, self._tidy, TIDY_EVERY)

    async def _catch_up(self) -> None:
        try:
            await self.dialogue.catch_up(self.clock() - FORGOTTEN)
        except DeskUnavailable:
            return

    async def _tidy(self) -> None:
        await self.conversations.erase_older(self.clock() - timedelta(days=self.days))


async def _again(job: Callable[[], Coroutine[Any, Any, None]], every: float) -> None:
    while True:
        try:
            await job()
        except KnowledgeError:
            logger.exception("A job of the background failed")
        await sleep(every)
