"""The worker keeps each lane in order, minds what it is told of a try, and looks when something is due."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from anyio import Event, create_task_group, fail_after, sleep, sleep_forever

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.conversations.states import Channel
from bot.delivery import outbox as worker
from bot.delivery.outbox import ATTEMPTS, LANE_LEASE, Moved, NobodyThere, NotNow, Part, Postman, Undeliverable
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.outbox import Outbox, State, Waiting
from knowledge.errors import StoreUnavailable
from tests.bot.databases import new_database
from tests.bot.store.made_up import NOON

SECOND = timedelta(seconds=1)
CHAT = 7
LANE = lane_of(CHAT)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with new_database(tmp_path) as database:
        yield database


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


class Chat:
    """A chat where messages arrive, or what is planned happens instead; and the time that it sees."""

    def __init__(self, *plan: Exception | Part) -> None:
        self.plan = list(plan)
        self.tried: list[Waiting] = []
        self.now = NOON
        self.lost: list[str] = []

    def clock(self) -> datetime:
        return self.now

    async def deliver(self, waiting: Waiting) -> Part:
        self.tried.append(waiting)
        step = self.plan.pop(0) if self.plan else Part(len(self.tried), more=False, pause=SECOND)
        if isinstance(step, Exception):
            raise step
        return step

    async def lose(self, lane: str) -> None:
        self.lost.append(lane)

    def postman(self, outbox: Outbox, hands: int = 2) -> Postman:
        ways = {"telegram": self.deliver}
        return Postman(outbox, ways, self.clock, chance=lambda: 0.0, hands=hands, lost=self.lose)

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.tried]


async def notices(outbox: Outbox, *keys: str, chat: int = CHAT, now: datetime = NOON) -> None:
    for key in keys:
        await outbox.notice(key, "telegram", str(chat), lane_of(chat), {"html": key}, now)


async def test_the_messages_of_a_lane_leave_one_after_the_other(outbox: Outbox) -> None:
    await notices(outbox, "a", "b")
    chat = Chat()
    postman = chat.postman(outbox)
    assert await postman.deliver_due() == 1
    chat.now += SECOND
    assert await postman.deliver_due() == 1
    assert chat.keys == ["a", "b"]
    assert await outbox.greatest_part(LANE) == 2


async def test_a_delivery_goes_on_after_each_of_its_messages_but_the_last(outbox: Outbox) -> None:
    await notices(outbox, "a", "b")
    chat = Chat(Part(11, more=True, pause=SECOND), Part(12, more=False, pause=3 * SECOND))
    postman = chat.postman(outbox)
    for _ in range(5):
        await postman.deliver_due()
        chat.now += SECOND
    assert chat.keys == ["a", "a", "b"]
    assert [each.sent_parts for each in chat.tried] == [(), (11,), ()]
    assert [each.attempts for each in chat.tried] == [1, 1, 1]


@pytest.mark.parametrize("doubtful", [True, False])
async def test_whether_a_message_may_have_arrived_is_told_to_who_tries_again(
    outbox: Outbox, doubtful: bool
) -> None:
    await notices(outbox, "a")
    chat = Chat(NotNow("Pas de réponse.", SECOND, doubtful=doubtful))
    postman = chat.postman(outbox)
    await postman.deliver_due()
    chat.now += SECOND
    await postman.deliver_due()
    assert [each.doubtful for each in chat.tried] == [False, doubtful]


async def test_who_dies_in_the_middle_of_a_try_leaves_a_doubt_and_the_lane_goes_on_soon(
    outbox: Outbox,
) -> None:
    await notices(outbox, "a", "b")
    died = await outbox.take(NOON, NOON + timedelta(minutes=10), limit=1, in_lane=NOON + LANE_LEASE)
    chat = Chat()
    chat.now += LANE_LEASE
    await chat.postman(outbox).deliver_due()
    assert [(each.key, each.doubtful) for each in [*died, *chat.tried]] == [("a", False), ("a", True)]


@pytest.mark.parametrize("failure", [TimeoutError(), StoreUnavailable("…", "…"), NotNow("…", doubtful=True)])
async def test_a_doubt_is_not_forgotten_before_somebody_looked(outbox: Outbox, failure: Exception) -> None:
    await notices(outbox, "a")
    chat = Chat(NotNow("…", SECOND, doubtful=True), failure)
    postman = chat.postman(outbox)
    for _ in range(3):
        await postman.deliver_due()
        chat.now += timedelta(hours=1)
    assert [each.doubtful for each in chat.tried] == [False, True, True]


async def test_a_wait_that_is_asked_for_is_kept_and_nothing_is_given_up_for_it(outbox: Outbox) -> None:
    await notices(outbox, "a")
    chat = Chat(*[NotNow("Attendez.", 7 * SECOND)] * (ATTEMPTS + 2))
    postman = chat.postman(outbox)
    for _ in range(ATTEMPTS + 2):
        assert await postman.deliver_due() == 1
        chat.now += 6.9 * SECOND
        assert await postman.deliver_due() == 0
        chat.now += 0.1 * SECOND
    assert await postman.deliver_due() == 1
    assert {each.attempts for each in chat.tried} == {1}
    assert await outbox.greatest_part(LANE) == len(chat.tried)


async def test_what_is_never_taken_lets_the_lane_go_on(outbox: Outbox) -> None:
    await notices(outbox, "a", "b")
    chat = Chat(Undeliverable("Refusé."))
    assert await chat.postman(outbox).deliver_due() == 2
    assert chat.keys == ["a", "b"]


async def told(conversations: Conversations, *words: str) -> None:
    begun = Conversation.begin("c1", "p1", Channel.TELEGRAM, NOON, chat=CHAT)
    await conversations.begin(begun, "digest of c1")
    for _ in words:
        await conversations.change("c1", lambda c: c.tell("Bonjour.", NOON))


async def test_who_is_not_there_gets_what_waited_when_they_come_back(
    outbox: Outbox, database: Database
) -> None:
    await told(Conversations(database), "Un.", "Deux.")
    chat = Chat(NobodyThere("Le demandeur ne peut plus être joint."))
    postman = chat.postman(outbox)
    assert await postman.deliver_due() == 1
    assert chat.lost == [LANE]
    assert {each.state for each in await outbox.of_conversation("c1")} == {State.UNREACHABLE}
    await outbox.revive(LANE, NOON)
    for _ in range(2):
        await postman.deliver_due()
        chat.now += SECOND
    assert [each.number for each in chat.tried] == [1, 1, 2]
    assert {each.state for each in await outbox.of_conversation("c1")} == {State.SENT}


async def test_who_cannot_be_noted_as_lost_now_is_noted_later(outbox: Outbox, database: Database) -> None:
    await told(Conversations(database), "Un.")
    chat, failures = Chat(*[NobodyThere("…")] * 2), [StoreUnavailable("…", "…")]

    async def lose(lane: str) -> None:
        if failures:
            raise failures.pop()
        await chat.lose(lane)

    postman = Postman(outbox, {"telegram": chat.deliver}, chat.clock, lost=lose)
    with pytest.raises(StoreUnavailable):
        await postman.deliver_due()
    chat.now += LANE_LEASE
    await postman.deliver_due()
    assert chat.lost == [LANE]
    assert {each.state for each in await outbox.of_conversation("c1")} == {State.UNREACHABLE}


async def test_what_goes_to_a_group_that_moved_follows_it_in_order(outbox: Outbox) -> None:
    await notices(outbox, "a", "b", chat=-7)
    chat = Chat(Moved("Ce groupe a changé d’identifiant.", lane_of(-1007), "-1007"))
    postman = chat.postman(outbox)
    for _ in range(2):
        await postman.deliver_due()
        chat.now += SECOND
    assert [(each.key, each.address) for each in chat.tried] == [("a", "-7"), ("a", "-1007"), ("b", "-1007")]
    assert [each.attempts for each in chat.tried] == [1, 1, 1]


def now() -> datetime:
    return datetime.now(UTC)


async def running(
    postmen: list[Postman], until: Callable[[], bool], then: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Let postmen work until something is so; do something once they have begun."""
    async with create_task_group() as group:
        for postman in postmen:
            group.start_soon(postman.run)
        if then is not None:
            await sleep(0.05)
            await then()
        with fail_after(20):
            while not until():  # noqa: ASYNC110 - nobody announces it
                await sleep(0.01)
        group.cancel_scope.cancel()


class TestRunning:
    @pytest.fixture(autouse=True)
    def long_pause(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(worker, "PAUSE", 60.0)

    async def test_the_next_message_of_a_lane_leaves_when_it_is_due_without_a_nudge(
        self, outbox: Outbox
    ) -> None:
        await notices(outbox, *"abcd")
        moments: list[datetime] = []
        pause = timedelta(milliseconds=80)

        async def deliver(_waiting: Waiting) -> Part:
            moments.append(now())
            return Part(len(moments), more=len(moments) == 2, pause=pause)

        await running([Postman(outbox, {"telegram": deliver}, now)], lambda: len(moments) == 5)
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert min(gaps) >= pause
        assert max(gaps) < 10 * pause

    async def test_one_nudge_wakes_as_many_hands_as_there_is_to_do(self, outbox: Outbox) -> None:
        under_way: list[str] = []
        postman: Postman

        async def deliver(waiting: Waiting) -> None:
            under_way.append(waiting.key)
            await sleep_forever()

        async def come() -> None:
            for chat in range(1, 6):
                await notices(outbox, f"k{chat}", chat=chat)
            postman.nudge()

        postman = Postman(outbox, {"telegram": deliver}, lambda: NOON, hands=4)
        await running([postman], lambda: len(under_way) == 4, come)
        assert sorted(under_way) == ["k1", "k2", "k3", "k4"]

    async def test_a_nudge_while_all_hands_are_busy_is_not_forgotten(self, outbox: Outbox) -> None:
        made: list[str] = []
        go_on = Event()
        postman: Postman

        async def deliver(waiting: Waiting) -> Part:
            await go_on.wait()
            made.append(waiting.key)
            return Part(1, more=False, pause=SECOND)

        async def come() -> None:
            await notices(outbox, "c", chat=3)
            postman.nudge()
            go_on.set()

        await notices(outbox, "a", chat=1)
        await notices(outbox, "b", chat=2)
        postman = Postman(outbox, {"telegram": deliver}, now, hands=2)
        await running([postman], lambda: len(made) == 3, come)
        assert sorted(made) == ["a", "b", "c"]

    async def test_a_short_wait_is_not_slept_through_by_those_who_wait_longer(self, outbox: Outbox) -> None:
        tried: list[str] = []

        async def deliver(waiting: Waiting) -> Part:
            tried.append(waiting.key)
            if len(tried) == 1:
                raise NotNow("Attendez.", timedelta(milliseconds=50))
            return Part(1, more=False, pause=SECOND)

        await outbox.notice("later", "telegram", "9", lane_of(9), {}, now() + 30 * SECOND)
        await notices(outbox, "a", now=now())
        await running([Postman(outbox, {"telegram": deliver}, now, hands=4)], lambda: len(tried) == 2)
        assert tried == ["a", "a"]

    async def test_several_postmen_that_stop_and_start_keep_every_lane_in_order(self, outbox: Outbox) -> None:
        chats, each, pause = range(1, 9), 4, timedelta(milliseconds=5)
        sent: dict[int, list[str]] = {chat: [] for chat in chats}

        async def deliver(waiting: Waiting) -> Part:
            await sleep(0.001)
            sent[int(waiting.address)].append(waiting.key)
            return Part(1, more=False, pause=pause)

        def postman() -> Postman:
            return Postman(outbox, {"telegram": deliver}, now, hands=4)

        for chat in chats:
            await notices(outbox, *(f"{chat}:{n}" for n in range(each)), chat=chat, now=now())
        for total in (5, 12, len(chats) * each):
            await running(
                [postman(), postman()],
                lambda total=total: sum(map(len, sent.values())) >= total,  # type: ignore[misc]  # a lambda of the loop
            )
        assert sent == {chat: [f"{chat}:{n}" for n in range(each)] for chat in chats}
