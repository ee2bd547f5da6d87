"""A delivery waits until it was made or given up, and one taker has it at a time, on both databases."""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.conversations.errors import UnknownConversation
from bot.store.audit import Audit
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.delivery_schema import delivery_table
from bot.store.outbox import Outbox, Waiting
from bot.tokens import digest
from tests.bot.databases import open_store_database
from tests.bot.store.made_up import ADDRESS, ANNE, NOON, handed_off, replies

LATER = NOON + timedelta(minutes=10)
MUCH_LATER = NOON + timedelta(days=1)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


async def replied(conversations: Conversations, *ids: str) -> None:
    """Let contacts who left an address have a reply, in the conversations of these names."""
    for id in ids:
        await handed_off(conversations, id, email=ADDRESS)
        await conversations.change(id, replies(ANNE))


async def test_a_reply_waits_to_be_delivered(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1")
    assert await outbox.take(NOON, LATER) == [Waiting(1, "c1:5:email", "email", ADDRESS, "c1", 5, 1)]


async def test_what_was_taken_is_left_alone_until_the_lease_ends(
    conversations: Conversations, outbox: Outbox
) -> None:
    await replied(conversations, "c1")
    await outbox.take(NOON, LATER)
    assert await outbox.take(LATER - timedelta(seconds=1), MUCH_LATER) == []
    (again,) = await outbox.take(LATER, MUCH_LATER)
    assert (again.key, again.attempts) == ("c1:5:email", 2)


async def test_nothing_is_taken_before_it_is_due(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1")
    assert await outbox.take(NOON - timedelta(seconds=1), LATER) == []


async def test_the_oldest_are_taken_first(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1", "c2", "c3")
    await outbox.failed(1, "Plus tard.", NOON + timedelta(minutes=1))
    assert [each.id for each in await outbox.take(LATER, MUCH_LATER, limit=2)] == [2, 3]
    assert [each.id for each in await outbox.take(LATER, MUCH_LATER, limit=2)] == [1]


async def test_each_is_taken_once_by_those_who_take_at_once(
    conversations: Conversations, outbox: Outbox, url: str
) -> None:
    ids = [f"c{n}" for n in range(12)]
    await replied(conversations, *ids)
    other = await open_store_database(url)  # another process, as far as the database knows
    takers = [outbox, Outbox(other)] * 4
    taken = await gather(*(taker.take(NOON, LATER, limit=3) for taker in takers))
    await other.close()
    assert sorted(each.conversation or "" for some in taken for each in some) == sorted(ids)


async def test_what_was_sent_is_not_taken_again(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1")
    await outbox.take(NOON, LATER)
    await outbox.sent(1, NOON)
    assert await outbox.take(MUCH_LATER, MUCH_LATER) == []
    assert (await outbox.counts())["sent"] == 1


async def test_what_failed_is_taken_when_it_is_due_again(
    conversations: Conversations, outbox: Outbox
) -> None:
    await replied(conversations, "c1")
    await outbox.take(NOON, MUCH_LATER)
    await outbox.failed(1, "Le serveur ne répond pas.", LATER)
    assert await outbox.take(LATER - timedelta(seconds=1), MUCH_LATER) == []
    assert [each.attempts for each in await outbox.take(LATER, MUCH_LATER)] == [2]


async def test_what_was_put_back_was_not_tried(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1")
    await outbox.take(NOON, MUCH_LATER)
    await outbox.put_back(1, NOON)
    assert [each.attempts for each in await outbox.take(NOON, MUCH_LATER)] == [1]


async def test_a_dead_letter_says_why_and_is_not_taken(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1")
    (waiting,) = await outbox.take(NOON, NOON)
    await outbox.dead(1, "L’adresse n’existe pas.", LATER)
    assert await outbox.take(MUCH_LATER, MUCH_LATER) == []
    (dead,) = await outbox.dead_letters()
    assert (dead.delivery, dead.error, dead.ended_at) == (waiting, "L’adresse n’existe pas.", LATER)
    assert dead.created_at == NOON


async def test_the_last_dead_letters_come_first(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1", "c2", "c3")
    for id, at in ((1, LATER), (2, MUCH_LATER), (3, NOON)):
        await outbox.dead(id, "Refusé.", at)
    assert [dead.delivery.id for dead in await outbox.dead_letters(limit=2)] == [2, 1]


async def test_staff_have_a_dead_letter_tried_again_from_the_start(
    conversations: Conversations, outbox: Outbox, database: Database
) -> None:
    await replied(conversations, "c1")
    await outbox.take(NOON, NOON)
    await outbox.dead(1, "Refusé.", NOON)
    assert await outbox.retry(1, ANNE, LATER)
    assert not await outbox.retry(1, ANNE, LATER)
    assert await outbox.dead_letters() == []
    assert [each.attempts for each in await outbox.take(LATER, MUCH_LATER)] == [1]
    last = (await Audit(database).page(action="delivery."))[0][1]
    assert (last.actor, last.action, last.object) == (ANNE, "delivery.retried", "c1")
    assert last.data == {"delivery": 1, "number": 5}


async def test_staff_give_a_delivery_up(
    conversations: Conversations, outbox: Outbox, database: Database
) -> None:
    await replied(conversations, "c1", "c2", "c3")
    await outbox.dead(2, "Refusé.", NOON)
    await outbox.sent(3, NOON)
    assert [await outbox.cancel(id, ANNE, NOON) for id in (1, 2, 3, 4)] == [True, True, False, False]
    assert await outbox.take(MUCH_LATER, MUCH_LATER) == []
    assert {state: count for state, count in (await outbox.counts()).items() if count} == {
        "sent": 1,
        "cancelled": 2,
    }
    assert len(await Audit(database).page(action="delivery.cancelled")) == 2


async def test_what_the_system_gives_up_is_no_act_of_staff(
    conversations: Conversations, outbox: Outbox, database: Database
) -> None:
    await replied(conversations, "c1")
    assert await outbox.cancel(1, "system", NOON)
    assert await Audit(database).page(action="delivery.") == []


async def test_a_taker_that_comes_late_does_not_undo_what_was_sent(
    conversations: Conversations, outbox: Outbox
) -> None:
    await replied(conversations, "c1")
    await outbox.sent(1, NOON)
    await outbox.failed(1, "Trop tard.", NOON)
    await outbox.dead(1, "Trop tard.", NOON)
    await outbox.put_back(1, NOON)
    assert (await outbox.counts())["sent"] == 1


async def test_what_was_sent_after_all_is_no_dead_letter(
    conversations: Conversations, outbox: Outbox
) -> None:
    await replied(conversations, "c1")
    await outbox.dead(1, "Le serveur ne répond pas.", NOON)
    await outbox.sent(1, NOON)
    assert {state: count for state, count in (await outbox.counts()).items() if count} == {"sent": 1}


async def kept(database: Database) -> list[tuple[str, str, bool]]:
    """The state and address of each delivery, and whether its secret is there."""
    table = delivery_table.c
    query = select(table.state, table.address, table.secret).order_by(table.id)
    async with database.reading() as connection:
        return [(row.state, row.address, bool(row.secret)) for row in await connection.execute(query)]


async def test_no_address_is_kept_of_what_was_sent_or_cancelled(
    conversations: Conversations, outbox: Outbox, database: Database
) -> None:
    await replied(conversations, "c1", "c2", "c3", "c4")
    await outbox.sent(1, NOON)
    await outbox.cancel(2, ANNE, NOON)
    await outbox.dead(3, "Refusé.", NOON)
    there = [("dead", ADDRESS, True), ("waiting", ADDRESS, True)]
    assert await kept(database) == [("sent", "", False), ("cancelled", "", False), *there]
    (one,) = await outbox.of_conversation("c1")
    assert (one.number, one.channel, one.address, one.state, one.ended_at) == (5, "email", "", "sent", NOON)


@pytest.mark.parametrize("address", ["", "autre@exemple.fr"])
async def test_nothing_goes_to_an_address_that_was_taken_back(
    conversations: Conversations, outbox: Outbox, database: Database, address: str
) -> None:
    await replied(conversations, "c1", "c2")
    await conversations.change("c1", replies(ANNE))
    await outbox.dead(1, "Refusé.", NOON)
    await conversations.change("c1", lambda c: c.leave_address(address, LATER))
    assert await kept(database) == [
        ("cancelled", "", False),
        ("waiting", ADDRESS, True),
        ("cancelled", "", False),
    ]
    assert [each.conversation for each in await outbox.take(MUCH_LATER, MUCH_LATER)] == ["c2"]
    if address:
        await conversations.change("c1", replies(ANNE))
        assert (await outbox.of_conversation("c1"))[-1].address == address


async def test_a_letter_has_one_token_until_its_address_is_taken_back(conversations: Conversations) -> None:
    await replied(conversations, "c1")
    first, again = [await conversations.letter_token("c1", 1, NOON) for _ in range(2)]
    assert first == again
    assert (await conversations.opened_by(digest(first))).id == "c1"
    await conversations.change("c1", lambda c: c.leave_address("", NOON))
    with pytest.raises(UnknownConversation):
        await conversations.opened_by(digest(first))
    assert await conversations.letter_token("c1", 1, NOON) == ""
    assert (await conversations.opened_by("digest of c1")).id == "c1"


async def test_who_takes_their_address_back_by_a_letter_keeps_their_conversation(
    conversations: Conversations,
) -> None:
    await replied(conversations, "c1")
    await conversations.change("c1", replies(ANNE))
    own, other = [await conversations.letter_token("c1", id, NOON) for id in (1, 2)]
    await conversations.change("c1", lambda c: c.leave_address("", NOON), own=digest(own))
    assert (await conversations.opened_by(digest(own))).id == "c1"
    with pytest.raises(UnknownConversation):
        await conversations.opened_by(digest(other))


async def test_what_waits_is_listed_the_next_one_first(conversations: Conversations, outbox: Outbox) -> None:
    await replied(conversations, "c1", "c2", "c3", "c4")
    await outbox.failed(1, "Le serveur ne répond pas.", LATER)
    await outbox.sent(4, NOON)
    late = await outbox.waiting()
    assert [(each.delivery.id, each.error, each.due_at) for each in late] == [
        (2, "", NOON),
        (3, "", NOON),
        (1, "Le serveur ne répond pas.", LATER),
    ]
    assert [each.delivery.id for each in await outbox.waiting(limit=1)] == [2]


async def test_nothing_waits_of_a_conversation_that_was_erased(
    conversations: Conversations, outbox: Outbox
) -> None:
    await replied(conversations, "c1")
    await conversations.erase("c1")
    assert await outbox.take(NOON, LATER) == []
    await outbox.sent(1, NOON)
    assert set((await outbox.counts()).values()) == {0}
