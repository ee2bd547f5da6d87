from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.store.telegram_chats import TelegramChats
from bot.store.telegram_numbers import mark
from bot.store.telegram_updates import TelegramUpdates, Update
from bot.telegram.dispatch import Dispatch
from bot.telegram.order import PATIENCE, Order
from bot.telegram.receiving import NO_CHAT, Receiving, chat_of, number_of
from knowledge.errors import StoreUnavailable
from tests.bot.clocks import MONDAY, Clock
from tests.bot.databases import new_database

BOT = 123


def message(id: int, chat: int, text: str = "Bonjour") -> dict[str, Any]:
    return {"update_id": id, "message": {"message_id": id, "chat": {"id": chat}, "text": text}}


@pytest.fixture
async def updates(tmp_path: Path) -> AsyncIterator[TelegramUpdates]:
    async with new_database(tmp_path) as database:
        yield TelegramUpdates(database)


@pytest.mark.parametrize(
    ("about", "chat"),
    [
        ({"edited_message": {"chat": {"id": 5}}}, 5),
        ({"my_chat_member": {"chat": {"id": -7}, "from": {"id": 5}}}, -7),
        ({"callback_query": {"id": "1", "from": {"id": 9}, "message": {"chat": {"id": 5}}}}, 5),
        ({"callback_query": {"id": "1", "from": {"id": 9}, "inline_message_id": "2"}}, NO_CHAT),
        ({"message": {"chat": "none"}}, NO_CHAT),
        ({"message": {"chat": {"id": "5"}}}, NO_CHAT),
        ({"message": None}, NO_CHAT),
        ({}, NO_CHAT),
    ],
)
def test_the_chat_of_an_update_is_found_wherever_it_is_said(about: dict[str, Any], chat: int) -> None:
    assert chat_of({"update_id": 1, **about}) == chat


@pytest.mark.parametrize(
    ("about", "number"),
    [
        ({"message": {"message_id": 5}}, (5, True)),
        ({"edited_message": {"message_id": 5}}, (5, False)),
        ({"callback_query": {"id": "1", "message": {"message_id": 5, "date": 0}}}, (5, False)),
        ({"callback_query": {"id": "1", "inline_message_id": "2"}}, (0, False)),
        ({"my_chat_member": {"chat": {"id": 5}}}, (0, False)),
        ({"message": {"message_id": "5"}}, (0, False)),
        ({"message": None}, (0, False)),
    ],
)
def test_the_number_of_the_message_of_an_update_is_found(
    about: dict[str, Any], number: tuple[int, bool]
) -> None:
    assert number_of({"update_id": 1, **about}) == number


async def test_how_far_the_numbers_of_messages_have_come_is_kept(tmp_path: Path) -> None:
    async with new_database(tmp_path) as database:
        receiving = Receiving(TelegramUpdates(database), BOT, lambda: None, Clock())
        await receiving.keep([message(2, 5), message(4, 6), message(3, 5)])
        assert await mark(database) == 4
        assert await TelegramChats(database).greatest(5) == 3


async def test_updates_are_kept_whole_under_their_chats_then_the_bell_rings(updates: TelegramUpdates) -> None:
    kept_when_rung: list[list[Update]] = []
    rings: list[str] = []
    receiving = Receiving(updates, BOT, lambda: rings.append("rung"), Clock())
    await receiving.keep([message(2, 5), message(3, 6), message(4, 5)])
    kept_when_rung.append(await updates.heads(BOT, 10))
    assert rings == ["rung"]
    assert kept_when_rung == [[Update(2, 5, message(2, 5)), Update(3, 6, message(3, 6))]]


async def test_an_update_that_comes_again_once_it_was_carried_out_is_not_carried_out_again(
    updates: TelegramUpdates,
) -> None:
    receiving = Receiving(updates, BOT, lambda: None, Clock())
    await receiving.keep([message(2, 5)])
    await updates.end(BOT, 2)
    await receiving.keep([message(2, 5), message(3, 5)])
    assert [update.id for update in await updates.heads(BOT, 10)] == [3]


async def test_what_cannot_be_kept_is_not_said_to_have_come() -> None:
    class Away(TelegramUpdates):
        def __init__(self) -> None:
            pass

        async def keep(self, *_: object) -> int:
            raise StoreUnavailable("sqlite://", "elle ne répond pas")

    rings: list[str] = []
    order = Order()
    receiving = Receiving(Away(), BOT, lambda: rings.append("rung"), Clock(), order)
    with pytest.raises(StoreUnavailable):
        await receiving.keep([message(2, 5)])
    assert rings == [] and order.wait(2) == 0


async def test_the_order_of_a_webhook_hears_of_each_update(updates: TelegramUpdates) -> None:
    order = Order(clock=lambda: MONDAY.timestamp())
    await Receiving(updates, BOT, lambda: None, Clock(), order).keep([message(2, 5)])
    assert order.wait(2) == PATIENCE


async def test_a_burst_out_of_order_and_twice_is_carried_out_once_and_in_order(
    updates: TelegramUpdates,
) -> None:
    done: list[Update] = []

    async def carry_out(update: Update) -> None:
        await anyio.sleep(0.001)
        done.append(update)

    order = Order(patience=3.0)  # all of it must be kept within, on the slowest machine
    dispatch = Dispatch(updates, BOT, carry_out, carry_out, order=order)
    receiving = Receiving(updates, BOT, dispatch.ring, Clock(), order)
    numbers = (3, 1, 2, 0, 5, 4, 9, 8, 8, 7, 6, 3, 11, 10, *range(40, 11, -1))
    coming = [message(id, chat=id % 7 + 1) for id in numbers]
    async with anyio.create_task_group() as group:
        group.start_soon(dispatch.run)
        for update in coming:
            await receiving.keep([update])
        with anyio.fail_after(20):
            while len(done) < 41:  # noqa: ASYNC110 - nothing rings when all is done
                await anyio.sleep(0.01)
        await anyio.sleep(0.05)
        group.cancel_scope.cancel()
    assert sorted(update.id for update in done) == list(range(41))
    for chat in range(1, 8):
        own = [update.id for update in done if update.chat == chat]
        assert own == sorted(own)
    assert await updates.heads(BOT, 10) == []
