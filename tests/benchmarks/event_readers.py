"""Readers of event streams, and who posts to them: HTTP by hand, so that a thousand weigh next to nothing."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
API = "/api/v1/conversations"

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Overloaded(Exception):
    """The server could not keep a message, and says to try again."""


@dataclass(slots=True)
class Reader:
    """Who reads the events of one conversation; `heard` holds when each numbered one came, by its number.

    `away` is when it left and when it had found its way back, in seconds as `time.perf_counter` counts.
    """

    port: int
    id: str
    token: str
    heard: dict[int, float] = field(default_factory=dict)
    messages: set[int] = field(default_factory=set)
    doubled: int = 0
    missing: int = 0
    last: int = 0
    cut: int = 0
    away: tuple[float, float] | None = None
    there: asyncio.Event = field(default_factory=asyncio.Event)

    async def stay(self) -> None:
        """Read until cancelled; whenever the line is cut, resume as a browser does."""
        while True:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._read()
            self.cut += 1
            await asyncio.sleep(1.0)

    async def _read(self) -> None:
        question = f"GET {API}/{self.id}/events HTTP/1.1\r\nHost: {HOST}\r\nLast-Event-ID: {self.last}\r\n"
        async with connected(self.port) as (reader, writer):
            writer.write(f"{question}Authorization: Bearer {self.token}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            self.there.set()
            async for event in events(reader):
                self._hear(event)

    async def leave_and_return(self, after: float, pause: float) -> None:
        """Read, but leave after some seconds, stay away for some, and resume where it was."""
        with suppress(TimeoutError):
            async with asyncio.timeout(after):
                await self.stay()
        left = time.perf_counter()
        self.away = left, float("inf")
        self.there.clear()
        await asyncio.sleep(pause)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.stay())
            await self.there.wait()
            self.away = left, time.perf_counter()

    def missed_live(self, posted: float, number: int) -> bool:
        """Whether it was away at some moment between the post of an event and its arrival."""
        return self.away is not None and posted < self.away[1] and self.heard[number] > self.away[0]

    def _hear(self, event: dict[str, str]) -> None:
        if "id" not in event:
            return
        number = int(event["id"])
        self.doubled += number <= self.last
        self.missing += max(0, number - self.last - 1)
        self.last = max(number, self.last)
        self.heard.setdefault(number, time.perf_counter())
        if event["event"] == "message":
            self.messages.add(number)


class Poster:
    """Who posts messages, one at a time by each connection, as many connections as that takes."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: deque[Connection] = deque()
        self.refused = 0

    async def post(self, id: str, token: str, text: str, key: str) -> dict[str, Any]:
        """Post a message; return what is said of it."""
        return await self._send(f"{API}/{id}/messages", text, key, f"Authorization: Bearer {token}\r\n")

    async def begin(self, text: str) -> dict[str, Any]:
        """Begin a conversation by a message; return the conversation."""
        return await self._send(API, text)

    async def _send(self, path: str, text: str, key: str = "", more: str = "") -> dict[str, Any]:
        body = json.dumps({"text": text}).encode()
        question = (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        if key:
            question += f"Idempotency-Key: {key}\r\n"
        while True:
            connection = await self._connection()
            try:
                answer = await _answer(connection, f"{question}{more}\r\n".encode() + body)
            except (ConnectionError, asyncio.IncompleteReadError):
                connection[1].close()  # the server gave it up: another one
                continue
            except Overloaded:
                self._idle.append(connection)
                self.refused += 1
                await asyncio.sleep(1.0)
                continue
            self._idle.append(connection)
            return answer

    async def close(self) -> None:
        """Let go of all connections."""
        for _, writer in self._idle:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _connection(self) -> Connection:
        # The one that was idle longest, so that none is idle for so long that the server gives it up.
        return self._idle.popleft() if self._idle else await asyncio.open_connection(HOST, self._port)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """Connect to the server, and let go at the end."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def events(reader: asyncio.StreamReader) -> AsyncIterator[dict[str, str]]:
    """Yield the fields of each event of a chunked response, heartbeats left out."""
    waiting = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        waiting += (await reader.readexactly(size + 2))[:-2]
        *whole, waiting = waiting.split(b"\n\n")
        for block in whole:
            if fields := dict(_fields(block.decode())):
                yield fields


def _fields(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        name, _, value = line.partition(":")
        if name:
            yield name, value.strip()


async def _answer(connection: Connection, question: bytes) -> dict[str, Any]:
    reader, writer = connection
    writer.write(question)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode().lower().splitlines()
    length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
    body: dict[str, Any] = json.loads(await reader.readexactly(length))
    if head.startswith(b"HTTP/1.1 5"):
        raise Overloaded(body)
    assert head.startswith(b"HTTP/1.1 201 "), body
    return body
