import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, Update
from telegram.ext import Updater

from tests.bot_api.emulator import Emulator, emulating
from tests.bot_api.limits import Rates


@asynccontextmanager
async def polling(telegram: Emulator) -> AsyncIterator["asyncio.Queue[object]"]:
    """A real poller, as the library makes it."""
    queue: asyncio.Queue[object] = asyncio.Queue()
    async with Updater(Bot(telegram.token, base_url=telegram.base_url), queue) as updater:
        await updater.start_polling(timeout=5)
        try:
            yield queue
        finally:
            await updater.stop()


async def text_of(queue: "asyncio.Queue[object]") -> str | None:
    async with asyncio.timeout(10):
        update = await queue.get()
    assert isinstance(update, Update)
    assert update.message is not None
    return update.message.text


async def test_a_real_poller_gets_everything_once_over_a_restart() -> None:
    with emulating(rates=Rates(0, 0, 0)) as telegram:
        lea = telegram.person()
        lea.write("Un")
        async with polling(telegram) as queue:
            assert await text_of(queue) == "Un"
            lea.write("Deux")
            assert await text_of(queue) == "Deux"
        lea.write("Trois")
        async with polling(telegram) as queue:
            assert await text_of(queue) == "Trois"
            assert queue.empty()
        assert telegram.pending == []


@pytest.mark.parametrize("kind", ["500", "cut"])
async def test_a_poll_that_fails_loses_nothing(kind: str) -> None:
    with emulating(rates=Rates(0, 0, 0)) as telegram:
        telegram.fail_next("getUpdates", kind)
        telegram.person().write("Un")
        async with polling(telegram) as queue:
            assert await text_of(queue) == "Un"
