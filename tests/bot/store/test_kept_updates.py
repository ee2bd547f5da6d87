"""An update is kept once, taken in the order of its chat, and forgotten once it is carried out."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.telegram_schema import telegram_update_table
from bot.store.telegram_updates import TelegramUpdates, Update
from tests.bot.store.made_up import NOON

BOT, OTHER_BOT = 5_000_000_001, 5_000_000_002
ANNE, BRUNO = 4_200_000_000, -1_001_234_567_890


@pytest.fixture
def updates(database: Database) -> TelegramUpdates:
    return TelegramUpdates(database)


def update(id: int, chat: int = ANNE) -> Update:
    return Update(id, chat, {"update_id": id, "message": {"text": "é"}})


async def heads(updates: TelegramUpdates, *without: int, limit: int = 9) -> list[int]:
    return [each.id for each in await updates.heads(BOT, limit, without)]


async def test_an_update_comes_back_as_it_was(updates: TelegramUpdates) -> None:
    assert await updates.keep(BOT, [update(1)], NOON) == 1
    assert await updates.heads(BOT, 9) == [update(1)]


async def test_the_same_one_twice_is_kept_once_and_as_it_was(updates: TelegramUpdates) -> None:
    assert await updates.keep(BOT, [update(1), update(2)], NOON) == 2
    assert await updates.keep(BOT, [Update(1, ANNE, {"other": True}), update(3)], NOON) == 1
    assert await updates.keep(BOT, [update(1), update(2), update(3)], NOON) == 0
    assert await updates.heads(BOT, 9) == [update(1)]
    assert await updates.keep(BOT, [], NOON) == 0


async def test_one_that_ended_and_comes_again_is_not_carried_out_again(updates: TelegramUpdates) -> None:
    await updates.keep(BOT, [update(1)], NOON)
    await updates.end(BOT, 1)
    assert await updates.keep(BOT, [update(1)], NOON) == 0
    assert await heads(updates) == []


async def test_the_first_of_each_chat_comes_first(updates: TelegramUpdates) -> None:
    await updates.keep(BOT, [update(4, BRUNO), update(3), update(2, BRUNO), update(5, 0)], NOON)
    await updates.keep(BOT, [update(1)], NOON)
    assert await heads(updates) == [1, 2, 5]
    assert await heads(updates, limit=2) == [1, 2]
    assert await heads(updates, ANNE) == [2, 5]
    await updates.end(BOT, 1)
    await updates.end(BOT, 2)
    assert await heads(updates) == [3, 4, 5]


async def test_each_bot_has_its_own(updates: TelegramUpdates) -> None:
    await updates.keep(BOT, [update(1)], NOON)
    assert await updates.keep(OTHER_BOT, [update(1)], NOON) == 1
    await updates.end(BOT, 1)
    assert await heads(updates) == []
    assert [each.id for each in await updates.heads(OTHER_BOT, 9)] == [1]


async def test_failures_are_counted(updates: TelegramUpdates) -> None:
    await updates.keep(BOT, [update(1)], NOON)
    assert [await updates.failed(BOT, 1) for _ in range(2)] == [1, 2]
    assert [each.attempts for each in await updates.heads(BOT, 9)] == [2]
    assert await updates.failed(BOT, 2) == 0


async def remembered(database: Database, column: str) -> list[int]:
    table = telegram_update_table.c
    async with database.reading() as connection:
        return list((await connection.execute(select(table[column]).order_by(table.id))).scalars())


async def test_nothing_is_left_of_one_that_ended_but_its_number(
    updates: TelegramUpdates, database: Database
) -> None:
    await updates.keep(BOT, [update(1), update(2, BRUNO), update(3)], NOON)
    await updates.end(BOT, 1)
    await updates.end(BOT, 3)
    assert await heads(updates) == [2]
    assert await remembered(database, "id") == [1, 2, 3]
    assert await remembered(database, "chat") == [0, BRUNO, 0]
    async with database.reading() as connection:
        blank = select(func.count()).where(telegram_update_table.c.payload.is_(None))
        assert (await connection.execute(blank)).scalar() == 2


async def test_those_that_are_old_are_dropped_of_any_bot_even_if_they_wait_and_no_other(
    updates: TelegramUpdates, database: Database
) -> None:
    await updates.keep(BOT, [update(1), update(2)], NOON)
    await updates.keep(OTHER_BOT, [update(3)], NOON)
    await updates.keep(BOT, [update(4), update(5)], NOON + timedelta(seconds=1))
    await updates.end(BOT, 1)
    await updates.end(BOT, 4)
    await updates.drop(NOON + timedelta(seconds=1))
    assert await remembered(database, "id") == [4, 5]
    assert await heads(updates) == [5]
