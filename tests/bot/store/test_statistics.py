"""What became of questions is counted on the day when it happens, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.events import SYSTEM
from bot.conversations.states import Channel
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.feedback import Feedback, FeedbackReason
from bot.store.periods import Period
from bot.store.statistics import Day, Duration, Statistics, Totals
from tests.bot.store.made_up import ANNE, NOON, QUESTION, TOMORROW, begun
from tests.bot.store.test_alike import direction

PARIS = ZoneInfo("Europe/Paris")
TODAY = Period(NOON.date(), NOON.date(), PARIS)
WEEK = Period(NOON.date() - timedelta(days=3), NOON.date() + timedelta(days=3), PARIS)
LATER = NOON + timedelta(days=30)
NOTHING = Totals(0, 0, 0, 0, 0, {}, {}, Duration(), Duration(), 0, 0, 0, {})


@pytest.fixture
def statistics(database: Database) -> Statistics:
    return Statistics(database)


class Told:
    """Tells the story of one conversation, its moments in hours after noon."""

    def __init__(self, conversations: Conversations, id: str) -> None:
        self._conversations = conversations
        self.id = id

    @classmethod
    async def begins(
        cls, conversations: Conversations, id: str = "c1", channel: Channel = Channel.WEB, hours: float = 0
    ) -> "Told":
        told = cls(conversations, id)
        at = NOON + timedelta(hours=hours)
        await conversations.begin(Conversation.begin(id, id, channel, at), f"digest of {id}")
        await told.then("said", QUESTION, at, TOMORROW)
        return told

    async def then(self, transition: str, *values: Any, **named: Any) -> "Told":
        await self._conversations.change(self.id, lambda c: getattr(c, transition)(*values, **named))
        return self

    async def decided(self, decision: str, hours: float = 0) -> "Told":
        at, answer = NOON + timedelta(hours=hours), {"decision": decision}
        await self._conversations.change(self.id, lambda c: c.answer("Voici.", at, c.asked, answer))
        return self

    async def handed_off(
        self, reason: str = "missing_knowledge", topic: str = "", hours: float = 0, promised: float = 24
    ) -> "Told":
        at = NOON + timedelta(hours=hours)
        # The promise is kept as people of another zone read it.
        until = (NOON + timedelta(hours=promised)).astimezone(PARIS)
        return await self.then("hand_off", reason, topic, QUESTION, at, until)

    async def replied(self, hours: float) -> "Told":
        return await self.then("reply", ANNE, "Anne", "Oui.", NOON + timedelta(hours=hours), 99)

    async def resolved(self, hours: float) -> "Told":
        return await self.then("resolve", SYSTEM, NOON + timedelta(hours=hours))


async def test_nothing_happened(statistics: Statistics) -> None:
    assert await statistics.totals(TODAY, LATER) == NOTHING
    assert NOTHING.in_time is None
    assert NOTHING.satisfied is None
    assert await statistics.unanswered(TODAY) == []
    assert await statistics.days(Period(TODAY.last, TODAY.first - timedelta(days=1), PARIS)) == []


async def test_replies_of_the_assistant_are_counted_by_decision(
    conversations: Conversations, statistics: Statistics
) -> None:
    await begun(conversations, "silent")
    for id, decision in (("c1", "answer"), ("c2", "answer"), ("c3", "clarification"), ("c4", "handoff")):
        await (await Told.begins(conversations, id)).decided(decision)
    totals = await statistics.totals(TODAY, LATER)
    assert (totals.begun, totals.answered, totals.clarified, totals.handed_off) == (4, 2, 1, 1)


async def test_handoffs_are_counted_by_reason_and_topic_the_most_frequent_first(
    conversations: Conversations, statistics: Statistics
) -> None:
    for id, reason, topic in (
        ("c1", "requested", "b"),
        ("c2", "low_confidence", "b"),
        ("c3", "requested", ""),
    ):
        await (await Told.begins(conversations, id)).handed_off(reason, topic)
    told = await (await Told.begins(conversations, "c4")).handed_off("requested", "a")
    await told.then("give_back", ANNE, NOON)
    await told.handed_off("policy", "b")
    totals = await statistics.totals(TODAY, LATER)
    assert list(totals.reasons.items()) == [("requested", 3), ("low_confidence", 1), ("policy", 1)]
    assert list(totals.topics.items()) == [("b", 3), ("a", 1)]


async def test_an_answer_is_corrected_by_a_later_reply_of_staff_or_by_its_contact(
    conversations: Conversations, statistics: Statistics, database: Database
) -> None:
    by_staff = await (await Told.begins(conversations, "staff")).decided("answer")
    await (await by_staff.handed_off("requested")).replied(1)
    contact = await (await Told.begins(conversations, "contact")).decided("answer")
    await Feedback(database).give(contact.id, 2, False, FeedbackReason.WRONG, NOON)
    both = await (await Told.begins(conversations, "both")).decided("answer")
    await Feedback(database).give(both.id, 2, False, FeedbackReason.WRONG, NOON)
    await (await both.handed_off("requested")).replied(1)
    assert (await statistics.totals(TODAY, LATER)).corrected == 3


async def test_nothing_else_corrects_an_answer(
    conversations: Conversations, statistics: Statistics, database: Database
) -> None:
    unclear = await (await Told.begins(conversations, "unclear")).decided("answer")
    await Feedback(database).give(unclear.id, 2, False, FeedbackReason.UNCLEAR, NOON)
    noted = await (await Told.begins(conversations, "noted")).decided("answer")
    await noted.then("note", ANNE, "Anne", "Faux ?", NOON)
    handed = await (await Told.begins(conversations, "handed")).decided("handoff")
    await (await handed.handed_off()).replied(1)
    before = await (await (await Told.begins(conversations, "before")).handed_off()).replied(1)
    await before.then("give_back", ANNE, NOON)
    await before.then("said", "Et alors ?", NOON, TOMORROW)
    await before.decided("answer", hours=2)
    assert (await statistics.totals(TODAY, LATER)).corrected == 0


async def test_replies_and_ends_are_timed_from_the_handoff(
    conversations: Conversations, statistics: Statistics
) -> None:
    for id, reply, end in (("c1", 1, 5), ("c2", 2, 6), ("c3", 12, 48)):
        told = await (await Told.begins(conversations, id)).handed_off()
        await (await told.replied(reply)).resolved(end)
    await (await Told.begins(conversations, "waits")).handed_off()
    totals = await statistics.totals(TODAY, LATER)
    assert totals.first_reply == Duration(3, timedelta(hours=2), timedelta(hours=10))
    assert totals.resolution.median == timedelta(hours=6)


async def test_a_promise_is_kept_or_broken_or_not_due_yet(
    conversations: Conversations, statistics: Statistics
) -> None:
    for id, hours in (("kept", 23.9), ("just", 24), ("broken", 24.1)):
        await (await (await Told.begins(conversations, id)).handed_off()).replied(hours)
    await (await Told.begins(conversations, "waits")).handed_off(promised=48)
    await (await (await Told.begins(conversations, "ended")).handed_off()).resolved(1)
    await (await Told.begins(conversations, "taken")).then("claim", ANNE, NOON)
    soon = await statistics.totals(TODAY, NOON + timedelta(hours=47))
    assert (soon.kept, soon.broken) == (2, 1)
    assert soon.in_time == pytest.approx(2 / 3)
    late = await statistics.totals(TODAY, NOON + timedelta(hours=49))
    assert (late.kept, late.broken) == (2, 2)


async def test_the_promise_that_counts_is_the_first(
    conversations: Conversations, statistics: Statistics
) -> None:
    told = await (await (await Told.begins(conversations)).handed_off(promised=1)).replied(2)
    await told.then("give_back", ANNE, NOON + timedelta(hours=3))
    await told.handed_off(hours=4, promised=90)
    totals = await statistics.totals(TODAY, LATER)
    assert (totals.kept, totals.broken) == (0, 1)


async def test_what_contacts_thought_is_counted_by_reason(
    conversations: Conversations, statistics: Statistics, database: Database
) -> None:
    for number, (useful, reason) in enumerate(
        [(True, None), (False, FeedbackReason.WRONG), (False, None), (False, None)]
    ):
        await (await Told.begins(conversations, f"c{number}")).decided("clarification")
        await Feedback(database).give(f"c{number}", 2, useful, reason, NOON)
    totals = await statistics.totals(TODAY, LATER)
    assert (totals.useful, totals.satisfied) == (1, 0.25)
    assert list(totals.useless.items()) == [("", 2), ("wrong", 1)]


async def test_one_channel_is_told_from_the_other(
    conversations: Conversations, statistics: Statistics, database: Database
) -> None:
    for id, channel in (("w", Channel.WEB), ("t", Channel.TELEGRAM), ("t2", Channel.TELEGRAM)):
        told = await (await Told.begins(conversations, id, channel)).decided("answer")
        await Feedback(database).give(id, 2, False, FeedbackReason.WRONG, NOON)
        await (await told.handed_off("requested", "le sujet")).replied(1)
        await conversations.keep_vector(id, "sense:hash", direction(0))
    everything = await statistics.totals(TODAY, LATER)
    web, telegram = [await statistics.totals(TODAY, LATER, channel) for channel in Channel]
    for part, count in ((everything, 3), (web, 1), (telegram, 2)):
        assert {part.begun, part.answered, part.corrected, part.kept, part.first_reply.count} == {count}
        assert {part.reasons["requested"], part.topics["le sujet"], part.useless["wrong"]} == {count}
    [day] = await statistics.days(TODAY, Channel.TELEGRAM)
    assert day == Day(TODAY.first, begun=2, answered=2, clarified=0, handed_off=0, replies=2, resolved=0)


async def test_each_thing_counts_on_its_day_where_we_are(
    conversations: Conversations, statistics: Statistics
) -> None:
    # Noon is 14 h in Paris: ten hours later it is midnight there.
    told = await (await Told.begins(conversations, "c1")).decided("answer", hours=9.9)
    await told.handed_off(hours=10.1)
    await told.replied(hours=33.9)
    await told.resolved(hours=34)
    await Told.begins(conversations, "c2", hours=10)
    today, tomorrow, after = (TODAY.first + timedelta(days=number) for number in range(3))
    days = {day.day: day for day in await statistics.days(WEEK)}
    assert list(days) == WEEK.days
    assert days[today] == Day(today, 1, 1, 0, 0, 0, 0)
    assert days[tomorrow] == Day(tomorrow, 1, 0, 0, 0, replies=1, resolved=0)
    assert days[after] == Day(after, 0, 0, 0, 0, replies=0, resolved=1)


async def test_a_day_when_clocks_change_has_its_own_length(statistics: Statistics) -> None:
    short, long = (Period(day, day, PARIS) for day in (date(2013, 3, 31), date(2013, 10, 27)))
    assert short.ends - short.begins == timedelta(hours=23)
    assert long.ends - long.begins == timedelta(hours=25)
    assert long.begins == datetime(2013, 10, 26, 22, tzinfo=UTC)
    assert len(await statistics.days(Period(date(2013, 1, 1), date(2013, 12, 31), PARIS))) == 365


async def test_unanswered_questions_are_grouped_the_most_asked_first(
    conversations: Conversations, statistics: Statistics
) -> None:
    for id, degrees, reason in (
        ("a", 0, "missing_knowledge"),
        ("b1", 90, "missing_knowledge"),
        ("b2", 92, "low_confidence"),
        ("c", 0, "requested"),
        ("d", 0, "out_of_scope"),
    ):
        await (await Told.begins(conversations, id)).handed_off(reason)
        await conversations.keep_vector(id, "sense:hash", direction(degrees))
    await (await Told.begins(conversations, "later")).handed_off(hours=48)
    groups = await statistics.unanswered(TODAY)
    assert [{group.first.id, *group.others} for group in groups] == [{"b1", "b2"}, {"a"}]
    assert len(await statistics.unanswered(TODAY, limit=1)) == 1
