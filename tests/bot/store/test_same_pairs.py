"""What a model said of pairs of conversations holds for what they ask alone, on both databases."""

import numpy as np
import pytest

from bot.conversations.events import SYSTEM
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.same_pairs import Pair, SamePairs
from tests.bot.store.made_up import NOON, TOMORROW, asked

MAKER = "sense:hash"


@pytest.fixture
def pairs(database: Database) -> SamePairs:
    return SamePairs(database)


async def waits(conversations: Conversations, id: str, degrees: float, question: str = "") -> None:
    """Keep a conversation whose contact waits, and whose question points in a direction."""
    said = question or f"Question de {id} ?"
    await asked(conversations, id)
    await conversations.change(id, lambda c: c.hand_off("missing_knowledge", "", said, NOON, TOMORROW))
    angle = np.radians(degrees)
    sense = np.array([np.cos(angle), np.sin(angle)], dtype="<f4").tobytes()
    await conversations.keep_vector(id, MAKER, sense)


async def ids(pairs: SamePairs, id: str) -> list[str]:
    return [conversation.id for conversation in await pairs.near(id)]


async def test_only_those_in_doubt_are_to_be_judged_the_likeliest_first(
    conversations: Conversations, pairs: SamePairs
) -> None:
    for id, degrees in (("a", 0), ("b", 29), ("c", 5), ("d", 90)):
        await waits(conversations, id, degrees)
    found = await pairs.unjudged(9)
    assert [(pair.one, pair.other) for pair in found] == [("b", "c"), ("a", "b")]
    assert found[0].asked == ("Question de b ?", "Question de c ?")
    assert len(await pairs.unjudged(1)) == 1


async def test_a_pair_judged_is_not_judged_again_and_is_proposed_on_both_sides(
    conversations: Conversations, pairs: SamePairs
) -> None:
    for id, degrees in (("a", 0), ("b", 28), ("c", -28)):
        await waits(conversations, id, degrees)
    first, second = await pairs.unjudged(9)
    assert {first.one, second.one} == {"a"}
    for pair in (first, second):
        await pairs.keep(pair, pair.other == "b", "openai:m", NOON)
    assert await pairs.unjudged(9) == []
    assert [await ids(pairs, id) for id in "abc"] == [["b"], ["a"], []]


async def test_another_question_is_another_pair(conversations: Conversations, pairs: SamePairs) -> None:
    for id, degrees in (("a", 0), ("b", 28)):
        await waits(conversations, id, degrees)
    await pairs.keep(Pair("a", "b", ("Une autre ?", "Question de b ?")), True, "openai:m", NOON)
    assert await ids(pairs, "a") == []
    (pair,) = await pairs.unjudged(9)
    await pairs.keep(pair, True, "openai:m", NOON)
    assert await ids(pairs, "a") == ["b"]


async def test_only_those_that_wait_are_proposed(conversations: Conversations, pairs: SamePairs) -> None:
    for id, degrees in (("a", 0), ("b", 28)):
        await waits(conversations, id, degrees)
    (pair,) = await pairs.unjudged(9)
    await pairs.keep(pair, True, "openai:m", NOON)
    await conversations.change("b", lambda c: c.resolve(SYSTEM, NOON))
    assert await ids(pairs, "a") == []
    assert await ids(pairs, "b") == ["a"]


async def test_a_pair_goes_with_either_of_its_conversations(
    conversations: Conversations, pairs: SamePairs
) -> None:
    for id, degrees in (("a", 0), ("b", 28)):
        await waits(conversations, id, degrees)
    (pair,) = await pairs.unjudged(9)
    await pairs.keep(pair, True, "openai:m", NOON)
    await conversations.erase("b")
    assert await ids(pairs, "a") == []
    await pairs.keep(pair, True, "openai:m", NOON)
    assert await ids(pairs, "a") == []
