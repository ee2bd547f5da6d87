"""Whoever follows a conversation hears each event once, in order, who is typing, and that the line holds."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from anyio import Event as AnyEvent
from anyio import create_task_group, fail_after, sleep

from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Event, Kind
from bot.store.conversations import Conversations
from bot.talk import stream
from bot.talk.hub import Hub
from bot.talk.stream import Heard, Silence, Typing, follow
from tests.bot.databases import new_database
from tests.bot.store.made_up import begun, says

LONG = 60.0
"""Seconds without a heartbeat, longer than a test lasts."""


@pytest.fixture
async def conversations(tmp_path: Path) -> AsyncIterator[Conversations]:
    async with new_database(tmp_path) as database:
        conversations = Conversations(database)
        await begun(conversations)
        yield conversations


async def say(conversations: Conversations, hub: Hub, *words: str) -> None:
    for each in words:
        await conversations.change("c1", says(each))
        hub.ring("c1")


class Listener:
    """Follows a conversation until it has heard enough; slow, it waits after each thing heard."""

    def __init__(self, after: int = 0, slow: float = 0.0) -> None:
        self.after = after
        self.slow = slow
        self.heard: list[Heard] = []
        self.begun = AnyEvent()

    async def listen(
        self, conversations: Conversations, hub: Hub, enough: int, heartbeat: float = LONG
    ) -> None:
        with fail_after(10):
            async with aclosing(follow(conversations, hub, "c1", self.after, heartbeat)) as heard:
                async for each in heard:
                    self.heard.append(each)
                    self.begun.set()
                    if len(self.heard) == enough:
                        return
                    await sleep(self.slow)

    @property
    def numbers(self) -> list[int]:
        return [each.number for each in self.heard if isinstance(each, Event)]


async def test_what_happened_already_is_heard_first(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    await say(conversations, hub, "a", "b", "c")
    await listener.listen(conversations, hub, 3)
    assert listener.heard == await conversations.events("c1")
    assert listener.numbers == [1, 2, 3]


async def test_it_resumes_after_the_last_event_heard(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener(after=2)
    await say(conversations, hub, "a", "b", "c", "d")
    await listener.listen(conversations, hub, 2)
    assert listener.numbers == [3, 4]


async def test_what_happens_next_is_heard_at_once(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    async with create_task_group() as group:
        group.start_soon(listener.listen, conversations, hub, 3)
        await sleep(0.05)
        await say(conversations, hub, "a", "b", "c")
    assert listener.numbers == [1, 2, 3]


async def test_each_event_is_heard_once_however_fast_they_come(conversations: Conversations) -> None:
    hub, listeners = Hub(), [Listener(), Listener(slow=0.01), Listener(after=7)]
    async with create_task_group() as group:
        for listener in listeners:
            group.start_soon(listener.listen, conversations, hub, 40 - listener.after)
        for writer in range(4):
            group.start_soon(say, conversations, hub, *(f"{writer} {n}" for n in range(10)))
    assert [listener.numbers for listener in listeners] == [
        list(range(1, 41)),
        list(range(1, 41)),
        list(range(8, 41)),
    ]


async def test_a_long_past_is_heard_page_by_page(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAGE", 3)
    hub, listener = Hub(), Listener()
    await say(conversations, hub, *"abcdefg")
    await listener.listen(conversations, hub, 7)
    assert listener.numbers == [1, 2, 3, 4, 5, 6, 7]


async def test_a_slow_listener_is_read_for_later(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAGE", 2)
    hub = Hub()
    await say(conversations, hub, *"abcdef")
    asked: list[int] = []
    events = conversations.events

    async def counted(id: str, after: int = 0, limit: int = 1_000) -> list[Event]:
        asked.append(after)
        return await events(id, after, limit)

    monkeypatch.setattr(conversations, "events", counted)
    async with aclosing(follow(conversations, hub, "c1", 0, LONG)) as heard:
        for _ in range(3):
            await anext(heard)
    assert asked == [0, 2]


async def test_who_is_typing_is_heard_between_events(conversations: Conversations) -> None:
    hub = Hub()
    async with aclosing(follow(conversations, hub, "c1", 0, heartbeat=0.01)) as heard:
        assert await anext(heard) == Silence()
        hub.typing("c1", "Anne")
        assert await next_but_silence(heard) == Typing("Anne")
        await say(conversations, hub, "a")
        event = await next_but_silence(heard)
        assert isinstance(event, Event)


async def next_but_silence(heard: AsyncGenerator[Heard, None]) -> Heard:
    with fail_after(10):
        async for each in heard:
            if each != Silence():
                return each
    raise AssertionError("the stream has ended")


async def test_silence_is_said_so_that_the_line_is_not_taken_for_dead(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    await listener.listen(conversations, hub, 3, heartbeat=0.01)
    assert listener.heard == [Silence()] * 3


async def test_an_event_that_nobody_rang_for_is_heard_after_a_heartbeat(
    conversations: Conversations,
) -> None:
    async with aclosing(follow(conversations, Hub(), "c1", 0, heartbeat=0.01)) as heard:
        assert await anext(heard) == Silence()
        await conversations.change("c1", says("From another process"))
        event = await next_but_silence(heard)
        assert isinstance(event, Event)


async def test_notes_are_heard_too_for_whoever_shows_them_to_choose(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    await conversations.change("c1", lambda c: c.note("anne", "Anne", "À vérifier.", c.created_at))
    await listener.listen(conversations, hub, 1)
    (note,) = listener.heard
    assert isinstance(note, Event)
    assert (note.kind, note.kind.public) == (Kind.NOTE, False)


async def test_it_ends_when_the_hub_closes(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    await say(conversations, hub, "a")
    async with create_task_group() as group:
        group.start_soon(listener.listen, conversations, hub, 99)
        await listener.begun.wait()
        hub.close()
    assert listener.numbers == [1]
    assert hub.watched == 0


async def test_it_does_not_begin_once_the_hub_is_closed(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    await say(conversations, hub, "a")
    hub.close()
    await listener.listen(conversations, hub, 99)
    assert listener.heard == []


async def test_who_goes_away_is_watched_for_no_longer(conversations: Conversations) -> None:
    hub, listener = Hub(), Listener()
    await say(conversations, hub, "a")
    async with create_task_group() as group:
        group.start_soon(listener.listen, conversations, hub, 99)
        await listener.begun.wait()
        assert hub.watched == 1
        group.cancel_scope.cancel()
    assert hub.watched == 0


async def test_it_ends_when_the_conversation_is_erased(conversations: Conversations) -> None:
    hub = Hub()
    async with aclosing(follow(conversations, hub, "c1", 0, heartbeat=0.01)) as heard:
        assert await anext(heard) == Silence()
        await conversations.erase("c1")
        hub.ring("c1")
        with pytest.raises(UnknownConversation):
            await next_but_silence(heard)
    assert hub.watched == 0
