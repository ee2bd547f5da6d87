from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from anyio import create_task_group, fail_after

from bot.conversations.events import Author, Kind
from bot.desk import Reception
from bot.procedure.reminders import ReminderJob, due
from bot.store.reminders import Told
from bot.store.stores import Stores, make_stores
from bot.talk.hub import Hub
from knowledge.deadline import deadline
from knowledge.documents import Call, Corpus
from tests.bot.clocks import Clock
from tests.bot.databases import new_url
from tests.bot.desks import FakeDesk
from tests.bot.store.made_up import ADDRESS, begun

PARIS = ZoneInfo("Europe/Paris")
CLOSES = datetime(2020, 2, 28, 17, tzinfo=PARIS)
CALL = Call("eig4", "EIG 4", opened=date(2020, 1, 15), closes=CLOSES)
ASKED = datetime(2020, 1, 20, 12, tzinfo=PARIS)
KNOWS = Told("c1", ASKED, noted=True, closes=CLOSES)


def at(day: int, hour: int = 10, month: int = 2) -> datetime:
    return datetime(2020, month, day, hour, tzinfo=PARIS)


def text(told: Told, now: datetime, call: Call = CALL) -> str:
    found = due(told, deadline(call, now, PARIS), now, PARIS)
    return found.text.replace("\u00a0", " ") if found else ""


class TestDue:
    @pytest.mark.parametrize(
        ("now", "days"),
        [
            (at(20), ""),
            (at(21, 0), "Il reste 7 jours"),
            (at(24), "Il reste 4 jours"),
            (at(26), "Il reste 2 jours"),
        ],
    )
    def test_a_week_before_the_last_day_and_not_earlier(self, now: datetime, days: str) -> None:
        assert days in text(KNOWS, now)
        assert bool(text(KNOWS, now)) == bool(days)

    def test_each_once_and_never_after_the_closing(self) -> None:
        found, told = [], KNOWS
        for hour in range(45 * 24):
            now = ASKED + timedelta(hours=hour)
            if one := due(told, deadline(CALL, now, PARIS), now, PARIS):
                found.append((now.date(), one.told.days))
                told = one.told
        assert found == [(date(2020, 2, 21), 7), (date(2020, 2, 27), 1)]

    def test_who_learnt_the_date_so_late_is_not_told_it_at_once_again(self) -> None:
        late = replace(KNOWS, told_at=at(24))
        assert text(late, at(25)) == ""
        assert "Il reste 1 jour :" in text(late, at(27))
        assert text(replace(KNOWS, told_at=at(27)), at(28)) == ""

    def test_a_look_missed_the_day_before_is_made_up_for_on_the_last_day(self) -> None:
        assert "C’est le dernier jour" in text(replace(KNOWS, days=7), at(28))

    def test_a_date_that_becomes_known_is_said_once(self) -> None:
        unknown = replace(KNOWS, closes=None)
        assert due(unknown, deadline(replace(CALL, closes=None), at(1), PARIS), at(1), PARIS) is None
        found = due(unknown, deadline(CALL, at(1), PARIS), at(1), PARIS)
        assert found is not None
        assert found.text.replace("\u00a0", " ") == (
            "Vous avez demandé ce rappel : la date limite est maintenant connue. "
            "Il reste 27 jours : l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris)."
        )
        assert text(found.told, at(2)) == ""
        assert "Il reste 7 jours" in text(found.told, at(21))

    def test_a_date_that_changes_is_said_and_its_own_reminders_follow(self) -> None:
        later = replace(CALL, closes=CLOSES + timedelta(days=14))
        found = due(replace(KNOWS, days=1), deadline(later, at(28), PARIS), at(28), PARIS)
        assert found is not None
        assert "la date limite a changé. Il reste 14 jours" in found.text.replace("\u00a0", " ")
        assert "Il reste 7 jours" in text(found.told, at(6, month=3), later)

    def test_each_reminder_has_a_key_of_its_own_that_fits(self) -> None:
        moves = (KNOWS, replace(KNOWS, closes=None), replace(KNOWS, told_at=ASKED + timedelta(hours=1)))
        found = [
            due(told, deadline(CALL, now, PARIS), now, PARIS) for told in moves for now in (at(21), at(27))
        ]
        keys = {one.key for one in found if one}
        assert len(keys) == 5
        assert max(map(len, keys)) <= 64


@dataclass
class Life:
    """A desk whose call may change, a clock, and conversations that want to be reminded."""

    stores: Stores
    call: Call = CALL
    clock: Clock = field(default_factory=lambda: Clock(ASKED))
    hub: Hub = field(default_factory=Hub)

    async def wish(self, id: str = "c1", email: str = "") -> None:
        """Begin a conversation that wants to be reminded."""
        await begun(self.stores.conversations, id, contact=f"of {id}")
        if email:
            await self.stores.conversations.change(id, lambda c: c.leave_address(email, ASKED))
        await self.stores.reminders.set(id, True, self.clock())

    async def look(self, now: datetime | None = None) -> int:
        """Look for who is to be reminded, at a moment."""
        self.clock.now = now or self.clock.now
        return await self.job.look()

    @property
    def job(self) -> ReminderJob:
        """A job that has just been started."""
        reception = Reception(FakeDesk(corpus=Corpus(self.call, (), ())))
        return ReminderJob(self.stores, reception, self.hub, self.clock, PARIS)

    async def told(self, id: str = "c1") -> list[str]:
        """What a conversation was told, in order."""
        messages = await self.stores.conversations.messages(id)
        assert {message.author for message in messages} <= {Author.SYSTEM}
        return [message.text.replace("\u00a0", " ") for message in messages]


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    stores = make_stores(new_url(tmp_path))
    yield Life(stores)
    await stores.close()


async def test_reminders_come_once_each_by_day_and_ring(life: Life) -> None:
    await life.wish()
    with life.hub.watching("c1") as bell:
        first = [await life.look(now) for now in (ASKED, at(20), at(21, 8), at(21, 9), at(21, 9))]
        assert first == [0, 0, 0, 1, 0]
        assert await bell.wait(0)
    second = [await life.look(now) for now in (at(26), at(26, 23), at(27, 19), at(28, 9), at(28, 16))]
    assert second == [0, 0, 0, 1, 0]
    told = await life.told()
    assert told == [
        "Vous avez demandé ce rappel. Il reste 7 jours : "
        "l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris).",
        "Vous avez demandé ce rappel. C’est le dernier jour : "
        "l’appel à projets se clôt le 28 février 2020 à 17 h (heure de Paris).",
    ]
    events = await life.stores.conversations.events("c1")
    assert [event.kind for event in events] == [Kind.REMINDED, Kind.REMINDED]


async def test_a_reminder_goes_by_e_mail_to_who_left_an_address(life: Life) -> None:
    await life.wish("c1", ADDRESS)
    await life.wish("c2")
    await life.look(ASKED)
    assert await life.look(at(21)) == 2
    waiting = await life.stores.outbox.take(at(21), at(22))
    assert [(one.conversation, one.channel, one.address) for one in waiting] == [("c1", "email", ADDRESS)]


async def test_who_died_before_it_could_note_so_does_not_send_twice(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    await life.wish()
    await life.look(ASKED)
    with monkeypatch.context() as patched:
        patched.setattr("bot.store.reminders.Reminders.note", dies)
        with pytest.raises(Died):
            await life.look(at(21))
    assert len(await life.told()) == 1
    assert [await life.look(at(21, hour)) for hour in (10, 11)] == [0, 0]
    assert len(await life.told()) == 1
    assert await life.look(at(27)) == 1


class Died(Exception):
    """The process is no more."""


async def dies(*_: object) -> None:
    raise Died


async def test_two_processes_that_look_at_once_send_it_once(life: Life) -> None:
    await life.wish()
    await life.look(ASKED)
    life.clock.now = at(21)
    async with create_task_group() as processes:
        for _ in range(4):
            processes.start_soon(life.job.look)
    assert len(await life.told()) == 1


async def test_a_date_that_was_known_from_the_first_is_no_news(life: Life) -> None:
    await life.wish()
    assert [await life.look(ASKED), await life.look(at(1))] == [0, 0]


async def test_a_date_that_becomes_known_is_told(life: Life) -> None:
    life.call = replace(CALL, closes=None)
    await life.wish()
    assert await life.look(ASKED) == 0
    life.call = CALL
    assert [await life.look(at(1, 22)), await life.look(at(2, 9)), await life.look(at(2, 9))] == [0, 1, 0]
    (told,) = await life.told()
    assert told.startswith("Vous avez demandé ce rappel : la date limite est maintenant connue. Il reste 26")


async def test_nobody_is_reminded_who_took_it_back_or_erased_everything(life: Life) -> None:
    for id in ("c1", "c2", "c3"):
        await life.wish(id)
    await life.look(ASKED)
    await life.stores.reminders.set("c1", False, ASKED)
    await life.stores.conversations.erase("c2")
    assert await life.look(at(21)) == 1
    assert (await life.told("c1"), len(await life.told("c3"))) == ([], 1)


async def test_nothing_is_sent_after_the_closing_and_soon_nothing_is_kept(life: Life) -> None:
    await life.wish()
    assert await life.look(CLOSES + timedelta(seconds=1)) == 0
    assert await life.stores.reminders.of("c1")
    assert await life.look(CLOSES + timedelta(days=8)) == 0
    assert not await life.stores.reminders.of("c1")
    assert await life.told() == []


async def test_a_closing_that_is_put_off_after_it_had_passed_is_told(life: Life) -> None:
    await life.wish()
    await life.look(ASKED)
    await life.look(at(28, 18))
    life.call = replace(CALL, closes=at(31, 17, month=3))
    assert await life.look(at(2, month=3)) == 1
    (told,) = await life.told()
    assert "la date limite a changé" in told


async def test_nobody_is_reminded_while_the_desk_is_closed(life: Life) -> None:
    await life.wish()
    life.clock.now = at(27)
    job = ReminderJob(life.stores, Reception(), life.hub, life.clock, PARIS)
    assert await job.look() == 0


async def test_it_goes_on_looking_until_it_is_stopped(life: Life) -> None:
    await life.wish()
    await life.look(ASKED)
    life.clock.now = at(21)
    async with create_task_group() as group:
        group.start_soon(life.job.run)
        with fail_after(5), life.hub.watching("c1") as bell:
            assert await bell.wait(5)
        group.cancel_scope.cancel()
    assert len(await life.told()) == 1
