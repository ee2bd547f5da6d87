"""A thousand people listen, fifty messages come a second: what is lost, how late they are told, the cost."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from os import getloadavg
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.settings import load_settings
from bot.staff.roles import Role
from bot.store.conversations import Transition
from bot.store.stores import Stores, make_stores
from bot.tokens import digest, new_token, short_id
from bot.wiring import database_url, promises_of
from tests.benchmarks.bench_start import processor_seconds, ready, resident, served
from tests.benchmarks.event_readers import Poster, Reader
from tests.benchmarks.material import colloquial, lines_of
from tests.benchmarks.table import show
from tests.knowledge.servers import postgresql

STREAMS, RATE, SECONDS = 1_000, 50, 60
LEAVING = STREAMS // 10
PAUSE = 5.0
"""Seconds for which who leaves is away."""
RETRIED = 20
"""One message in so many is sent again under its key, as by someone who did not get the answer."""
SETTLED = 30.0
"""Seconds within which the last message must be told."""

ASKING, ASKED = 8, 20.0
"""Contacts who ask the assistant at once, and for how many seconds."""

NOTE = (
    "One process as `guichet serve` starts it, its texts open; clients run on the same machine. A person has "
    "the conversations, so that the assistant is silent: its replies are measured apart. A tenth of the "
    "readers leave once, for 5 s, and resume after the last event that they had; one message in 20 is sent "
    "twice under its key. Milliseconds from just before the post to its event, of readers who were there; a "
    "post begins when it is due, however late the others are. Aims: none lost, none doubled, p95 under 300."
)
ALONE = f"{ASKING} contacts at once; as soon as one is answered, another begins a conversation by a question."


@dataclass(frozen=True, slots=True)
class Server:
    """A server under way, and the address of its database."""

    pid: int
    port: int
    database: str


@dataclass(slots=True)
class Posts:
    """When the post of each message began, by its reader and its number, and what went wrong."""

    begun: dict[tuple[int, int], float] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    kept_twice: int = 0
    refused: int = 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_events(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_POSTS_PER_MINUTE", "0")  # all of our clients have one address
    with nullcontext(None) if kind == "sqlite" else postgresql() as url:
        if url is not None:
            monkeypatch.setenv("GUICHET_DATABASE_URL", url)
        with serving(tmp_path) as server:
            measured = await told(server, await conversations(server))
            title = f"{kind}, {STREAMS:,} streams, {RATE} messages/s for {SECONDS} s"
            show(title, ("", ""), measured.items(), NOTE)
            show(f"{kind}, the assistant alone", ("", ""), (await replies(server)).items(), ALONE)
    assert measured["lost"] == measured["doubled"] == measured["out of order"] == 0


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Start the server, and give it once its texts are open."""
    with served(folder) as (process, client):
        while not ready(client):
            assert process.poll() is None, (folder / "server.log").read_text(encoding="utf-8")
            time.sleep(0.05)
        port = client.base_url.port
        assert port is not None
        yield Server(process.pid, port, database_url(load_settings(data=folder)))


async def conversations(server: Server) -> list[Reader]:
    """Begin conversations, which someone of the staff has, and give who is to read each."""
    now = datetime.now(UTC)
    readers = []
    async with opened(server.database) as stores:
        staff = await stores.staff.add(
            f"{short_id()}@exemple.fr", "Camille", Role.ADVISER, "x", "operator", now
        )
        for _ in range(STREAMS):
            token, begun = new_token(), Conversation.begin(short_id(), short_id(), Channel.WEB, now)
            await stores.conversations.begin(begun, digest(token))
            await stores.conversations.change(begun.id, taken(staff.id, now))
            readers.append(Reader(server.port, begun.id, token))
    return readers


def taken(staff: str, now: datetime) -> Transition:
    """Return what happened before: the contact said something, and someone took the conversation."""
    promised = promises_of(load_settings()).promised(now)
    return lambda begun: begun.said("Bonjour.", now, promised).then(lambda c: c.claim(staff, now))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Stores]:
    """Open the stores of a database, and close them at the end."""
    stores = make_stores(url)
    try:
        yield stores
    finally:
        await stores.close()


async def told(server: Server, readers: list[Reader]) -> dict[str, object]:
    """Post for a minute to those who read, and return what was measured."""
    chance = Random(STREAMS)  # noqa: S311 - to choose who leaves, and who posts
    leaving = set(chance.sample(range(len(readers)), LEAVING))
    before, load = resident(server.pid), getloadavg()[0]
    async with asyncio.TaskGroup() as group:
        listening = [
            group.create_task(
                reader.leave_and_return(SECONDS * (0.2 + 0.7 * chance.random()), PAUSE)
                if number in leaving
                else reader.stay()
            )
            for number, reader in enumerate(readers)
        ]
        await asyncio.gather(*(reader.there.wait() for reader in readers))
        while any(reader.last < 2 for reader in readers):  # noqa: ASYNC110 - a reader rings no bell
            await asyncio.sleep(0.05)
        at, busy, own = resident(server.pid), processor_seconds(server.pid), time.process_time()
        posts = await posted(server.port, readers, chance)
        busy, own = processor_seconds(server.pid) - busy, time.process_time() - own
        await settled(readers, posts)
        after = resident(server.pid)
        for task in listening:
            task.cancel()
    resources = {
        "server, MB in memory before": before,
        f"server, MB with {len(readers):,} streams": at,
        "server, MB after": after,
        "server, CPU seconds": busy,
        "clients, CPU seconds": own,
        "load of the machine before, after": f"{load:.1f}, {getloadavg()[0]:.1f}",
    }
    return figures(readers, posts) | resources


async def posted(port: int, readers: list[Reader], chance: Random) -> Posts:
    """Post at the rate, each message to a conversation chosen by chance."""
    posts, poster, questions = Posts(), Poster(port), colloquial(500)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(RATE * SECONDS):
            await asyncio.sleep(start + number / RATE - time.perf_counter())
            reader, text = chance.randrange(len(readers)), questions[number % len(questions)]
            group.create_task(post(poster, posts, readers, reader, text, again=number % RETRIED == 0))
    await poster.close()
    posts.refused = poster.refused
    return posts


async def post(
    poster: Poster, posts: Posts, readers: list[Reader], reader: int, text: str, *, again: bool
) -> None:
    """Post one message, twice under its key if asked."""
    to, key, begun = readers[reader], short_id(), time.perf_counter()
    number = int((await poster.post(to.id, to.token, text, key))["message"]["id"])
    posts.answered.append(1000 * (time.perf_counter() - begun))
    posts.begun[reader, number] = begun
    if again:
        repeated = int((await poster.post(to.id, to.token, text, key))["message"]["id"])
        posts.kept_twice += repeated != number


async def settled(readers: list[Reader], posts: Posts) -> None:
    """Wait until all was told, or should have been."""
    deadline = time.perf_counter() + SETTLED
    while time.perf_counter() < deadline and lost(readers, posts):  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.1)
    await asyncio.sleep(2.0)  # what comes twice comes late


def lost(readers: list[Reader], posts: Posts) -> int:
    """Return how many messages no reader was told of."""
    return sum(number not in readers[reader].messages for reader, number in posts.begun)


def figures(readers: list[Reader], posts: Posts) -> dict[str, object]:
    """Return what became of the messages."""
    live = [
        1000 * (readers[reader].heard[number] - begun)
        for (reader, number), begun in posts.begun.items()
        if number in readers[reader].heard and not readers[reader].missed_live(begun, number)
    ]
    strangers = sum(len(reader.messages) for reader in readers) - len(readers) - len(posts.begun)
    middle, high, higher = np.percentile(live, (50, 95, 99))
    return {
        "messages": len(posts.begun),
        "lost": lost(readers, posts),
        "doubled": sum(reader.doubled for reader in readers) + posts.kept_twice + max(0, strangers),
        "out of order": sum(reader.missing for reader in readers),
        "refused, then sent again": posts.refused,
        "lines cut by the server": sum(reader.cut for reader in readers),
        "told after a resume": len(posts.begun) - len(live),
        "post to event, ms: p50": float(middle),
        "p95": float(high),
        "p99": float(higher),
        "longest": max(live),
        "post to its answer, ms: p50": float(np.median(posts.answered)),
    }


async def replies(server: Server) -> dict[str, object]:
    """Have contacts ask the assistant, some at once, and return how many replies it gives."""
    questions = cycle(line["question"] for line in lines_of("ptce-dev"))
    poster, taken = Poster(server.port), list[float]()
    start, busy = time.perf_counter(), processor_seconds(server.pid)

    async def ask() -> None:
        while (begun := time.perf_counter()) < start + ASKED:
            answer = await poster.begin(next(questions))
            assert "assistant" in {message["author"] for message in answer["messages"]}
            taken.append(1000 * (time.perf_counter() - begun))

    async with asyncio.TaskGroup() as group:
        for _ in range(ASKING):
            group.create_task(ask())
    seconds, busy = time.perf_counter() - start, processor_seconds(server.pid) - busy
    await poster.close()
    middle, high = np.percentile(taken, (50, 95))
    return {
        "messages answered per second": len(taken) / seconds,
        "CPU, ms each": 1000 * busy / len(taken),
        "ms until answered: p50": float(middle),
        "p95": float(high),
        "server, MB after": resident(server.pid),
        "load of the machine": f"{getloadavg()[0]:.1f}",
    }
