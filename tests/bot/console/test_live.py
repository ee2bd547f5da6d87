from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path

from anyio import create_task_group, fail_after, sleep

from bot.console.live import Watch, conversation_events, queue_events
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.store.conversations import Conversations
from bot.talk.hub import Hub
from tests.bot.clocks import MONDAY, Clock
from tests.bot.databases import new_database


async def signed_in() -> bool:
    return True


async def signed_out() -> bool:
    return False


async def nobody(_: datetime) -> list[str]:
    return []


async def next_of(stream: AsyncGenerator[bytes]) -> bytes:
    with fail_after(5):
        return await anext(stream)


async def begun(store: Conversations) -> Conversation:
    conversation = Conversation.begin("a" * 32, "b" * 32, Channel.WEB, MONDAY)
    await store.begin(conversation, "digest")
    return (await store.change(conversation.id, lambda c: c.said("Bonjour ?", MONDAY, MONDAY))).after


def watching(
    store: Conversations, clock: Clock, typing: Callable[..., object] = nobody, shown: int = 1
) -> Watch:
    return Watch(store, typing, clock, "a" * 32, shown)  # type: ignore[arg-type]  # a fake of its own shape


async def test_the_queue_is_told_at_once_then_at_most_once_a_while() -> None:
    hub = Hub()
    stream = queue_events(hub, signed_in, every=0.2, heartbeat=0.05)
    assert await next_of(stream) == b"retry: 3000\n\n"
    assert b"event: change" in await next_of(stream)
    for _ in range(50):
        hub.ring("une conversation")
    assert b"event: change" in await next_of(stream)
    assert await next_of(stream) == b": \n\n"
    await stream.aclose()
    assert hub.watched == 0


async def test_streams_end_with_the_session() -> None:
    stream = queue_events(Hub(), signed_out)
    await next_of(stream)
    assert b"event: fin" in await next_of(stream)
    assert [each async for each in stream] == []


async def test_streams_end_when_the_process_stops() -> None:
    hub = Hub()
    stream = queue_events(hub, signed_in, every=0, heartbeat=30)
    await next_of(stream)
    await next_of(stream)
    async with create_task_group() as group:

        async def stop() -> None:
            await sleep(0.02)
            hub.close()

        group.start_soon(stop)
        with fail_after(5):
            assert [each async for each in stream] == []
    assert hub.watched == 0


async def test_a_conversation_is_told_of_once_for_each_change(tmp_path: Path) -> None:
    async with new_database(tmp_path) as database:
        store, hub = Conversations(database), Hub()
        one = await begun(store)
        stream = conversation_events(hub, signed_in, one.id, watching(store, Clock()), heartbeat=0.05)
        await next_of(stream)
        assert await next_of(stream) == b": \n\n"  # nothing that the page does not show
        await store.change(one.id, lambda c: c.note("c" * 32, "Camille", "Note", MONDAY))
        hub.ring(one.id)
        assert await next_of(stream) == b"event: change\ndata: 2\n\n"
        assert await next_of(stream) == b": \n\n"
        await stream.aclose()


async def test_what_happened_before_one_listened_is_told_at_once(tmp_path: Path) -> None:
    async with new_database(tmp_path) as database:
        store = Conversations(database)
        one = await begun(store)
        stream = conversation_events(Hub(), signed_in, one.id, watching(store, Clock(), shown=0))
        await next_of(stream)
        assert await next_of(stream) == b"event: change\ndata: 1\n\n"
        await stream.aclose()


async def test_who_types_is_told_then_who_stopped(tmp_path: Path) -> None:
    typing = [["<Sacha>"], ["<Sacha>"], []]

    async def names(_: datetime) -> list[str]:
        return typing.pop(0)

    async with new_database(tmp_path) as database:
        store = Conversations(database)
        one = await begun(store)
        watch = watching(store, Clock(), names)
        stream = conversation_events(Hub(), signed_in, one.id, watch, heartbeat=0.02)
        await next_of(stream)
        said = await next_of(stream)
        assert said.decode() == "event: frappe\ndata: &lt;Sacha&gt; écrit une réponse.\n\n"
        assert await next_of(stream) == b": \n\n"
        assert (await next_of(stream)).startswith(b"event: frappe\ndata:")
        await stream.aclose()


async def test_an_erased_conversation_ends_its_stream(tmp_path: Path) -> None:
    async with new_database(tmp_path) as database:
        store = Conversations(database)
        one = await begun(store)
        stream = conversation_events(Hub(), signed_in, one.id, watching(store, Clock()), heartbeat=0.02)
        await next_of(stream)
        await store.erase(one.id)
        assert [each.split(b"\n")[0] async for each in stream] == [b"event: change", b"event: fin"]
