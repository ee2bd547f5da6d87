"""Hear of what another process changes: once a second, whoever watches is woken for each change."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from anyio import sleep

from bot.store.conversations import Conversations
from bot.talk.hub import Hub
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""

LATE = timedelta(seconds=5)
"""How long after its moment a change may be kept: it is dated when it begins."""


class Follower:
    """Wakes the watchers of what changed; to be woken for nothing does them no harm."""

    def __init__(self, store: Conversations, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._hub = hub
        self._clock = clock
        self._known: dict[str, datetime] = {}

    async def run(self, every: float = EVERY) -> None:
        """Look again and again, until cancelled; nobody watching, there is nothing to look for."""
        while True:
            await sleep(every)
            if self._hub.watched:
                try:
                    await self.look()
                except KnowledgeError:
                    logger.exception("The changes of other processes could not be read")

    async def look(self) -> None:
        """Wake the watchers of each conversation that changed since the last look, if it did not ring yet."""
        since = self._clock() - LATE
        changed = dict(await self._store.changed_since(since))
        rung = self._hub.take_rung()
        known = self._known | rung
        for id, at in changed.items():
            if known.get(id) != at:
                self._hub.ring(id)
        self._known = changed | rung
