"""What runs beside the requests: letters leave, what was forgotten is made up for, what is old goes."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anyio import create_task_group, sleep

from bot.conversations.dialogue import Dialogue
from bot.conversations.follower import Follower
from bot.errors import DeskUnavailable
from bot.parts import Parts
from ingest.errors import IngestError
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

CATCH_UP_EVERY = 20.0
"""Seconds between two looks for messages that nobody answered."""

FORGOTTEN = timedelta(seconds=60)
"""Age of a message that whoever took it should have answered by now."""

TIDY_EVERY = 3600.0
"""Seconds between two looks for conversations and validated answers that have had their time."""


@dataclass(frozen=True, slots=True)
class Background:
    """The jobs; `send_letters` runs until cancelled."""

    parts: Parts
    dialogue: Dialogue
    send_letters: Callable[[], Coroutine[Any, Any, None]]

    async def run(self) -> None:
        """Run all jobs until cancelled; one that fails for a time is tried again."""
        parts = self.parts
        async with create_task_group() as jobs:
            jobs.start_soon(self.send_letters)
            jobs.start_soon(Follower(parts.stores.conversations, parts.hub, parts.clock).run)
            jobs.start_soon(_again, self._catch_up, CATCH_UP_EVERY)
            jobs.start_soon(_again, self._tidy, TIDY_EVERY)

    async def _catch_up(self) -> None:
        """Answer the messages of a process that died before it could."""
        try:
            await self.dialogue.catch_up(self.parts.clock() - FORGOTTEN)
        except DeskUnavailable:
            return

    async def _tidy(self) -> None:
        """Erase the conversations, and withdraw the answers, that have had their time."""
        stores, now = self.parts.stores, self.parts.clock()
        await stores.conversations.erase_older(now - timedelta(days=self.parts.settings.conversation_days))
        await stores.database.wipe()
        if await stores.validated.expire(self.parts.promises.local(now).date(), now):
            await self.parts.publish()


async def _again(job: Callable[[], Coroutine[Any, Any, None]], every: float) -> None:
    while True:
        try:
            await job()
        except (KnowledgeError, IngestError):
            logger.exception("A job of the background failed")
        await sleep(every)
