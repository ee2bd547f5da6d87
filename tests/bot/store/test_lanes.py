"""Of a lane, the first delivery alone may leave, each once, a pause apart, on both databases."""

from asyncio import gather
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from anyio import create_task_group, sleep
from sqlalchemy import select

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.conversations.states import Channel
from bot.store.conversations import Conversations, Transition
from bot.store.database import Database
from bot.store.delivery_schema import delivery_table
from bot.store.outbox import STAFF_AWAY, Outbox, Waiting
from tests.bot.databases import open_store_database
from tests.bot.store.made_up import ADDRESS, ANNE, NOON, handed_off, replies, says

SECOND = timedelta(seconds=1)
LEASE = NOON + timedelta(minutes=10)
MUCH_LATER = NOON + timedelta(days=1)
CHAT, OTHER_CHAT = 7, 8
LANE, OTHER = lane_of(CHAT), lane_of(OTHER_CHAT)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


async def notices(outbox: Outbox, *keys: str, chat: int = CHAT, now: datetime = NOON) -> None:
    for key in keys:
        assert await outbox.notice(key, "telegram", str(chat), lane_of(chat), {"html": key}, now)


async def told(conversations: Conversations, *words: str, id: str = "c1", chat: int = CHAT) -> None:
    """Say things to the contact of a conversation that a chat carries on, new if it is not there."""
    if not [one for one, _ in await conversations.changed_since(NOON) if one == id]:
        begun = Conversation.begin(id, "p1", Channel.TELEGRAM, NOON, chat=chat)
        await conversations.begin(begun, f"digest of {id}")
    for text in words:
        await conversations.change(id, tells(text))


def tells(words: str) -> Transition:
    return lambda conversation: conversation.tell(words, NOON)


async def take(outbox: Outbox, now: datetime = NOON) -> list[str]:
    return [each.key for each in await outbox.take(now, now + timedelta(minutes=10))]


async def states(database: Database) -> Mapping[str, str]:
    async with database.reading() as connection:
        found = await connection.execute(select(delivery_table.c.key, delivery_table.c.state))
        return {row.key: row.state for row in found}


class TestNotices:
    async def test_one_waits_as_it_was_given(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        assert await outbox.take(NOON, LEASE) == [
            Waiting(1, "a", "telegram", "7", None, None, 1, LANE, {"html": "a"})
        ]

    async def test_the_same_key_twice_adds_one(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        assert not await outbox.notice("a", "telegram", "8", OTHER, {"html": "b"}, NOON)
        assert await take(outbox) == ["a"]

    async def test_one_may_be_of_no_lane(self, outbox: Outbox) -> None:
        assert await outbox.notice("a", "notice", "0", None, {"count": 2}, NOON)
        assert await outbox.notice("b", "notice", "0", None, {"count": 2}, NOON)
        assert await take(outbox) == ["a", "b"]

    async def test_nothing_is_left_of_what_one_said_once_it_was_sent(
        self, outbox: Outbox, database: Database
    ) -> None:
        await notices(outbox, "a", "b")
        await outbox.sent(1, NOON)
        await outbox.cancel(2, "system", NOON)
        table = delivery_table.c
        async with database.reading() as connection:
            rows = await connection.execute(
                select(table.address, table.secret).where(table.payload.is_(None))
            )
            assert [tuple(row) for row in rows] == [("", ""), ("", "")]

    async def test_staff_see_those_for_them_and_none_for_contacts(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b")
        assert await outbox.notice("c", "notice", "0", None, {}, NOON)
        assert await outbox.notice("d", "notice", "0", None, {}, NOON)
        assert [each.delivery.key for each in await outbox.waiting()] == ["c", "d"]
        await notices(outbox, "notice:staff", chat=OTHER_CHAT)
        assert [each.delivery.key for each in await outbox.waiting()] == ["c", "d", "notice:staff"]
        await outbox.sent(5, NOON)
        for id in (1, 4):
            await outbox.dead(id, "Refusé.", NOON)
        assert [each.delivery.key for each in await outbox.dead_letters()] == ["d"]
        assert {state: count for state, count in (await outbox.counts()).items() if count} == {
            "waiting": 1,
            "dead": 1,
            "sent": 1,
        }

    async def test_staff_may_have_one_for_them_tried_again(self, outbox: Outbox) -> None:
        assert await outbox.notice("c", "notice", "0", None, {"count": 1}, NOON)
        await outbox.dead(1, "Refusé.", NOON)
        assert await outbox.retry(1, ANNE, NOON)
        (again,) = await outbox.take(NOON, LEASE)
        assert again.payload == {"count": 1}

    async def test_those_that_ended_long_ago_are_dropped_and_nothing_else(
        self, outbox: Outbox, database: Database, conversations: Conversations
    ) -> None:
        await notices(outbox, "old", "recent", "waits")
        await told(conversations, "Bonjour.")
        await outbox.sent(1, NOON)
        await outbox.dead(2, "Refusé.", NOON + SECOND)
        await outbox.sent(4, NOON)
        await outbox.drop(NOON + SECOND)
        assert set(await states(database)) == {"recent", "waits", "c1:1:telegram"}


class TestOrder:
    async def test_the_first_of_each_lane_is_taken_and_all_of_no_lane(
        self, conversations: Conversations, outbox: Outbox
    ) -> None:
        await notices(outbox, "a", "b")
        await notices(outbox, "c", "d", chat=OTHER_CHAT)
        await handed_off(conversations, "m", email=ADDRESS)
        await conversations.change("m", replies(ANNE))
        await conversations.change("m", replies(ANNE))
        assert await take(outbox) == ["a", "c", "m:5:email", "m:6:email"]
        assert await take(outbox) == []

    async def test_the_next_leaves_a_pause_after_what_was_sent(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b", "c")
        assert await take(outbox) == ["a"]
        await outbox.sent(1, NOON + SECOND, 3 * SECOND)
        assert await outbox.next_due(NOON) == NOON + 4 * SECOND
        assert await take(outbox, NOON + 3.9 * SECOND) == []
        assert await take(outbox, NOON + 4 * SECOND) == ["b"]

    async def test_what_comes_during_the_pause_waits_until_its_end(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        await take(outbox)
        await outbox.sent(1, NOON, SECOND)
        await notices(outbox, "b", now=NOON + 0.1 * SECOND)
        assert await outbox.next_due(NOON) == NOON + SECOND
        assert await take(outbox, NOON + 0.9 * SECOND) == []
        assert await take(outbox, NOON + SECOND) == ["b"]

    async def test_what_fails_is_in_the_way_of_its_lane_alone(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b")
        await notices(outbox, "c", chat=OTHER_CHAT)
        await take(outbox)
        await outbox.failed(1, "Plus tard.", NOON + 60 * SECOND)
        await outbox.sent(3, NOON)
        await notices(outbox, "d")
        assert await take(outbox, NOON + 59 * SECOND) == []
        assert await outbox.next_due(NOON) == NOON + 60 * SECOND
        assert await take(outbox, NOON + 60 * SECOND) == ["a"]
        await outbox.sent(1, NOON + 60 * SECOND)
        assert await take(outbox, NOON + 60 * SECOND) == ["b"]

    @pytest.mark.parametrize("end", ["dead", "cancelled", "erased"])
    async def test_what_is_given_up_lets_the_next_one_go(
        self, outbox: Outbox, conversations: Conversations, end: str
    ) -> None:
        await told(conversations, "Bonjour.")
        await told(conversations, "Rebonjour.", id="c2")
        await take(outbox)
        await outbox.failed(1, "Plus tard.", NOON + SECOND)
        if end == "dead":
            await outbox.dead(1, "Refusé.", NOON)
        elif end == "cancelled":
            assert await outbox.cancel(1, ANNE, NOON)
        else:
            await conversations.erase("c1")
        assert await take(outbox, NOON + SECOND * (end == "erased")) == ["c2:1:telegram"]

    async def test_to_give_one_up_behind_it_does_not_have_it_tried_twice(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b", "c")
        await take(outbox)
        assert await outbox.cancel(2, ANNE, NOON)
        assert await take(outbox) == []

    async def test_a_dead_letter_that_staff_have_tried_again_leaves_first_but_waits_for_its_turn(
        self, outbox: Outbox
    ) -> None:
        await notices(outbox, "a", "b", "c")
        await outbox.dead(1, "Refusé.", NOON)
        assert await take(outbox) == ["b"]
        assert await outbox.retry(1, ANNE, NOON)
        assert await take(outbox) == []
        await outbox.sent(2, NOON, SECOND)
        assert await take(outbox) == []
        assert await take(outbox, NOON + SECOND) == ["a"]

    async def test_one_whose_taker_died_is_taken_again_when_its_lane_may_go_on(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b")
        await outbox.take(NOON, LEASE, in_lane=NOON + 90 * SECOND)
        assert await outbox.next_due(NOON) == NOON + 90 * SECOND
        assert await take(outbox, NOON + 89 * SECOND) == []
        assert await take(outbox, NOON + 90 * SECOND) == ["a"]

    async def test_nothing_is_next_when_nothing_waits(self, outbox: Outbox) -> None:
        assert await outbox.next_due(NOON) is None
        await notices(outbox, "a")
        await outbox.sent(1, NOON)
        assert await outbox.next_due(NOON) is None

    async def test_what_is_overdue_is_next(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        assert await outbox.next_due(MUCH_LATER) == NOON


class TestParts:
    async def test_a_delivery_of_several_messages_keeps_its_place(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b")
        await take(outbox)
        await outbox.advance(1, 41, NOON + SECOND)
        assert await take(outbox) == []
        (rest,) = await outbox.take(NOON + SECOND, LEASE)
        assert (rest.key, rest.sent_parts, rest.attempts, rest.doubtful) == ("a", (41,), 1, False)
        await outbox.advance(1, 43, NOON + 2 * SECOND)
        (rest,) = await outbox.take(NOON + 2 * SECOND, LEASE)
        assert rest.sent_parts == (41, 43)
        await outbox.sent(1, NOON + 2 * SECOND, SECOND, 44)
        assert await take(outbox, NOON + 3 * SECOND) == ["b"]

    async def test_the_greatest_number_is_that_of_a_lane_or_of_all_private_chats(
        self, outbox: Outbox
    ) -> None:
        assert await outbox.greatest_part(LANE) == 0
        for number, (key, chat) in enumerate({"a": CHAT, "b": OTHER_CHAT, "c": -CHAT, "d": -100}.items(), 1):
            await notices(outbox, key, chat=chat)
            await outbox.sent(number, NOON, part=number * 10)
        await notices(outbox, "e")
        await outbox.advance(5, 12, NOON)
        lanes = [LANE, OTHER, lane_of(-CHAT), lane_of(-100), lane_of(9)]
        assert [await outbox.greatest_part(lane) for lane in lanes] == [12, 20, 30, 40, 0]

    async def test_a_message_made_of_what_was_given_up_meanwhile_is_known(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        await take(outbox)
        await outbox.cancel(1, ANNE, NOON)
        await outbox.advance(1, 41, NOON)
        assert await outbox.greatest_part(LANE) == 41
        assert await take(outbox, MUCH_LATER) == []


class TestDoubts:
    async def doubtful(self, outbox: Outbox) -> bool:
        (taken,) = await outbox.take(MUCH_LATER, MUCH_LATER)
        return taken.doubtful

    async def test_a_try_whose_end_was_not_noted_leaves_a_doubt(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        assert not await self.doubtful(outbox)
        await outbox.begin_try(1, 40)
        (again,) = await outbox.take(MUCH_LATER, MUCH_LATER)
        assert (again.doubtful, again.after_part, again.attempts) == (True, 40, 2)

    async def test_a_try_whose_end_was_noted_leaves_none(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        await take(outbox)
        await outbox.put_back(1, NOON)
        assert not await self.doubtful(outbox)
        await outbox.failed(1, "Plus tard.", NOON)
        assert not await self.doubtful(outbox)
        await outbox.dead(1, "Refusé.", NOON)
        await outbox.retry(1, ANNE, NOON)
        assert not await self.doubtful(outbox)

    async def test_whoever_tried_may_say_that_there_is_one(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        await take(outbox)
        await outbox.failed(1, "Plus tard.", NOON, doubtful=True)
        assert await self.doubtful(outbox)
        await outbox.put_back(1, NOON, doubtful=True)
        assert await self.doubtful(outbox)

    @pytest.mark.parametrize("how", ["put back", "failed", "given up", "set aside", "advanced", "moved"])
    async def test_a_try_whose_end_is_known_is_as_if_none_had_begun(
        self, outbox: Outbox, conversations: Conversations, how: str
    ) -> None:
        await told(conversations, "Bonjour.")
        await take(outbox)
        await outbox.begin_try(1, 40)
        match how:
            case "put back":
                await outbox.put_back(1, NOON)
            case "failed":
                await outbox.failed(1, "Plus tard.", NOON)
            case "given up":
                await outbox.dead(1, "Refusé.", NOON)
                assert await outbox.retry(1, ANNE, NOON)
            case "set aside":
                await outbox.unreachable(LANE, NOON)
                await outbox.revive(LANE, NOON)
            case "advanced":
                await outbox.advance(1, 41, NOON)
            case "moved":
                await outbox.move_lane(LANE, OTHER, str(OTHER_CHAT))
        (again,) = await outbox.take(MUCH_LATER, MUCH_LATER)
        assert again.after_part is None

    async def test_a_doubt_that_lasts_keeps_where_its_try_began(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        await take(outbox)
        await outbox.begin_try(1, 40)
        await outbox.failed(1, "Plus tard.", NOON, doubtful=True)
        await take(outbox)
        await outbox.put_back(1, NOON, doubtful=True)
        (again,) = await outbox.take(MUCH_LATER, MUCH_LATER)
        assert (again.doubtful, again.after_part) == (True, 40)

    async def test_what_was_given_up_in_doubt_is_remembered_in_its_lane(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b")
        await take(outbox)
        await outbox.begin_try(1, 40)
        assert not await outbox.left_in_doubt(LANE, 30)
        await outbox.dead(1, "Abandonné.", NOON)
        assert [await outbox.left_in_doubt(LANE, after) for after in (30, 40)] == [True, False]
        assert not await outbox.left_in_doubt(OTHER, 30)

    async def test_a_try_that_does_not_count_is_no_step_towards_giving_up(self, outbox: Outbox) -> None:
        await notices(outbox, "a")
        for _ in range(3):
            (taken,) = await outbox.take(MUCH_LATER, MUCH_LATER)
            assert taken.attempts == 1
            await outbox.failed(1, "Attendez.", NOON, counted=False)


class TestReach:
    async def test_what_waits_for_who_is_not_there_is_kept_and_notices_are_not(
        self, outbox: Outbox, conversations: Conversations, database: Database
    ) -> None:
        await told(conversations, "Un.", "Deux.")
        await notices(outbox, "a")
        await notices(outbox, "b", chat=OTHER_CHAT)
        await notices(outbox, "notice:staff")
        await take(outbox)
        await outbox.put_back(4, NOON)
        await outbox.unreachable(LANE, NOON)
        assert await states(database) == {
            "c1:1:telegram": "unreachable",
            "c1:2:telegram": "unreachable",
            "a": "cancelled",
            "b": "waiting",
            "notice:staff": "dead",
        }
        assert await take(outbox, MUCH_LATER) == ["b"]
        assert {each.address for each in await outbox.of_conversation("c1")} == {"7"}
        (dead,) = await outbox.dead_letters()
        assert (dead.delivery.key, dead.delivery.address, dead.error) == ("notice:staff", "7", STAFF_AWAY)

    async def test_it_leaves_in_order_when_they_come_back(
        self, outbox: Outbox, conversations: Conversations
    ) -> None:
        await told(conversations, "Un.", "Deux.")
        await take(outbox)
        await outbox.unreachable(LANE, NOON)
        await told(conversations, "Trois.")
        await outbox.revive(LANE, NOON + SECOND)
        sent, now = [], NOON + SECOND
        for _ in range(3):
            (one,) = await outbox.take(now, LEASE)
            assert (one.attempts, one.doubtful) == (1, False)
            await outbox.sent(one.id, now, SECOND)
            sent.append(one.number)
            now += SECOND
        assert sent == [1, 2, 3]

    async def test_a_group_that_moved_gets_what_waits_in_order(self, outbox: Outbox) -> None:
        await notices(outbox, "a", "b", chat=-7)
        await take(outbox)
        await outbox.move_lane(lane_of(-7), lane_of(-1007), "-1007")
        await outbox.put_back(1, NOON)
        (first,) = await outbox.take(NOON, LEASE)
        assert (first.key, first.lane, first.address) == ("a", lane_of(-1007), "-1007")
        await outbox.sent(1, NOON)
        assert await take(outbox) == ["b"]

    async def test_a_lane_is_forgotten_but_for_what_conversations_hold(
        self, outbox: Outbox, conversations: Conversations, database: Database
    ) -> None:
        await told(conversations, "Bonjour.")
        await notices(outbox, "a", "b")
        await notices(outbox, "c", chat=OTHER_CHAT)
        await outbox.sent(2, NOON)
        await outbox.forget_lane(LANE)
        assert set(await states(database)) == {"c1:1:telegram", "c"}


async def test_messages_of_conversations_and_notices_share_the_lane_of_their_chat(
    outbox: Outbox, conversations: Conversations
) -> None:
    await told(conversations, "Un.")
    await notices(outbox, "a")
    await told(conversations, "Deux.", id="c2")
    await conversations.change("c1", says("Et moi ?"))
    now, keys = NOON, []
    while taken := await outbox.take(now, now + SECOND):
        keys += [each.key for each in taken]
        await outbox.sent(taken[0].id, now, SECOND)
        now += SECOND
    assert keys == ["c1:1:telegram", "a", "c2:1:telegram"]


async def test_erasing_a_conversation_leaves_none_of_its_deliveries(
    outbox: Outbox, conversations: Conversations, database: Database
) -> None:
    await told(conversations, "Un.", "Deux.")
    await take(outbox)
    await conversations.erase("c1")
    assert await states(database) == {}
    await outbox.advance(1, 3, NOON)
    await outbox.failed(1, "Trop tard.", NOON)
    await outbox.sent(1, NOON, SECOND, 4)
    assert await states(database) == {}


class Hands:
    """Hands that send messages, each delivery in two, or fail, or let it be; what they sent and when."""

    def __init__(self, seed: int, to_send: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - nothing here is secret
        self.to_send = to_send
        self.sent: list[tuple[str, str, datetime]] = []
        self.under_way: set[str] = set()

    async def work(self, outbox: Outbox) -> None:
        while len(self.sent) < self.to_send:
            now = datetime.now(UTC)
            for one in await outbox.take(now, now + timedelta(minutes=1), limit=1):
                assert one.address not in self.under_way, "two hands in one lane"
                self.under_way.add(one.address)
                await sleep(0.001)
                await self.see_through(outbox, one)

    async def see_through(self, outbox: Outbox, one: Waiting) -> None:
        fate, now = self.chance.randrange(5), datetime.now(UTC)
        self.under_way.discard(one.address)  # from here on, what is written decides
        if fate == 0:
            await outbox.failed(one.id, "Plus tard.", now + PAUSE / 2)
        elif fate == 1:
            await outbox.put_back(one.id, now)
        else:
            self.sent.append((one.address, f"{one.key}:{len(one.sent_parts)}", now))
            if one.sent_parts:
                await outbox.sent(one.id, now, PAUSE, len(self.sent))
            else:
                await outbox.advance(one.id, len(self.sent), now + PAUSE)


PAUSE = timedelta(milliseconds=4)
CHATS, EACH = range(1, 6), 6


@pytest.mark.parametrize("seed", range(3))
async def test_many_hands_send_each_lane_in_order_once_and_a_pause_apart(
    database: Database, url: str, seed: int
) -> None:
    hands = Hands(seed, 2 * EACH * len(CHATS))
    other = await open_store_database(url)

    async def feed(chat: int) -> None:
        for n in range(EACH):
            await notices(Outbox(database), f"{chat}:{n}", chat=chat, now=datetime.now(UTC))

    async with create_task_group() as group:
        for chat in CHATS:
            group.start_soon(feed, chat)
        for each in (database, other) * 3:
            group.start_soon(hands.work, Outbox(each))
    await other.close()
    assert set((await states(database)).values()) == {"sent"}
    for chat in CHATS:
        ours = [(key, at) for address, key, at in hands.sent if address == str(chat)]
        assert [key for key, _ in ours] == [f"{chat}:{n}:{part}" for n in range(EACH) for part in (0, 1)]
        assert all(later - at >= PAUSE for (_, at), (_, later) in pairwise(ours))


async def test_those_who_take_at_once_never_take_two_of_a_lane(outbox: Outbox, url: str) -> None:
    for chat in range(1, 5):
        await notices(outbox, *(f"{chat}:{n}" for n in range(5)), chat=chat)
    other = await open_store_database(url)
    taken = await gather(*(taker.take(NOON, LEASE) for taker in [outbox, Outbox(other)] * 4))
    await other.close()
    assert sorted(one.key for some in taken for one in some) == [f"{chat}:0" for chat in range(1, 5)]
