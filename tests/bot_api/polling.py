"""Long polling: one poller at a time, none while a webhook is set.

From `process_get_updates_query`, `do_get_updates`, `abort_long_poll` and `fail_query_conflict`
(https://github.com/tdlib/telegram-bot-api, Client.cpp).
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.bot_api.answers import ApiError
from tests.bot_api.arguments import Arguments
from tests.bot_api.world import World

LONGEST = 50
"""Seconds of a long poll at most."""
WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
BY_WEBHOOK = "Conflict: terminated by setWebhook request"


@dataclass(eq=False, slots=True)
class _Poll:
    """A poll that waits."""

    woken: asyncio.Event
    ended: str = ""


class Polling:
    """Answers getUpdates; lives in the loop of the server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._loop = asyncio.get_running_loop()
        self._poll: _Poll | None = None
        self._no_conflict_before = 0.0
        self._closed = False
        world.updates.listeners.append(self._rung)

    async def get_updates(self, given: Arguments, webhook: str) -> list[dict[str, Any]]:
        """Return updates, as soon as there are some: https://core.telegram.org/bots/api#getupdates.

        Raises:
            ApiError: a webhook is set, or another poller came.
        """
        if webhook:
            raise await self._conflict(WEBHOOK_SET)
        limit = given.integer("limit", 100, 1, 100)
        deadline = time.monotonic() + given.integer("timeout", 0, 0, LONGEST)
        self.end(OTHER_POLLER)
        poll = self._poll = _Poll(asyncio.Event())
        with self._world.lock:
            self._world.updates.allow(
                given.value("allowed_updates", "Can't parse allowed updates JSON object")
            )
            self._world.updates.confirm(given.integer("offset"))
            self._world.changed.notify_all()
        try:
            while not poll.ended:
                poll.woken.clear()
                with self._world.lock:
                    taken = self._world.updates.take(limit)
                if taken or self._closed or time.monotonic() >= deadline:
                    return taken
                await _wait(poll.woken, deadline - time.monotonic())
        finally:
            if self._poll is poll:
                self._poll = None
        raise await self._conflict(poll.ended)

    def end(self, why: str) -> None:
        """End the poll that waits, if there is one."""
        if self._poll is not None:
            self._poll.ended = why
            self._poll.woken.set()
            self._poll = None

    def close(self) -> None:
        """Answer every poll at once from now on."""
        self._closed = True
        self._wake()

    def _rung(self) -> None:
        if self._poll is not None:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self._poll is not None:
            self._poll.woken.set()

    async def _conflict(self, why: str) -> ApiError:
        """Return the refusal: at once, but later if there was another one just before."""
        now = time.monotonic()
        if now < self._no_conflict_before:
            await asyncio.sleep(self._world.options.conflict_wait)
        else:
            self._no_conflict_before = now + self._world.options.conflict_wait
        return ApiError(409, why)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
