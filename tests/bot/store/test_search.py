"""Conversations are found by the words of their messages, on both databases, whatever is typed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.search import MOST_WORDS, Search, words_sought
from tests.bot.store.made_up import ANNE, NOON, TOMORROW, asked, handed_off, says


@pytest.fixture
def search(database: Database) -> Search:
    return Search(database)


async def test_words_are_found_whatever_their_endings_accents_and_case(
    conversations: Conversations, search: Search
) -> None:
    await asked(conversations, "c1", "Une commune est-elle éligible ?")
    await asked(conversations, "c2", "Une association est-elle éligible ?")
    assert await search.conversations("COMMUNES eligibles") == ["c1"]
    assert await search.conversations("éligibilité") == []
    assert await search.conversations("communes associations") == []


async def test_the_conversation_that_spoke_of_it_last_comes_first_and_once(
    conversations: Conversations, search: Search
) -> None:
    for id in ("c1", "c2", "c3"):
        await asked(conversations, id, "Quel budget ?")
    await conversations.change("c1", says("Et le budget total ?", NOON + timedelta(hours=1)))
    assert await search.conversations("budget") == ["c1", "c3", "c2"]
    assert await search.conversations("budget", limit=2) == ["c1", "c3"]


async def test_the_last_word_may_be_unfinished_the_others_not(
    conversations: Conversations, search: Search
) -> None:
    await asked(conversations, text="Une subvention départementale")
    assert await search.conversations("subvention départ") == ["c1"]
    assert await search.conversations("départ subvention") == []


async def test_private_notes_and_the_question_as_understood_are_found(
    conversations: Conversations, search: Search
) -> None:
    await asked(conversations, text="Et pour nous ?")
    answer = {"decision": "clarification", "understood": "Quel calendrier pour une coopérative ?"}
    await conversations.change("c1", lambda c: c.answer("Précisez.", NOON, 1, answer))
    await conversations.change(
        "c1", lambda c: c.note(ANNE, "Anne", "Dossier Dupont, voir la préfecture", NOON)
    )
    assert await search.conversations("coopératives") == ["c1"]
    assert await search.conversations("dupont préfecture") == ["c1"]


async def test_what_is_erased_is_found_no_more(conversations: Conversations, search: Search) -> None:
    await asked(conversations)
    assert await search.conversations("commune") == ["c1"]
    await conversations.erase("c1")
    assert await search.conversations("commune") == []


@pytest.mark.parametrize("text", ["", "  ", "?!", "le la les", "« »", "*", '"'])
async def test_nothing_is_found_without_a_word(
    conversations: Conversations, search: Search, text: str
) -> None:
    await asked(conversations)
    assert await search.conversations(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '"commune" OR 1',
        "stems:commune",
        "commune* NEAR(",
        "commune AND",
        "NOT commune",
        "commune'; --",
        "commune & ! | <->",
        "(commune",
        "commune:*",
        "comm\x00une \\' \\",
        "\ud800 commune",
        "x" * 5_000,
        "a, b, " * 5_000,
        "1,5 ⑴ ½ ŉ _ __",
    ],
)
async def test_nothing_typed_is_taken_for_syntax(
    conversations: Conversations, search: Search, text: str
) -> None:
    await asked(conversations)
    await search.conversations(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
async def test_any_text_is_searched_without_a_fault(search: Search, text: str) -> None:
    assert isinstance(await search.conversations(text), list)


async def test_numbers_are_found(conversations: Conversations, search: Search) -> None:
    await handed_off(conversations)
    await conversations.change("c1", lambda c: c.said("Pour 1,5 million et 12.50 euros", NOON, TOMORROW))
    assert await search.conversations("1,5") == ["c1"]
    assert await search.conversations("12.50 euros") == ["c1"]


def test_so_many_words_count_the_last_one_always() -> None:
    words = [f"mot{number}" for number in range(50)]
    assert words_sought(" ".join(words)) == [*words[: MOST_WORDS - 1], "mot49"]
