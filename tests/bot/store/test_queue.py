"""Staff find the conversations that they look for, in the order in which to answer them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.events import SYSTEM, Author
from bot.conversations.states import Channel
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.feedback import Feedback
from bot.store.queue import PREVIEW, Filters, Queue, View
from bot.store.reads import Reads
from tests.bot.store.made_up import (
    ANNE,
    BRUNO,
    NOON,
    QUESTION,
    TOMORROW,
    add_staff,
    asked,
    begun,
    claims,
    conversation,
    handed_off,
    replies,
    says,
)


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database)


async def ids(queue: Queue, filters: Filters, staff: str = ANNE) -> list[str]:
    """The conversations of the first page, which holds them all."""
    lines, total = await queue.page(filters, staff)
    assert total == len(lines)
    return [line.conversation.id for line in lines]


async def waits(
    conversations: Conversations, id: str, promised: datetime, reason: str = "requested", topic: str = ""
) -> None:
    """Keep a conversation whose contact waits for a person."""

    def hands_off(conversation: Conversation) -> Change[Conversation]:
        return conversation.hand_off(reason, topic, QUESTION, NOON, promised)

    await asked(conversations, id)
    await conversations.change(id, hands_off)


async def one_of_each(conversations: Conversations) -> None:
    """Keep a conversation with the assistant, one free, one of Anne who replied, one of Bruno, one ended."""
    await begun(conversations, "empty")
    await asked(conversations, "assistant")
    for id in ("free", "anne", "bruno", "ended"):
        await handed_off(conversations, id)
    await conversations.change("anne", replies(ANNE))
    await conversations.change("bruno", claims(BRUNO))
    await conversations.change("ended", lambda c: c.resolve(SYSTEM, NOON))


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (View.WAITING, {"free", "bruno"}),
        (View.MINE, {"bruno"}),
        (View.MINE_WAITING, {"bruno"}),
        (View.UNASSIGNED, {"free"}),
        (View.ASSISTANT, {"assistant"}),
        (View.RESOLVED, {"ended"}),
        (View.ALL, {"assistant", "free", "anne", "bruno", "ended"}),
    ],
)
async def test_each_view_shows_its_own_and_counts_them(
    conversations: Conversations, queue: Queue, view: View, found: set[str]
) -> None:
    await one_of_each(conversations)
    assert set(await ids(queue, Filters(view), BRUNO)) == found
    assert (await queue.counts(BRUNO))[view] == len(found)


async def test_what_one_replied_to_is_theirs_but_does_not_wait(
    conversations: Conversations, queue: Queue
) -> None:
    await one_of_each(conversations)
    assert await ids(queue, Filters(View.MINE)) == ["anne"]
    assert await ids(queue, Filters(View.MINE_WAITING)) == []


async def test_an_empty_database_has_empty_views(queue: Queue) -> None:
    assert await queue.page(Filters(), ANNE) == ([], 0)
    assert await queue.counts(ANNE) == dict.fromkeys(View, 0)


async def test_the_nearest_promise_comes_first(conversations: Conversations, queue: Queue) -> None:
    for id, days in (("late", 3), ("soon", 1), ("later", 5)):
        await waits(conversations, id, NOON + timedelta(days=days))
    assert await ids(queue, Filters()) == ["soon", "late", "later"]
    assert await ids(queue, Filters(View.UNASSIGNED)) == ["soon", "late", "later"]


async def test_among_mine_those_who_wait_come_before_those_who_do_not(
    conversations: Conversations, queue: Queue
) -> None:
    await waits(conversations, "replied", NOON)
    await conversations.change("replied", replies(ANNE))
    await waits(conversations, "waiting", TOMORROW)
    await conversations.change("waiting", claims(ANNE))
    assert await ids(queue, Filters(View.MINE)) == ["waiting", "replied"]


async def test_elsewhere_the_latest_change_comes_first(conversations: Conversations, queue: Queue) -> None:
    for id in ("c1", "c2", "c3"):
        await asked(conversations, id)
    await conversations.change("c2", says("Alors ?", NOON + timedelta(hours=1)))
    assert await ids(queue, Filters(View.ALL)) == ["c2", "c3", "c1"]


async def test_pages_follow_each_other(conversations: Conversations, queue: Queue) -> None:
    for number in range(5):
        await waits(conversations, f"c{number}", NOON + timedelta(days=number))
    pages = [await queue.page(Filters(), ANNE, page, size=2) for page in (0, 1, 2, 3, 4)]
    shown = [[line.conversation.id for line in lines] for lines, _ in pages]
    assert shown == [["c0", "c1"], ["c0", "c1"], ["c2", "c3"], ["c4"], []]
    assert {total for _, total in pages} == {5}


async def test_filters_add_up(conversations: Conversations, queue: Queue) -> None:
    await waits(conversations, "c1", NOON, "requested", "le budget")
    await waits(conversations, "c2", NOON, "requested", "le calendrier")
    await waits(conversations, "c3", NOON, "low_confidence", "le budget")
    await conversations.begin(replace(conversation("c4"), channel=Channel.TELEGRAM), "d")
    await conversations.change("c4", says("Une forêt ?"))
    assert set(await ids(queue, Filters(reason="requested"))) == {"c1", "c2"}
    assert await ids(queue, Filters(reason="requested", topic="le budget")) == ["c1"]
    assert await ids(queue, Filters(View.ALL, channel=Channel.TELEGRAM)) == ["c4"]
    assert await ids(queue, Filters(View.ALL, text="forêts")) == ["c4"]
    assert await ids(queue, Filters(View.WAITING, text="forêts")) == []
    assert await ids(queue, Filters(View.ALL, text="?")) == []
    assert len(await ids(queue, Filters(View.ALL, text=" "))) == 4


async def test_it_is_unread_until_one_has_read_what_the_contact_said_last(
    conversations: Conversations, queue: Queue, database: Database
) -> None:
    await add_staff(database, ANNE, BRUNO)
    await handed_off(conversations, "c1")
    await handed_off(conversations, "c2")
    await Reads(database).mark("c1", ANNE, 2)
    assert await ids(queue, Filters(unread=True)) == ["c2"]
    assert set(await ids(queue, Filters(unread=True), BRUNO)) == {"c1", "c2"}
    await conversations.change("c1", says("Alors ?"))
    lines, _ = await queue.page(Filters(unread=True), ANNE)
    assert {line.conversation.id: line.unread for line in lines} == {"c1": True, "c2": True}


async def test_what_staff_or_the_system_add_leaves_it_read(
    conversations: Conversations, queue: Queue, database: Database
) -> None:
    await add_staff(database, ANNE)
    await handed_off(conversations)
    await Reads(database).mark("c1", ANNE, 2)
    await conversations.change("c1", lambda c: c.tell("Réponse demain.", NOON))
    [line], _ = await queue.page(Filters(), ANNE)
    assert not line.unread


async def test_a_line_shows_the_last_thing_said_to_or_by_the_contact(
    conversations: Conversations, queue: Queue, database: Database
) -> None:
    await add_staff(database, ANNE)
    await asked(conversations, text="Bonjour,\n\n quel budget ?")
    await conversations.change("c1", lambda c: c.tell("Un instant.", NOON))
    await conversations.change("c1", lambda c: c.note(ANNE, "Anne", "À voir avec Bruno.", NOON))
    [line], _ = await queue.page(Filters(View.ALL), ANNE)
    assert line.preview is not None
    assert (line.preview.author, line.preview.text) == (Author.CONTACT, "Bonjour, quel budget ?")
    await conversations.change("c1", says("a" * 1_000))
    [line], _ = await queue.page(Filters(View.ALL), ANNE)
    assert line.preview is not None
    assert line.preview.text == "a" * (PREVIEW - 1) + "…"


async def test_a_line_names_who_has_it_and_tells_a_reply_that_was_of_no_use(
    conversations: Conversations, queue: Queue, database: Database
) -> None:
    await add_staff(database, ANNE)
    await handed_off(conversations, "c1")
    await handed_off(conversations, "c2")
    await conversations.change("c1", replies(ANNE))
    for useful in (True, False):
        await Feedback(database).give("c1", 4, useful, None, NOON)
        lines, _ = await queue.page(Filters(View.ALL), ANNE)
        found = {line.conversation.id: (line.assignee_name, line.disliked) for line in lines}
        assert found == {"c1": ("Anne", not useful), "c2": (None, False)}


async def test_reasons_and_topics_are_those_there_are_the_most_frequent_first(
    conversations: Conversations, queue: Queue
) -> None:
    await asked(conversations, "none")
    for id, reason, topic in (
        ("c1", "low_confidence", "b"),
        ("c2", "requested", "a"),
        ("c3", "requested", ""),
    ):
        await waits(conversations, id, NOON, reason, topic)
    assert list((await queue.reasons()).items()) == [("requested", 2), ("low_confidence", 1)]
    assert list((await queue.topics()).items()) == [("a", 1), ("b", 1)]


async def test_the_other_conversations_of_a_contact_are_found(
    conversations: Conversations, queue: Queue
) -> None:
    for id, contact in (("c1", "p1"), ("c2", "p1"), ("c3", "p1"), ("c4", "p2"), ("c5", "p1")):
        await begun(conversations, id, contact)
    for hours, id in enumerate(("c3", "c1", "c2", "c4")):
        await conversations.change(id, says("Bonjour", NOON + timedelta(hours=hours)))
    assert [other.id for other in await queue.others_of("p1", "c1")] == ["c2", "c3"]
