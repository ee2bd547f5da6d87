from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest

from bot.answers.content import Content
from bot.answers.states import State
from bot.answers.validated import ValidatedAnswer
from bot.background import Background
from bot.conversations.errors import UnknownConversation
from bot.conversations.states import Channel
from bot.desk import Reception
from bot.model.calls import Judged
from bot.parts import Parts
from bot.store.audit import Act
from bot.store.periods import Period
from bot.store.telegram_updates import Update
from bot.talk.dialogue import Dialogue
from ingest.report import Report
from tests.bot.applicants import parts_of
from tests.bot.clocks import MONDAY, PROMISES, Clock
from tests.bot.desks import FakeDesk
from tests.bot.telegram.numbers import seen


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    parts = parts_of(tmp_path, Reception(FakeDesk()))
    yield parts
    await parts.stores.close()


def dialogue_of(parts: Parts) -> Dialogue:
    return Dialogue(parts.stores.conversations, parts.reception, parts.hub, parts.promises, parts.clock)


async def run_for_a_moment(parts: Parts) -> None:
    """Run the jobs, each of which does its work at once, then cancel them."""
    background = Background(parts, dialogue_of(parts), [anyio.sleep_forever])
    with anyio.move_on_after(0.5):
        await background.run()


async def test_a_message_that_a_dead_process_left_is_answered(parts: Parts) -> None:
    conversation, _ = await dialogue_of(parts).begin(Channel.WEB)
    promised = PROMISES.promised(MONDAY)
    await parts.stores.conversations.change(
        conversation.id, lambda c: c.said("Une commune ?", MONDAY, promised)
    )
    assert isinstance(parts.clock, Clock)
    parts.clock.forward(minutes=2)
    await run_for_a_moment(parts)
    messages = await parts.stores.conversations.messages(conversation.id)
    assert [message.author for message in messages] == ["contact", "assistant"]


async def test_a_conversation_that_had_its_time_is_erased_and_no_other(parts: Parts) -> None:
    old, _ = await dialogue_of(parts).begin(Channel.WEB)
    assert isinstance(parts.clock, Clock)
    parts.clock.forward(days=parts.settings.conversation_days - 1)
    recent, _ = await dialogue_of(parts).begin(Channel.WEB)
    parts.clock.forward(days=2)
    await run_for_a_moment(parts)
    with pytest.raises(UnknownConversation):
        await parts.stores.conversations.get(old.id)
    assert await parts.stores.conversations.get(recent.id) == recent


async def test_what_came_from_telegram_and_was_told_there_is_forgotten_in_time(parts: Parts) -> None:
    stores, now = parts.stores, parts.clock()
    await stores.telegram_updates.keep(1, [Update(1, 7, {}), Update(2, 7, {})], now)
    await stores.telegram_updates.end(1, 1)
    await seen(stores.database, 7, 12)
    await stores.outbox.notice("telegram:1:0", "telegram", "7", "telegram:7", {}, now)
    await stores.outbox.sent(1, now, part=13)
    assert isinstance(parts.clock, Clock)
    parts.clock.forward(days=8)
    await run_for_a_moment(parts)
    assert await stores.telegram_updates.keep(1, [Update(1, 7, {}), Update(2, 7, {})], now) == 2
    assert await stores.telegram_chats.greatest(7) == 0
    assert await stores.outbox.greatest_part("telegram:7") == 0


async def test_the_figures_of_a_language_model_are_kept_as_long_as_conversations(parts: Parts) -> None:
    calls, now = parts.stores.model_calls, parts.clock()
    days = parts.settings.conversation_days
    ages = (days - 1, days + 1)
    await calls.keep([Judged(now - timedelta(days=age), "whole") for age in ages], PROMISES.hours.zone)
    await run_for_a_moment(parts)
    since = Period((now - timedelta(days=days + 9)).date(), now.date(), PROMISES.hours.zone)
    assert (await calls.totals(since)).written == {"whole": 1}


async def test_an_answer_past_its_last_day_is_withdrawn_from_service(parts: Parts) -> None:
    published: list[str] = []

    async def publish() -> Report:
        published.append("once")
        return Report(1, 1, 0, 0, 0, (), 0.0, changed=True)

    today = MONDAY.date()
    content = Content("Quelle est la date limite ?", (), "Le 15 décembre.", (), today)
    proposed = ValidatedAnswer.propose("a" * 32, content, "b" * 32, MONDAY)
    await parts.stores.validated.add(proposed)
    await parts.stores.validated.change(proposed.id, lambda one: one.approved("c" * 32, MONDAY, today))
    await run_for_a_moment(replace(parts, publish=publish))
    assert published == []
    later = Clock(MONDAY + timedelta(days=1))
    await run_for_a_moment(replace(parts, publish=publish, clock=later))
    assert published == ["once"]
    assert (await parts.stores.validated.get(proposed.id)).state is State.EXPIRED


async def test_acts_that_had_their_time_leave_the_journal_and_no_other(parts: Parts) -> None:
    now = datetime.now(UTC)
    old, recent = (Act(now - timedelta(days=days), "anne", "conversation.seen") for days in (366, 364))
    await parts.stores.audit.add(old, recent)
    await run_for_a_moment(replace(parts, clock=Clock(now)))
    assert [act.action for _, act in await parts.stores.audit.page()] == [
        "audit.expired",
        "conversation.seen",
    ]


async def test_a_job_that_fails_in_an_unforeseen_way_is_tried_again_and_stops_no_other(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.background.PAUSE", 0.01)
    old, _ = await dialogue_of(parts).begin(Channel.WEB)
    assert isinstance(parts.clock, Clock)
    parts.clock.forward(days=parts.settings.conversation_days + 1)
    tries: list[str] = []

    async def letters() -> None:
        tries.append("tried")
        raise RuntimeError("unforeseen")

    with anyio.move_on_after(0.5):
        await Background(parts, dialogue_of(parts), [letters]).run()
    assert len(tries) > 1
    assert "unforeseen" in caplog.text
    with pytest.raises(UnknownConversation):
        await parts.stores.conversations.get(old.id)
