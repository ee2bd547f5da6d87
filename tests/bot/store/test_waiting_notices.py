"""Staff are told once of each conversation that begins to wait, on each database."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from anyio import create_task_group
from sqlalchemy import select

from bot.store.conversations import Conversations
from bot.store.database import Database, database_at
from bot.store.delivery_schema import delivery_table
from bot.store.waiting_notices import Notification, Waiters, WaitingNotices
from tests.bot.store.made_up import (
    ANNE,
    NOON,
    QUESTION,
    TOMORROW,
    add_staff,
    asked,
    claims,
    handed_off,
    replies,
    says,
)

LATER = NOON + timedelta(minutes=5)


class Writer:
    """Writes one delivery of a key of its own each time, and remembers what it was told of."""

    def __init__(self, *keys: str) -> None:
        self.told: list[Waiters] = []
        self._keys = list(keys)

    def __call__(self, waiters: Waiters) -> Sequence[Notification]:
        self.told.append(waiters)
        key = self._keys.pop(0) if self._keys else f"notice:{len(self.told)}"
        return [Notification(key, "notice", "ab12", {"first": "x"})]


@pytest.fixture
def notices(database: Database) -> WaitingNotices:
    return WaitingNotices(database)


async def kept(database: Database) -> list[Any]:
    async with database.reading() as connection:
        return list((await connection.execute(select(delivery_table).order_by(delivery_table.c.id))).all())


async def test_nobody_is_told_while_nobody_waits(
    notices: WaitingNotices, conversations: Conversations
) -> None:
    await asked(conversations)
    writer = Writer()
    assert not await notices.tell(writer, NOON)
    assert writer.told == []


async def test_several_that_wait_are_told_together_and_once(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    for id in ("c1", "c2"):
        await handed_off(conversations, id)
    writer = Writer()
    assert await notices.tell(writer, LATER)
    assert not await notices.tell(writer, LATER)
    assert writer.told == [Waiters(2, 2, {"missing_knowledge": 2}, TOMORROW, NOON, NOON)]
    (row,) = await kept(database)
    assert (row.key, row.channel, row.address, row.payload) == ("notice:1", "notice", "ab12", {"first": "x"})
    assert (row.conversation, row.number, row.lane, row.state) == (None, None, None, "waiting")
    assert (row.attempts, row.due_at, row.created_at) == (0, LATER, LATER)


async def test_one_who_comes_after_is_told_among_all(
    notices: WaitingNotices, conversations: Conversations
) -> None:
    await handed_off(conversations, "c1")
    writer = Writer()
    await notices.tell(writer, NOON)
    await asked(conversations, "c2")
    sooner = NOON + timedelta(hours=1)
    await conversations.change("c2", lambda c: c.hand_off("requested", "", QUESTION, LATER, sooner))
    assert await notices.tell(writer, LATER)
    assert writer.told[1] == Waiters(1, 2, {"requested": 1}, sooner, LATER, LATER)


async def test_one_who_was_answered_and_writes_again_waits_anew(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    await add_staff(database, ANNE)
    await handed_off(conversations)
    writer = Writer()
    assert await notices.tell(writer, NOON)
    await conversations.change("c1", says("Êtes-vous là ?", NOON + timedelta(minutes=1)))
    assert not await notices.tell(writer, LATER)
    await conversations.change("c1", replies(ANNE))
    assert not await notices.tell(writer, LATER)
    await conversations.change("c1", says("Et pour une association ?", LATER))
    assert await notices.tell(writer, LATER)
    assert [waiters.first for waiters in writer.told] == [NOON, LATER]


async def test_one_who_was_answered_before_the_look_is_not_told(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    await add_staff(database, ANNE)
    await handed_off(conversations)
    await conversations.change("c1", replies(ANNE))
    assert not await notices.tell(Writer(), LATER)


async def test_one_whom_somebody_took_still_waits(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    await add_staff(database, ANNE)
    await handed_off(conversations)
    await conversations.change("c1", claims(ANNE))
    assert await notices.tell(Writer(), LATER)


async def test_a_key_that_is_taken_keeps_everybody_for_the_next_time(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    await handed_off(conversations, "c1")
    await notices.tell(Writer("span 1"), NOON)
    await handed_off(conversations, "c2")
    assert not await notices.tell(Writer("span 1"), NOON)
    assert len(await kept(database)) == 1
    writer = Writer("span 2")
    assert await notices.tell(writer, LATER)
    assert writer.told[0].new == 1


async def test_two_addresses_are_told_of_all_or_none(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    await handed_off(conversations, "c1")
    await notices.tell(Writer("taken"), NOON)
    await handed_off(conversations, "c2")

    def both(_: Waiters) -> Sequence[Notification]:
        return [Notification(key, "notice", "", {}) for key in ("free", "taken")]

    assert not await notices.tell(both, LATER)
    assert [row.key for row in await kept(database)] == ["taken"]


async def test_processes_that_look_at_once_tell_once(
    database: Database, url: str, conversations: Conversations
) -> None:
    for number in range(20):
        await handed_off(conversations, f"c{number}")
    others = [database_at(url) for _ in range(3)]
    writers = [Writer(f"of process {number}") for number in range(4)]
    told: list[bool] = []

    async def look(at: Database, writer: Callable[[Waiters], Sequence[Notification]]) -> None:
        told.append(await WaitingNotices(at).tell(writer, LATER))

    async with create_task_group() as processes:
        for at, writer in zip((database, *others), writers, strict=True):
            processes.start_soon(look, at, writer)
    for other in others:
        await other.close()
    assert sorted(told) == [False, False, False, True]
    assert [waiters.new for writer in writers for waiters in writer.told] == [20]
    assert len(await kept(database)) == 1


async def test_who_still_waits_is_counted_anew(
    database: Database, notices: WaitingNotices, conversations: Conversations
) -> None:
    await add_staff(database, ANNE)
    for id in ("c1", "c2", "c3"):
        await handed_off(conversations, id)
    await conversations.change("c3", replies(ANNE))
    await conversations.change("c3", says("Encore une question", LATER))
    early = await notices.waiting(NOON, NOON)
    assert early == Waiters(2, 3, {"missing_knowledge": 2}, TOMORROW, NOON, NOON)
    for id in ("c1", "c2"):
        await conversations.change(id, replies(ANNE))
    assert await notices.waiting(NOON, NOON) is None
    late = await notices.waiting(NOON, LATER)
    assert late is not None
    assert (late.new, late.all) == (1, 1)


async def test_a_conversation_that_is_erased_was_never_told(
    notices: WaitingNotices, conversations: Conversations
) -> None:
    await handed_off(conversations)
    await notices.tell(Writer(), NOON)
    await conversations.erase("c1")
    assert await notices.waiting(NOON, NOON) is None
    assert not await notices.tell(Writer(), LATER)
