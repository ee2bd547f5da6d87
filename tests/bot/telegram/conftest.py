"""Contacts who write to the bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.telegram.chatting import Chatting, chatting


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chatting]:
    async with chatting(tmp_path) as open_chat:
        yield open_chat
