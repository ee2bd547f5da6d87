import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import anyio
import pytest

from bot.errors import DeskBusy
from bot.store.telegram_updates import TelegramUpdates, Update
from bot.telegram import dispatch as module
from bot.telegram.api import Unavailable, Wait
from bot.telegram.dispatch import RETRIES, Dispatch
from bot.telegram.order import Order
from knowledge.errors import StoreUnavailable


class FakeUpdates(TelegramUpdates):
    """Updates kept in memory, by a database that may be away."""

    def __init__(self, *updates: Update) -> None:
        self.waiting = {update.id: update for update in updates}
        self.away = False
        self.ended: list[int] = []

    def _ask(self) -> None:
        if self.away:
            raise StoreUnavailable("sqlite://", "elle ne répond pas")

    async def heads(self, bot: int, limit: int, without: Collection[int] = ()) -> list[Update]:
        """Return the first of each chat."""
        assert bot == 1
        self._ask()
        firsts: dict[int, Update] = {}
        for _, update in sorted(self.waiting.items()):
            firsts.setdefault(update.chat, update)
        return [update for update in firsts.values() if update.chat not in without][:limit]

    async def failed(self, bot: int, id: int) -> int:  # noqa: ARG002 - one bot
        """Count a failure."""
        self._ask()
        self.waiting[id] = replace(self.waiting[id], attempts=self.waiting[id].attempts + 1)
        return self.waiting[id].attempts

    async def end(self, bot: int, id: int) -> None:  # noqa: ARG002 - one bot
        """Forget an update."""
        self._ask()
        del self.waiting[id]
        self.ended.append(id)


@dataclass
class Hands:
    """Notes what is carried out, and fails as it is told to."""

    began: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    errors: dict[int, list[BaseException]] = field(default_factory=lambda: defaultdict(list))
    busy: set[int] = field(default_factory=set)
    most: int = 0
    lasts: float = 0.0

    async def carry_out(self, update: Update) -> None:
        """Carry an update out; two of a chat at once are a fault."""
        assert update.chat not in self.busy
        self.busy.add(update.chat)
        self.began.append(update.id)
        self.most = max(self.most, len(self.busy))
        try:
            await anyio.sleep(self.lasts)
            if self.errors[update.id]:
                raise self.errors[update.id].pop(0)
            self.done.append(update.id)
        finally:
            self.busy.discard(update.chat)

    async def give_up(self, update: Update) -> None:
        """Note that it was given up."""
        self.given_up.append(update.id)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second of waiting last ten milliseconds."""
    monkeypatch.setattr(module, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.1)


@asynccontextmanager
async def running(dispatch: Dispatch) -> AsyncIterator[None]:
    async with anyio.create_task_group() as group:
        group.start_soon(dispatch.run)
        yield
        group.cancel_scope.cancel()


async def until(told: Callable[[], object]) -> None:
    with anyio.fail_after(5):
        while not told():  # noqa: ASYNC110 - nothing rings when a fake has done its work
            await anyio.sleep(0.005)


def update(id: int, chat: int) -> Update:
    return Update(id, chat, {"update_id": id, "message": {"text": "mon secret"}})


async def test_updates_of_a_chat_are_carried_out_one_after_the_other_in_order() -> None:
    updates = FakeUpdates(*(update(id, chat=5) for id in (3, 1, 2)))
    hands = Hands(lasts=0.01)
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    assert hands.done == [1, 2, 3] == updates.ended
    assert hands.given_up == []


async def test_several_chats_are_served_at_once_but_no_more_than_there_are_hands() -> None:
    updates = FakeUpdates(*(update(id, chat=id % 20) for id in range(60)))
    hands = Hands(lasts=0.005)
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up, at_once=4)):
        await until(lambda: not updates.waiting)
    assert hands.most == 4
    for chat in range(20):
        assert [id for id in hands.done if id % 20 == chat] == [chat, chat + 20, chat + 40]


async def test_more_chats_than_are_looked_up_at_once_are_all_served() -> None:
    updates = FakeUpdates(*(update(id, chat=id) for id in range(3 * module.LOOK)))
    hands = Hands()
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    assert sorted(hands.done) == list(range(3 * module.LOOK))


async def test_an_update_that_comes_later_is_carried_out_at_once() -> None:
    updates, hands = FakeUpdates(), Hands()
    dispatch = Dispatch(updates, 1, hands.carry_out, hands.give_up)
    async with running(dispatch):
        await anyio.sleep(0.02)
        updates.waiting[7] = update(7, chat=5)
        dispatch.ring()
        with anyio.fail_after(0.5):
            await until(lambda: hands.done == [7])


@pytest.mark.parametrize("error", [DeskBusy(), StoreUnavailable("sqlite://", "elle dort"), Unavailable()])
async def test_what_may_pass_is_tried_again_and_those_after_it_in_the_chat_wait(error: Exception) -> None:
    updates = FakeUpdates(update(1, chat=5), update(2, chat=5), update(3, chat=6))
    hands = Hands()
    hands.errors[1] = [error] * (RETRIES + 3)
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    assert hands.done == [3, 1, 2]
    assert hands.began.count(1) == RETRIES + 4
    assert hands.given_up == []


async def test_telegram_says_how_long_to_wait() -> None:
    updates, hands = FakeUpdates(update(1, chat=5)), Hands()
    hands.errors[1] = [Wait(0.2)]
    began = anyio.current_time()
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    assert anyio.current_time() - began >= 0.2


async def test_why_updates_wait_is_said_once_and_that_they_go_on(caplog: pytest.LogCaptureFixture) -> None:
    updates, hands = FakeUpdates(update(1, chat=5)), Hands()
    hands.errors[1] = [DeskBusy() for _ in range(5)]
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    waits, goes_on = caplog.messages
    assert waits.endswith(str(DeskBusy())) and goes_on.endswith("de nouveau en marche.")


async def test_an_update_that_fails_in_an_unforeseen_way_is_given_up_after_three_more_tries(
    caplog: pytest.LogCaptureFixture,
) -> None:
    updates = FakeUpdates(update(1, chat=5), update(2, chat=5))
    hands = Hands()
    hands.errors[1] = [KeyError("mon secret") for _ in range(9)]
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    assert hands.began == [1] * (1 + RETRIES) + [2]
    assert hands.given_up == [1]
    assert updates.ended == [1, 2]
    assert "KeyError" in caplog.text and "carry_out" in caplog.text
    assert "secret" not in caplog.text


async def test_what_failed_once_by_a_fault_and_then_passes_is_not_given_up() -> None:
    updates, hands = FakeUpdates(update(1, chat=5)), Hands()
    hands.errors[1] = [RuntimeError("?")] * RETRIES
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await until(lambda: not updates.waiting)
    assert hands.done == [1] and hands.given_up == []


async def test_a_chat_goes_on_even_when_giving_up_fails_too() -> None:
    updates, hands = FakeUpdates(update(1, chat=5), update(2, chat=5)), Hands()
    hands.errors[1] = [RuntimeError("?")] * 9

    async def give_up(_: Update) -> None:
        raise RuntimeError("also")

    async with running(Dispatch(updates, 1, hands.carry_out, give_up)):
        await until(lambda: not updates.waiting)
    assert hands.done == [2] and updates.ended == [1, 2]


async def test_giving_up_waits_for_the_database_too() -> None:
    updates, hands = FakeUpdates(replace(update(1, chat=5), attempts=RETRIES + 1)), Hands()
    told: list[str] = []

    async def give_up(_: Update) -> None:
        told.append("tried")
        if len(told) < 3:
            raise StoreUnavailable("sqlite://", "elle dort")

    async with running(Dispatch(updates, 1, hands.carry_out, give_up)):
        await until(lambda: not updates.waiting)
    assert len(told) == 3 and hands.began == []


async def test_an_update_that_hangs_holds_neither_its_chat_nor_a_hand_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    updates, hands = FakeUpdates(update(1, chat=5)), Hands(lasts=60)
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up, at_once=1)):
        await until(lambda: not updates.waiting)
    assert hands.given_up == [1]


async def test_updates_wait_for_a_database_that_is_away() -> None:
    updates, hands = FakeUpdates(update(1, chat=5)), Hands()
    updates.away = True
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up)):
        await anyio.sleep(0.05)
        assert hands.began == []
        updates.away = False
        await until(lambda: not updates.waiting)
    assert hands.done == [1]


async def test_a_chat_that_writes_too_much_waits_and_loses_nothing() -> None:
    updates = FakeUpdates(*(update(id, chat=5) for id in range(5)), update(9, chat=6), update(10, chat=0))
    seconds = [100.0]
    hands = Hands()
    dispatch = Dispatch(updates, 1, hands.carry_out, hands.give_up, per_minute=2, clock=lambda: seconds[0])
    async with running(dispatch):
        await until(lambda: len(hands.done) == 4)
        await anyio.sleep(0.03)
        assert sorted(hands.done) == [0, 1, 9, 10]
        seconds[0] += 60
        dispatch.ring()
        await until(lambda: len(hands.done) == 6)
        seconds[0] += 60
        dispatch.ring()
        await until(lambda: not updates.waiting)
    assert [id for id in hands.done if id < 5] == [0, 1, 2, 3, 4]


async def test_what_is_tried_again_counts_once_against_its_chat() -> None:
    updates = FakeUpdates(update(1, chat=5), update(2, chat=5))
    hands = Hands()
    hands.errors[1] = [DeskBusy(), RuntimeError("?"), DeskBusy()]
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up, per_minute=2)):
        await until(lambda: not updates.waiting)
    assert hands.done == [1, 2]


async def test_an_update_of_a_webhook_waits_for_the_one_before_it() -> None:
    updates, hands, order = FakeUpdates(update(12, chat=5)), Hands(), Order(patience=0.3)
    order.came(12)
    dispatch = Dispatch(updates, 1, hands.carry_out, hands.give_up, order=order)
    async with running(dispatch):
        await anyio.sleep(0.05)
        assert hands.began == []
        updates.waiting[11] = update(11, chat=5)
        order.came(11)
        dispatch.ring()
        await until(lambda: not updates.waiting)
    assert hands.done == [11, 12]


async def test_early_updates_are_looked_for_no_more_often_than_there_is_reason_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LOOK", 3)
    updates, hands, order = FakeUpdates(*(update(id, id) for id in range(5))), Hands(), Order(patience=0.2)
    for id in range(5):
        order.came(id)
    looks: list[int] = []
    heads = updates.heads

    async def counted(bot: int, limit: int, without: Collection[int] = ()) -> list[Update]:
        looks.append(len(without))
        return await heads(bot, limit, without)

    monkeypatch.setattr(updates, "heads", counted)
    async with running(Dispatch(updates, 1, hands.carry_out, hands.give_up, order=order)):
        await until(lambda: not updates.waiting)
    assert len(looks) < 20


async def test_what_is_under_way_when_told_to_stop_stays_for_the_next_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    updates, hands = FakeUpdates(*(update(id, chat=id) for id in range(4))), Hands(lasts=60)
    dispatch = Dispatch(updates, 1, hands.carry_out, hands.give_up, at_once=2)
    async with running(dispatch):
        await until(lambda: len(hands.began) == 2)
    assert hands.done == [] == updates.ended
    hands.lasts = 0
    async with running(dispatch):
        await until(lambda: not updates.waiting)
    assert sorted(hands.done) == [0, 1, 2, 3]
    assert [record for record in caplog.records if record.name == module.__name__] == []
