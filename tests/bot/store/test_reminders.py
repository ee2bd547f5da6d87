from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from anyio import create_task_group

from bot.conversations.errors import UnknownConversation
from bot.desk import Reception
from bot.procedure.reminders import ReminderJob
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.reminders import Reminders, Told
from bot.store.stores import Stores, make_stores
from bot.talk.hub import Hub
from knowledge.documents import Call, Corpus
from tests.bot.clocks import Clock
from tests.bot.desks import FakeDesk
from tests.bot.store.made_up import NOON, begun

CLOSES = NOON + timedelta(days=30)


@pytest.fixture
def reminders(database: Database) -> Reminders:
    return Reminders(database)


async def test_who_wants_a_reminder_may_take_that_back(
    reminders: Reminders, conversations: Conversations
) -> None:
    await begun(conversations)
    found = [await reminders.of("c1")]
    for wanted in (True, True, False, False):
        await reminders.set("c1", wanted, NOON)
        found.append(await reminders.of("c1"))
    assert found == [False, True, True, False, False]
    assert await reminders.wanted() == []


async def test_asking_again_does_not_forget_what_was_told(
    reminders: Reminders, conversations: Conversations
) -> None:
    for id in ("c1", "c2"):
        await begun(conversations, id, contact=f"of {id}")
        await reminders.set(id, True, NOON)
    told = Told("c2", CLOSES - timedelta(days=7), noted=True, closes=CLOSES, days=7)
    await reminders.note(told)
    await reminders.set("c2", True, CLOSES)
    assert await reminders.wanted() == [Told("c1", NOON), told]


async def test_what_was_told_is_not_kept_of_who_took_it_back(
    reminders: Reminders, conversations: Conversations
) -> None:
    await begun(conversations)
    await reminders.set("c1", True, NOON)
    (told,) = await reminders.wanted()
    await reminders.set("c1", False, NOON)
    await reminders.note(replace(told, days=7))
    assert await reminders.wanted() == []


async def test_an_erased_conversation_is_reminded_of_nothing(
    reminders: Reminders, conversations: Conversations
) -> None:
    await begun(conversations)
    await reminders.set("c1", True, NOON)
    await conversations.erase("c1")
    assert await reminders.wanted() == []
    for wanted in (True, False):
        with pytest.raises(UnknownConversation):
            await reminders.set("c1", wanted, NOON)


async def test_processes_that_look_at_once_remind_each_contact_once(
    reminders: Reminders, conversations: Conversations, url: str
) -> None:
    ids = [f"c{number}" for number in range(5)]
    for id in ids:
        await begun(conversations, id, contact=f"of {id}")
        await reminders.set(id, True, NOON)
        await reminders.note(Told(id, NOON, noted=True, closes=CLOSES))
    processes = [make_stores(url) for _ in range(4)]
    desk = FakeDesk(corpus=Corpus(Call("eig4", "EIG 4", closes=CLOSES), (), ()))
    clock = Clock(CLOSES - timedelta(days=7))
    sent: list[int] = []

    async def look(stores: Stores) -> None:
        sent.append(await ReminderJob(stores, Reception(desk), Hub(), clock, UTC).look())

    async with create_task_group() as group:
        for stores in processes:
            group.start_soon(look, stores)
    for stores in processes:
        await stores.close()
    assert sum(sent) == 5
    for id in ids:
        assert len(await conversations.messages(id)) == 1
    assert {told.days for told in await reminders.wanted()} == {7}


async def test_nothing_is_kept_once_the_call_has_closed(
    reminders: Reminders, conversations: Conversations
) -> None:
    await begun(conversations)
    await reminders.set("c1", True, NOON)
    await reminders.forget_all()
    assert not await reminders.of("c1")
