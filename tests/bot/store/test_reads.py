"""How far each person of the staff has read is kept, and never goes back, on both databases."""

from asyncio import gather

import pytest

from bot.conversations.errors import UnknownConversation
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.reads import Reads
from tests.bot.store.made_up import ANNE, BRUNO, add_staff, asked


@pytest.fixture
async def reads(conversations: Conversations, database: Database) -> Reads:
    await asked(conversations)
    await asked(conversations, "c2")
    await add_staff(database, ANNE, BRUNO)
    return Reads(database)


async def test_each_person_has_read_their_own_way(reads: Reads) -> None:
    await reads.mark("c1", ANNE, 3)
    await reads.mark("c2", ANNE, 1)
    await reads.mark("c1", BRUNO, 2)
    assert await reads.of(ANNE, ["c1", "c2", "c3"]) == {"c1": 3, "c2": 1}
    assert await reads.of(ANNE, ["c2"]) == {"c2": 1}
    assert await reads.of(BRUNO, ["c1", "c2"]) == {"c1": 2}
    assert await reads.of(ANNE, []) == {}


async def test_nobody_unsees_what_they_saw(reads: Reads) -> None:
    await reads.mark("c1", ANNE, 3)
    await reads.mark("c1", ANNE, 2)
    assert await reads.of(ANNE, ["c1"]) == {"c1": 3}
    await reads.mark("c1", ANNE, 4)
    assert await reads.of(ANNE, ["c1"]) == {"c1": 4}


async def test_pages_that_mark_at_once_keep_the_furthest(reads: Reads) -> None:
    await gather(*(reads.mark("c1", ANNE, number) for number in (5, 9, 1, 7)))
    assert await reads.of(ANNE, ["c1"]) == {"c1": 9}


async def test_marks_go_with_their_conversation(reads: Reads, conversations: Conversations) -> None:
    await reads.mark("c1", ANNE, 3)
    await conversations.erase("c1")
    assert await reads.of(ANNE, ["c1"]) == {}
    with pytest.raises(UnknownConversation):
        await reads.mark("c1", ANNE, 3)
