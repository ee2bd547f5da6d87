"""What staff are writing is kept, and seen by the others as being written, on both databases."""

from asyncio import gather
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.conversations.errors import UnknownConversation
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.drafts import Draft, Drafts
from tests.bot.store.made_up import ANNE, BRUNO, NOON, TOMORROW, add_staff, asked

CITATION: Mapping[str, Any] = {"document": "communique", "quote": "« des entreprises »", "page": None}


@pytest.fixture
async def drafts(conversations: Conversations, database: Database) -> Drafts:
    await asked(conversations)
    await add_staff(database, ANNE, BRUNO)
    return Drafts(database)


async def test_a_draft_comes_back_as_it_was_kept(drafts: Drafts) -> None:
    await drafts.keep("c1", ANNE, "Bonjour,\n\nL’été ", [CITATION], NOON)
    assert await drafts.get("c1", ANNE) == Draft("Bonjour,\n\nL’été ", (CITATION,), NOON)
    assert await drafts.get("c1", BRUNO) is None
    assert await drafts.get("c2", ANNE) is None


async def test_the_last_one_takes_the_place_of_the_earlier(drafts: Drafts) -> None:
    await drafts.keep("c1", ANNE, "Bonjour", [CITATION], NOON)
    await drafts.keep("c1", BRUNO, "Bonsoir", [], NOON)
    await drafts.keep("c1", ANNE, "Bonjour,", [], TOMORROW)
    assert await drafts.get("c1", ANNE) == Draft("Bonjour,", (), TOMORROW)
    assert await drafts.get("c1", BRUNO) == Draft("Bonsoir", (), NOON)


async def test_two_windows_may_keep_the_same_draft_at_once(drafts: Drafts) -> None:
    await gather(*(drafts.keep("c1", ANNE, f"Bonjour {n}", [], NOON) for n in range(8)))
    kept = await drafts.get("c1", ANNE)
    assert kept is not None
    assert kept.text.startswith("Bonjour ")


@pytest.mark.parametrize("nothing", ["", " \n"])
async def test_a_draft_that_says_nothing_is_none(drafts: Drafts, nothing: str) -> None:
    await drafts.keep("c1", ANNE, "Bonjour", [], NOON)
    await drafts.keep("c1", ANNE, nothing, [], NOON)
    assert await drafts.get("c1", ANNE) is None
    await drafts.keep("c1", ANNE, nothing, [CITATION], NOON)
    assert await drafts.get("c1", ANNE) == Draft(nothing, (CITATION,), NOON)


async def test_a_draft_is_dropped(drafts: Drafts) -> None:
    await drafts.keep("c1", ANNE, "Bonjour", [], NOON)
    await drafts.keep("c1", BRUNO, "Bonsoir", [], NOON)
    await drafts.drop("c1", ANNE)
    await drafts.drop("c1", ANNE)
    assert await drafts.get("c1", ANNE) is None
    assert await drafts.get("c1", BRUNO) is not None


async def test_who_is_typing_is_seen_by_the_others(drafts: Drafts, conversations: Conversations) -> None:
    await asked(conversations, "c2")
    await drafts.keep("c1", ANNE, "Bonjour", [], NOON)
    await drafts.keep("c1", BRUNO, "Bonsoir", [], TOMORROW)
    assert await drafts.typing("c1", NOON) == [(BRUNO, TOMORROW), (ANNE, NOON)]
    assert await drafts.typing("c1", NOON, but=BRUNO) == [(ANNE, NOON)]
    assert await drafts.typing("c1", NOON + timedelta(seconds=1), but=BRUNO) == []
    assert await drafts.typing("c2", NOON) == []


async def test_drafts_go_with_their_conversation(drafts: Drafts, conversations: Conversations) -> None:
    await drafts.keep("c1", ANNE, "Bonjour", [], NOON)
    await conversations.erase("c1")
    assert await drafts.get("c1", ANNE) is None
    with pytest.raises(UnknownConversation):
        await drafts.keep("c1", ANNE, "Bonjour", [], NOON)
