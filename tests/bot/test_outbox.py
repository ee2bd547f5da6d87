"""The worker makes every delivery that is due, again after a failure, and stops without losing any."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from anyio import (
    CancelScope,
    Event,
    create_task_group,
    fail_after,
    from_thread,
    sleep,
    sleep_forever,
    to_thread,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import outbox as worker
from bot.delivery.outbox import ATTEMPTS, LEASE, NotNow, NotWanted, Postman, Undeliverable, next_try
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.outbox import Outbox, Waiting
from knowledge.errors import StoreUnavailable
from tests.bot.databases import new_database
from tests.bot.store.made_up import ADDRESS, ANNE, NOON, handed_off, replies


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with new_database(tmp_path) as database:
        yield database


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


class Round:
    """A way to deliver, that fails for some conversations, and the time that it sees."""

    def __init__(self, failures: Mapping[str, Exception] | None = None, wanted: int = 1) -> None:
        self.failures = dict(failures or {})
        self.wanted = wanted
        self.made: list[str] = []
        self.tried: list[Waiting] = []
        self.now = NOON
        self.done = Event()

    def clock(self) -> datetime:
        return self.now

    async def deliver(self, waiting: Waiting) -> None:
        self.tried.append(waiting)
        if waiting.conversation in self.failures:
            raise self.failures[waiting.conversation]
        self.made.append(waiting.conversation or "")
        if len(self.made) == self.wanted:
            self.done.set()

    async def finished(self) -> None:
        """Wait until as many deliveries were made as were wanted."""
        with fail_after(10):
            await self.done.wait()

    def postman(self, outbox: Outbox, hands: int = 2) -> Postman:
        return Postman(outbox, {"email": self.deliver}, self.clock, chance=lambda: 0.0, hands=hands)


async def waiting(database: Database, *ids: str) -> None:
    conversations = Conversations(database)
    for id in ids:
        await handed_off(conversations, id, email=ADDRESS)
        await conversations.change(id, replies(ANNE))


async def counts(outbox: Outbox) -> dict[str, int]:
    return {state: count for state, count in (await outbox.counts()).items() if count}


async def test_all_that_is_due_is_delivered_once(database: Database, outbox: Outbox) -> None:
    await waiting(database, "c1", "c2", "c3")
    round = Round()
    assert await round.postman(outbox).deliver_due() == 3
    assert await round.postman(outbox).deliver_due() == 0
    assert round.made == ["c1", "c2", "c3"]
    assert await counts(outbox) == {"sent": 3}


async def test_a_delivery_that_fails_is_not_in_the_way_of_others(database: Database, outbox: Outbox) -> None:
    await waiting(database, "c1", "c2", "c3", "c4", "c5")
    failures = {"c1": NotNow("…"), "c2": Undeliverable("…"), "c3": NotWanted("…"), "c4": TimeoutError()}
    round = Round(failures)
    await round.postman(outbox).deliver_due()
    assert round.made == ["c5"]
    assert await counts(outbox) == {"sent": 1, "waiting": 2, "dead": 1, "cancelled": 1}


async def test_a_failure_that_may_pass_is_tried_again_later_and_later(
    database: Database, outbox: Outbox
) -> None:
    await waiting(database, "c1")
    round = Round({"c1": NotNow("Le serveur ne répond pas.")})
    postman = round.postman(outbox)
    for minutes in (1, 2, 4, 8):
        assert await postman.deliver_due() == 1
        round.now += timedelta(minutes=minutes, seconds=-1)
        assert await postman.deliver_due() == 0
        round.now += timedelta(seconds=1)
    round.failures.clear()
    await postman.deliver_due()
    assert [each.attempts for each in round.tried] == [1, 2, 3, 4, 5]
    assert {each.key for each in round.tried} == {"c1:5:email"}
    assert await counts(outbox) == {"sent": 1}


async def test_what_fails_too_often_is_a_dead_letter_that_says_why(
    database: Database, outbox: Outbox
) -> None:
    await waiting(database, "c1")
    round = Round({"c1": NotNow("Le serveur ne répond pas.")})
    postman = round.postman(outbox)
    for _ in range(ATTEMPTS + 3):
        await postman.deliver_due()
        round.now += timedelta(hours=7)
    assert len(round.tried) == ATTEMPTS
    (dead,) = await outbox.dead_letters()
    assert (dead.error, dead.delivery.attempts) == ("Le serveur ne répond pas.", ATTEMPTS)


async def test_what_can_never_arrive_is_a_dead_letter_at_once(database: Database, outbox: Outbox) -> None:
    await waiting(database, "c1")
    round = Round({"c1": Undeliverable("L’adresse n’existe pas.")})
    await round.postman(outbox).deliver_due()
    (dead,) = await outbox.dead_letters()
    assert (dead.error, dead.ended_at, len(round.tried)) == ("L’adresse n’existe pas.", NOON, 1)


async def test_a_channel_without_a_way_makes_dead_letters(database: Database, outbox: Outbox) -> None:
    await waiting(database, "c1")
    await Postman(outbox, {}, Round().clock).deliver_due()
    assert [dead.error for dead in await outbox.dead_letters()] == [
        "Aucun moyen d’envoi n’est réglé pour ce canal."
    ]


async def test_a_delivery_that_kills_whoever_tries_it_is_given_up(database: Database, outbox: Outbox) -> None:
    await waiting(database, "c1")
    round = Round()
    for _ in range(ATTEMPTS):
        assert await outbox.take(round.now, round.now + LEASE)
        round.now += LEASE
    await round.postman(outbox).deliver_due()
    assert round.tried == []
    assert await counts(outbox) == {"dead": 1}


async def test_a_dead_letter_that_staff_have_tried_again_arrives(database: Database, outbox: Outbox) -> None:
    await waiting(database, "c1")
    round = Round({"c1": Undeliverable("…")})
    postman = round.postman(outbox)
    await postman.deliver_due()
    round.failures.clear()
    assert await outbox.retry(1, ANNE, NOON)
    await postman.deliver_due()
    assert round.made == ["c1"]


async def test_a_delivery_that_does_not_end_is_tried_again(
    database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PATIENCE", timedelta(seconds=0.01))
    await waiting(database, "c1")

    async def never(_waiting: Waiting) -> None:
        await sleep_forever()

    await Postman(outbox, {"email": never}, Round().clock).deliver_due()
    assert await counts(outbox) == {"waiting": 1}


class TestRunning:
    @pytest.fixture(autouse=True)
    def long_pause(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(worker, "PAUSE", 60.0)

    async def test_a_nudge_wakes_it_at_once(self, database: Database, outbox: Outbox) -> None:
        round = Round()
        postman = round.postman(outbox)
        async with create_task_group() as group:
            group.start_soon(postman.run)
            await sleep(0.05)
            await waiting(database, "c1")
            postman.nudge()
            await round.finished()
            group.cancel_scope.cancel()
        assert round.made == ["c1"]

    async def test_a_nudge_while_it_is_busy_is_not_forgotten(
        self, database: Database, outbox: Outbox
    ) -> None:
        await waiting(database, "c1")
        round = Round(wanted=2)
        go_on = Event()

        async def deliver(waiting: Waiting) -> None:
            if waiting.conversation == "c1":
                await go_on.wait()
            await round.deliver(waiting)

        postman = Postman(outbox, {"email": deliver}, round.clock, hands=1)
        async with create_task_group() as group:
            group.start_soon(postman.run)
            await sleep(0.05)
            await waiting(database, "c2")
            postman.nudge()
            go_on.set()
            await round.finished()
            group.cancel_scope.cancel()
        assert round.made == ["c1", "c2"]

    async def test_it_looks_by_itself_now_and_then(
        self, database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "PAUSE", 0.02)
        round = Round()
        async with create_task_group() as group:
            group.start_soon(round.postman(outbox).run)
            await sleep(0.05)
            await waiting(database, "c1")
            await round.finished()
            group.cancel_scope.cancel()

    async def test_a_slow_delivery_does_not_hold_up_the_others(
        self, database: Database, outbox: Outbox
    ) -> None:
        await waiting(database, "c1", "c2", "c3")
        round = Round(wanted=2)

        async def deliver(waiting: Waiting) -> None:
            if waiting.conversation == "c1":
                await sleep_forever()
            await round.deliver(waiting)

        async with create_task_group() as group:
            group.start_soon(Postman(outbox, {"email": deliver}, round.clock, hands=2).run)
            await round.finished()
            group.cancel_scope.cancel()
        assert round.made == ["c2", "c3"]
        assert await counts(outbox) == {"sent": 2, "waiting": 1}

    async def test_several_postmen_deliver_each_letter_once(self, database: Database, outbox: Outbox) -> None:
        ids = [f"c{n}" for n in range(20)]
        await waiting(database, *ids)
        round = Round(wanted=len(ids))
        async with create_task_group() as group:
            for _ in range(3):
                group.start_soon(round.postman(outbox).run)
            await round.finished()
            await sleep(0.05)
            group.cancel_scope.cancel()
        assert sorted(round.made) == sorted(ids)

    async def test_a_database_that_is_away_for_a_while_is_waited_for(
        self, database: Database, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "PAUSE", 0.01)
        await waiting(database, "c1")
        round = Round()
        take, failures = outbox.take, [StoreUnavailable("…", "…")] * 3

        async def unreliable(now: datetime, until: datetime, **how: Any) -> list[Waiting]:
            if failures:
                raise failures.pop()
            return await take(now, until, **how)

        monkeypatch.setattr(outbox, "take", unreliable)
        async with create_task_group() as group:
            group.start_soon(round.postman(outbox).run)
            await round.finished()
            group.cancel_scope.cancel()
        assert failures == []

    async def test_a_delivery_that_is_cut_short_by_the_end_is_due_at_once(
        self, database: Database, outbox: Outbox
    ) -> None:
        await waiting(database, "c1")
        started = Event()

        async def deliver(_waiting: Waiting) -> None:
            started.set()
            await sleep_forever()

        async with create_task_group() as group:
            group.start_soon(Postman(outbox, {"email": deliver}, Round().clock).run)
            with fail_after(10):
                await started.wait()
            group.cancel_scope.cancel()
        assert [each.attempts for each in await outbox.take(NOON, NOON)] == [1]

    async def test_a_letter_that_leaves_while_it_stops_is_not_sent_again(
        self, database: Database, outbox: Outbox
    ) -> None:
        await waiting(database, "c1")
        scope = CancelScope()

        async def deliver(_waiting: Waiting) -> None:
            # As the exchange with a mail server, which is never cut short.
            await to_thread.run_sync(lambda: from_thread.run_sync(scope.cancel))

        with scope:
            await Postman(outbox, {"email": deliver}, Round().clock).run()
        assert await counts(outbox) == {"sent": 1}

    async def test_it_stops_at_any_moment_and_loses_nothing(self, database: Database, outbox: Outbox) -> None:
        ids = [f"c{n}" for n in range(30)]
        await waiting(database, *ids)
        round = Round()
        for n in range(30):
            async with create_task_group() as group:
                group.start_soon(round.postman(outbox).run)
                await sleep(n / 3_000)
                group.cancel_scope.cancel()
        await round.postman(outbox).deliver_due()
        assert sorted(round.made) == sorted(ids)
        assert await counts(outbox) == {"sent": len(ids)}


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_is_between_a_minute_and_six_hours(attempts: int, chance: float) -> None:
    wait = next_try(attempts, NOON, chance) - NOON
    assert timedelta(minutes=1) <= wait <= timedelta(hours=6)
    assert wait <= next_try(attempts + 1, NOON, chance) - NOON
    assert next_try(attempts, NOON, 0) - NOON <= wait


def test_what_failed_together_does_not_come_back_together() -> None:
    assert next_try(3, NOON, 0.9) - next_try(3, NOON, 0.1) == timedelta(minutes=4) * 0.2
