from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.store.database import Database
from bot.store.outbox import Outbox
from bot.store.telegram_chats import TelegramChats
from bot.store.telegram_numbers import counts_apart, mark, shares_counter
from bot.store.telegram_updates import TelegramUpdates, Update
from tests.bot.databases import new_database
from tests.bot.store.made_up import NOON
from tests.bot.telegram.numbers import seen

LÉA, MAX, GROUP, SUPERGROUP = 42, 43, -42, -1_000_000_000_042
BOT = 123


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
    await seen(database, LÉA, 1)
    await seen(database, MAX, 2)
    await sent(database, LÉA, 3, 2)
    await sent(database, MAX, 4, 3)
    assert not await counts_apart(database)


async def test_a_message_shows_it_whose_number_was_passed_before_it_was_sent(database: Database) -> None:
    await sent(database, LÉA, 3, 9)
    assert await counts_apart(database)


async def test_two_contacts_show_it_who_wrote_messages_of_the_same_number(database: Database) -> None:
    await seen(database, LÉA, 7)
    await seen(database, MAX, 7)
    assert await counts_apart(database)


async def test_what_is_sent_in_groups_or_not_sent_yet_shows_nothing(database: Database) -> None:
    await sent(database, GROUP, 3, 9)
    await seen(database, GROUP, 7)
    await seen(database, LÉA, 7)
    outbox = Outbox(database)
    await outbox.notice("parts", TELEGRAM, str(LÉA), lane_of(LÉA), {}, NOON)
    (waiting,) = await outbox.take(NOON, NOON)
    await outbox.begin_try(waiting.id, 7)
    await outbox.advance(waiting.id, 8, NOON)
    await outbox.begin_try(waiting.id, 8)  # its second part, of which nothing is known yet
    assert not await counts_apart(database)


@pytest.mark.parametrize(("chat", "shared"), [(LÉA, True), (GROUP, True), (SUPERGROUP, False)])
def test_supergroups_have_their_own_counter(chat: int, shared: bool) -> None:
    assert shares_counter(chat) is shared


async def kept(database: Database, *about: tuple[int, int, bool]) -> None:
    """Keep updates about messages of that chat and number, new or not."""
    updates = [Update(id, chat, {}, number=number, new=new) for id, (chat, number, new) in enumerate(about)]
    await TelegramUpdates(database).keep(BOT, updates, NOON)


async def test_the_mark_is_the_greatest_number_that_came_or_left_where_the_counter_is_shared(
    database: Database,
) -> None:
    assert await mark(database) == 0
    await kept(database, (LÉA, 7, True), (GROUP, 9, True), (MAX, 8, True), (SUPERGROUP, 900, True))
    assert await mark(database) == 9
    await sent(database, LÉA, 12, 9)
    await sent(database, SUPERGROUP, 901, 900)
    assert await mark(database) == 12
    await seen(database, MAX, 11)
    assert await mark(database) == 12


async def test_the_numbers_of_each_chat_are_those_of_its_contact_and_ours(database: Database) -> None:
    chats = TelegramChats(database)
    await kept(database, (LÉA, 7, True), (SUPERGROUP, 900, True), (LÉA, 5, True))
    await sent(database, LÉA, 12, 9)
    await sent(database, SUPERGROUP, 901, 900)
    assert [await chats.greatest(chat) for chat in (LÉA, SUPERGROUP, MAX)] == [12, 901, 0]


async def test_an_old_message_that_is_edited_or_pressed_says_nothing_of_what_came_after(
    database: Database,
) -> None:
    await kept(database, (LÉA, 7, False))
    assert (await mark(database), await TelegramChats(database).greatest(LÉA)) == (0, 0)
    await kept(database, (LÉA, 7, True), (LÉA, 9, False))
    assert (await mark(database), await TelegramChats(database).greatest(LÉA)) == (9, 9)


async def test_the_mark_outlives_all_that_it_comes_from(database: Database) -> None:
    chats, outbox = TelegramChats(database), Outbox(database)
    await kept(database, (LÉA, 7, True))
    await sent(database, LÉA, 12, 9)
    await outbox.forget_lane(lane_of(LÉA))
    await chats.forget_strangers()
    assert (await mark(database), await chats.greatest(LÉA)) == (12, 0)


async def test_what_is_erased_while_it_leaves_raises_the_mark_and_recalls_no_chat(
    database: Database,
) -> None:
    outbox = Outbox(database)
    await outbox.notice("one", TELEGRAM, str(LÉA), lane_of(LÉA), {}, NOON)
    await outbox.forget_lane(lane_of(LÉA))
    await outbox.sent(1, NOON, part=12)
    assert (await mark(database), await TelegramChats(database).greatest(LÉA)) == (12, 0)


async def test_a_part_counts_as_a_message(database: Database) -> None:
    outbox = Outbox(database)
    await outbox.notice("one", TELEGRAM, str(LÉA), lane_of(LÉA), {}, NOON)
    await outbox.advance(1, 12, NOON)
    assert await mark(database) == 12
