"""What runs beside the requests: letters leave, what was forgotten is made up for, what is old goes."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anyio import create_task_group, sleep

from bot.errors import DeskUnavailable
from bot.parts import Parts
from bot.talk.dialogue import Dialogue
from bot.talk.follower import Follower

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds before a job that never ends is begun again, should it fail."""

CATCH_UP_EVERY = 20.0
"""Seconds between two looks for messages that nobody answered."""

FORGOTTEN = timedelta(seconds=60)
"""Age of a message that whoever took it should have answered by now."""

TIDY_EVERY = 3600.0
"""Seconds between two looks for what has had its time: conversations, acts, answers, notices, figures."""

SENT_AGAIN = timedelta(days=7)
"""For how long an update of Telegram is kept: it may come again, for Telegram sends it for one day."""


@dataclass(frozen=True, slots=True)
class Background:
    """The jobs; each of those `beside` runs until cancelled."""

    parts: Parts
    dialogue: Dialogue
    beside: Sequence[Callable[[], Coroutine[Any, Any, None]]]

    async def run(self) -> None:
        """Run all jobs until cancelled; one that fails is tried again, and stops no other."""
        parts = self.parts
        async with create_task_group() as jobs:
            for job in self.beside:
                jobs.start_soon(_again, job, PAUSE)
            jobs.start_soon(_again, Follower(parts.stores.conversations, parts.hub, parts.clock).run, PAUSE)
            jobs.start_soon(_again, self._catch_up, CATCH_UP_EVERY)
            jobs.start_soon(_again, self._tidy, TIDY_EVERY)

    async def _catch_up(self) -> None:
        """Answer the messages of a process that died before it could."""
        try:
            await self.dialogue.catch_up(self.parts.clock() - FORGOTTEN)
        except DeskUnavailable:
            return

    async def _tidy(self) -> None:
        """Erase all that has had its time, and withdraw the answers that have."""
        stores, now = self.parts.stores, self.parts.clock()
        settings = self.parts.settings
        await stores.conversations.erase_older(now - timedelta(days=settings.conversation_days), now)
        await stores.telegram_chats.forget_strangers()
        await stores.telegram_updates.drop(now - SENT_AGAIN)
        await stores.outbox.drop(now - SENT_AGAIN)
        await stores.model_calls.drop(now - timedelta(days=settings.conversation_days), now)
        await stores.database.wipe()
        if await stores.validated.expire(self.parts.promises.local(now).date(), now):
            await self.parts.publish()
        await stores.audit.drop(now - timedelta(days=settings.audit_days), now)


async def _again(job: Callable[[], Coroutine[Any, Any, None]], every: float) -> None:
    while True:
        try:
            await job()
        except Exception:
            # A fault that was not foreseen must not stop the letters in silence.
            logger.exception("A job of the background failed")
        await sleep(every)
