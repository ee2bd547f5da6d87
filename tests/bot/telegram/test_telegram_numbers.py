from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.store.database import Database
from bot.store.outbox import Outbox
from bot.store.telegram_chats import TelegramChats
from bot.store.telegram_numbers import counts_apart
from tests.bot.databases import new_database
from tests.bot.store.made_up import NOON

LÉA, MAX, GROUP = 42, 43, -42


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with new_database(tmp_path) as database:
        yield database


async def sent(database: Database, chat: int, number: int, after: int) -> None:
    """Send a message to a chat, whose number is greater than the greatest known or is not."""
    outbox = Outbox(database)
    await outbox.notice(f"{chat}:{number}", TELEGRAM, str(chat), lane_of(chat), {}, NOON)
    (waiting,) = await outbox.take(NOON, NOON)
    await outbox.begin_try(waiting.id, after)
    await outbox.sent(waiting.id, NOON, timedelta(), number)


async def test_nothing_shows_it_where_numbers_only_grow(database: Database) -> None:
    assert not await counts_apart(database)
    await TelegramChats(database).seen(LÉA, 1)
    await TelegramChats(database).seen(MAX, 2)
    await sent(database, LÉA, 3, 2)
    await sent(database, MAX, 4, 3)
    assert not await counts_apart(database)


async def test_a_message_shows_it_whose_number_was_passed_before_it_was_sent(database: Database) -> None:
    await sent(database, LÉA, 3, 9)
    assert await counts_apart(database)


async def test_two_contacts_show_it_who_wrote_messages_of_the_same_number(database: Database) -> None:
    await TelegramChats(database).seen(LÉA, 7)
    await TelegramChats(database).seen(MAX, 7)
    assert await counts_apart(database)


async def test_what_is_sent_in_groups_or_not_sent_yet_shows_nothing(database: Database) -> None:
    await sent(database, GROUP, 3, 9)
    await TelegramChats(database).seen(GROUP, 7)
    await TelegramChats(database).seen(LÉA, 7)
    outbox = Outbox(database)
    await outbox.notice("parts", TELEGRAM, str(LÉA), lane_of(LÉA), {}, NOON)
    (waiting,) = await outbox.take(NOON, NOON)
    await outbox.begin_try(waiting.id, 7)
    await outbox.advance(waiting.id, 8, NOON)
    await outbox.begin_try(waiting.id, 8)  # its second part, of which nothing is known yet
    assert not await counts_apart(database)
