import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn

from bot.api.event_stream import AT_ONCE, public_events
from tests.bot.applicants import ANSWERED, API, CAMILLE, UNSAID, Applicants, applicants, until
from tests.bot.desks import SEEN, SeeingDesk
from tests.bot.test_api import assert_problem


@dataclass(frozen=True)
class Told:
    """An event as a reader takes it; `kind` is "" for a comment, "retry" for the delay."""

    kind: str
    data: Any = None
    id: int | None = None


def parsed(block: str) -> Told:
    fields = dict(line.split(": ", 1) for line in block.split("\n") if line and line[0] != ":")
    if not fields:
        return Told("")
    if "retry" in fields:
        return Told("retry", int(fields["retry"]))
    return Told(fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None)


async def blocks(response: httpx.Response) -> AsyncGenerator[Told]:
    """Yield what a stream tells."""
    kept = ""
    async for text in response.aiter_text():
        kept += text
        while "\n\n" in kept:
            block, kept = kept.split("\n\n", 1)
            yield parsed(block)


async def take(stream: AsyncIterator[Told], count: int) -> list[Told]:
    with anyio.fail_after(5):
        return [await anext(stream) for _ in range(count)]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        yield office


@asynccontextmanager
async def served(office: Applicants) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the application by a real server on a port of its own, in this event loop."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(office.app, log_level="error", lifespan="off", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with anyio.create_task_group() as group:
        group.start_soon(server.serve, [listener])
        await until(lambda: server.started)
        async with httpx.AsyncClient(base_url=address, timeout=10) as client:
            yield client
        office.contacts.hub.close()
        server.should_exit = True


@asynccontextmanager
async def listening(
    client: httpx.AsyncClient, id: str, headers: dict[str, str]
) -> AsyncIterator[AsyncIterator[Told]]:
    async with client.stream("GET", f"{API}/{id}/events", headers=headers) as response:
        assert response.status_code == 200
        async with aclosing(blocks(response)) as stream:
            yield stream


def kinds(told: list[Told]) -> list[tuple[str, int | None]]:
    return [(one.kind, one.id) for one in told]


async def test_a_stream_tells_what_happened_then_what_happens(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    async with served(office) as client, listening(client, id, token) as stream:
        retry, asked, answered, status = await take(stream, 4)
        assert (retry.kind, retry.data) == ("retry", 3000)
        assert (asked.kind, asked.id, asked.data["text"]) == ("message", 1, ANSWERED)
        assert (status.kind, status.id, status.data["status"]) == ("status", None, "pending")
        assert (answered.id, answered.data["answer"]["decision"]) == (2, "answer")
        path = f"{API}/{id}/messages"
        posted = (await client.post(path, json={"text": UNSAID}, headers=token)).json()
        told = await take(stream, 4)
        assert kinds(told) == [("message", 3), ("message", 4), ("status", 5), ("message", 6)]
        assert told[1].data == posted["reply"]
        assert told[2].data == {name: posted[name] for name in ("status", "handoff", "staff")}


async def test_a_stream_never_tells_what_the_assistant_saw(tmp_path: Path) -> None:
    async with applicants(tmp_path, SeeingDesk()) as office:
        id, token = await office.begun(ANSWERED)
        async with served(office) as client, listening(client, id, token) as stream:
            *_, answered, _ = await take(stream, 4)
    assert answered.data["answer"]["decision"] == "answer"
    assert "seen" not in answered.data["answer"]
    assert SEEN[1].quote not in str(answered.data)


async def test_who_takes_it_types_and_answers_is_told_by_name_and_notes_never(office: Applicants) -> None:
    id, token = await office.begun(UNSAID)
    async with served(office) as client, listening(client, id, token | {"Last-Event-ID": "4"}) as stream:
        assert (await take(stream, 1))[0].kind == "retry"
        staff = await office.taken(id)
        (claimed,) = await take(stream, 1)
        assert (claimed.kind, claimed.id, claimed.data["staff"]) == ("status", 5, CAMILLE)
        await office.change(id, lambda c: c.note(staff, CAMILLE, "Note cachée", office.clock()))
        await office.replied(id, staff, "Le 1er octobre.")
        told = await take(stream, 2)
        assert kinds(told) == [("message", 7), ("status", None)]
        assert (told[0].data["name"], told[1].data["handoff"]["promised_at"]) == (CAMILLE, None)
        office.contacts.hub.typing(id, CAMILLE)
        (typing,) = await take(stream, 1)
        assert (typing.kind, typing.id, typing.data) == ("typing", None, {"name": CAMILLE})
        await office.change(id, lambda c: c.resolve(staff, office.clock()))
        assert [one.data["status"] for one in await take(stream, 1)] == ["resolved"]


async def test_a_stream_resumes_where_its_reader_was_cut_off(office: Applicants) -> None:
    id, token = await office.begun(UNSAID)
    async with served(office) as client:
        async with listening(client, id, token) as stream:
            assert (await take(stream, 3))[-1].id == 2
        await office.contacts.dialogue.post(id, "Et alors ?")
        async with listening(client, id, token | {"Last-Event-ID": "2"}) as stream:
            told = await take(stream, 4)
        assert kinds(told[1:]) == [("status", 3), ("message", 4), ("message", 5)]
        async with client.stream("GET", f"{API}/{id}/events?after=4", headers=token) as response:
            assert kinds(await take(blocks(response), 2))[1:] == [("message", 5)]


async def test_a_status_is_told_once_and_after_the_messages_that_came_with_it(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    await office.contacts.dialogue.post(id, UNSAID)
    store, hub = office.stores.conversations, office.contacts.hub
    for after in range(7):
        stream = public_events(store, hub, office.contacts.status, id, after, heartbeat=0.01)
        told = []
        async with aclosing(stream):
            async for each in stream:
                if (one := parsed(each.decode())).kind == "":
                    break
                told.append(one)
        expected = [("message", 3), ("message", 4), ("status", 5), ("message", 6)]
        earlier: list[tuple[str, int | None]] = [("message", 1), ("message", 2)]
        left = [(kind, number) for kind, number in earlier + expected if number and number > after]
        assert kinds(told)[1:] == left


async def test_an_event_that_changes_nothing_of_the_status_is_not_told_again(office: Applicants) -> None:
    id, token = await office.begun(UNSAID)
    staff = await office.taken(id)
    await office.replied(id, staff, "Le 1er octobre.")
    await office.change(id, lambda c: c.note(staff, CAMILLE, "Note cachée", office.clock()))
    store, hub = office.stores.conversations, office.contacts.hub
    async with aclosing(public_events(store, hub, office.contacts.status, id, 5)) as stream:
        told = [parsed((await anext(stream)).decode()) for _ in range(3)]
    # The note is the last event: what a contact is not told does not hold the status back.
    assert kinds(told) == [("retry", None), ("message", 6), ("status", None)]
    async with aclosing(public_events(store, hub, office.contacts.status, id, 0, 0.01)) as stream:
        whole = [parsed((await anext(stream)).decode()) for _ in range(7)]
    assert [one.kind for one in whole].count("status") == 1
    assert whole[-1].kind == ""


async def test_more_events_than_a_page_all_come_in_order(office: Applicants) -> None:
    id, token = await office.begun()
    for number in range(230):
        text = f"n° {number}"
        await office.change(id, lambda c, text=text: c.said(text, office.clock(), office.clock()))  # type: ignore[misc]  # a default binds the text of this turn
    async with served(office) as client, listening(client, id, token) as stream:
        told = await take(stream, 232)
    assert [one.id for one in told if one.kind == "message"] == list(range(1, 231))
    assert [one.kind for one in told].count("status") == 1


async def test_all_the_readers_of_a_conversation_are_told_and_one_more_is_refused(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    told: list[list[Told]] = []

    async def listen(client: httpx.AsyncClient) -> None:
        async with listening(client, id, token | {"Last-Event-ID": "2"}) as stream:
            told.append(await take(stream, 3))

    async with served(office) as client:
        async with anyio.create_task_group() as group:
            for _ in range(AT_ONCE):
                group.start_soon(listen, client)
            await until(lambda: office.contacts.hub.watched == AT_ONCE)
            refused = await client.get(f"{API}/{id}/events", headers=token)
            assert "Fermez-en" in assert_problem(refused, 429)["detail"]
            assert refused.headers["retry-after"] == "3"
            other, other_token = await office.begun(ANSWERED)
            async with listening(client, other, other_token) as stream:
                assert len(await take(stream, 3)) == 3
            await office.contacts.dialogue.post(id, ANSWERED)
        assert [kinds(each)[1] for each in told] == [("message", 3)] * AT_ONCE
        await until(lambda: office.contacts.hub.watched == 0)
        async with listening(client, id, token) as stream:
            assert len(await take(stream, 3)) == 3


async def test_a_stream_ends_when_the_server_closes(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    async with (
        served(office) as client,
        client.stream("GET", f"{API}/{id}/events", headers=token) as response,
    ):
        stream = blocks(response)
        await take(stream, 4)
        office.contacts.hub.close()
        assert [one async for one in stream] == []
    assert office.contacts.hub.watched == 0


async def test_a_stream_ends_once_the_conversation_is_erased(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    store, hub = office.stores.conversations, office.contacts.hub
    events = public_events(store, hub, office.contacts.status, id, 0, heartbeat=0.05)
    async with aclosing(events):
        with anyio.fail_after(5):
            assert [parsed((await anext(events)).decode()).kind for _ in range(5)][-1] == ""
            await office.client.delete(f"{API}/{id}", headers=token)
            left = {parsed(each.decode()).kind async for each in events}
    assert left <= {""}
    assert hub.watched == 0


async def test_silence_is_broken_by_a_comment(office: Applicants) -> None:
    id, _ = await office.begun()
    store, hub = office.stores.conversations, office.contacts.hub
    async with aclosing(public_events(store, hub, office.contacts.status, id, 0, heartbeat=0.01)) as events:
        told = [await anext(events) for _ in range(3)]
    assert told[1:] == [b": \n\n", b": \n\n"]
    assert hub.watched == 0


async def test_a_slow_reader_makes_us_read_one_page_and_no_more(
    office: Applicants, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, _ = await office.begun()
    for _ in range(210):
        await office.change(id, lambda c: c.said("…", office.clock(), office.clock()))
    store, hub = office.stores.conversations, office.contacts.hub
    read: list[int] = []
    really = store.events

    async def events(id: str, after: int = 0, limit: int = 1_000) -> Any:
        read.append(after)
        return await really(id, after, limit)

    monkeypatch.setattr(store, "events", events)
    async with aclosing(public_events(store, hub, office.contacts.status, id, 0)) as slow:
        for _ in range(50):
            await anext(slow)
        assert read == [0]


@pytest.mark.parametrize("number", ["-1", "1.5", "deux", "²", "9" * 10, "1" * 400])
async def test_a_number_that_is_none_is_refused(office: Applicants, number: str) -> None:
    id, token = await office.begun()
    path = f"{API}/{id}/events"
    response = await office.client.get(path, params={"after": number}, headers=token)
    assert assert_problem(response, 422)["detail"].startswith("Le numéro du dernier événement")
    if number.isascii():
        assert_problem(await office.client.get(path, headers=token | {"Last-Event-ID": number}), 422)


async def test_no_proxy_may_keep_or_hold_back_a_stream(office: Applicants) -> None:
    id, token = await office.begun()
    async with (
        served(office) as client,
        client.stream("GET", f"{API}/{id}/events", headers=token) as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"
        assert "x-content-type-options" in response.headers
