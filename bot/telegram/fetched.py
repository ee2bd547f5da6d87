"""Keep the updates that were fetched, before the library that fetched them confirms them."""

import json
from asyncio import Lock, Queue
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from anyio import sleep

from knowledge.errors import StoreUnavailable

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before trying again to keep updates, at first and at most."""

Keep = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
"""Keeps updates as Telegram wrote them, or raises StoreUnavailable."""


class NoAnswer(Exception):
    """What came is no answer of Telegram's."""


class Fetched:
    """Keeps updates, however long the database is away; `say` is told why it waits, "" when it does not.

    `keeping` is held while updates are being kept.
    """

    def __init__(self, keep: Keep, say: Callable[[str], None]) -> None:
        self._keep = keep
        self._say = say
        self.keeping = Lock()

    async def take(self, answer: bytes) -> bytes:
        """Keep the updates of an answer, and return the same answer with nothing of them but their numbers.

        The library asks for ever for an update that it cannot read: it need read none.

        Raises:
            NoAnswer: it is none of Telegram's.
        """
        try:
            found = json.loads(answer)["result"]
            numbers = [{"update_id": int(update["update_id"])} for update in found]
        except (ValueError, KeyError, TypeError):
            raise NoAnswer from None
        if found:
            await self._kept(found)
        self._say("")
        return json.dumps({"ok": True, "result": numbers}).encode()

    async def _kept(self, found: Sequence[Mapping[str, Any]]) -> None:
        pause = FIRST_PAUSE
        while True:
            async with self.keeping:
                try:
                    return await self._keep(found)
                except StoreUnavailable as error:
                    self._say(str(error))
            await sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)


class Nowhere(Queue[object]):
    """Where the library puts updates that are kept already."""

    async def put(self, item: object) -> None:
        """Do nothing."""
