"""A network line between a browser and the product, which tests cut, leave dead, or have lose an answer."""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

PIECE = 65_536


class Line:
    """Carries what goes between those who connect to `port` and a server that may move elsewhere.

    Everything is carried in the event loop that `run` is given; what tests call waits for it.
    """

    def __init__(self, server: str) -> None:
        self.server = server
        self.port = 0
        self.lost = 0
        """Answers to posts that were thrown away."""
        self._losing = 0
        self._cut = False
        self._dead = False
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    @property
    def address(self) -> str:
        """The address of the server, through the line."""
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """End every connection, and refuse those to come."""
        self.do(self._set_cut())

    def mend(self) -> None:
        """Let everything pass again; what died stays dead."""
        self.do(self._mended())

    def die(self) -> None:
        """Let nothing pass, and say so to nobody."""
        self._dead = True

    def lose_answers(self, count: int) -> None:
        """Have the server hear the next posts, and nobody hear its answers."""
        self._losing = count

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something where the line is carried, and wait until it is done."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def run(self) -> None:
        """Carry, until `stop`."""
        self._loop.run_forever()
        self._loop.close()

    def stop(self) -> None:
        """End the work of `run`."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def listen(self) -> None:
        """Choose the port, and serve it."""
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End what is carried, and carry nothing more."""
        self._listener.close()
        await self._set_cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others)

    async def _set_cut(self) -> None:
        self._cut = True
        self._end_all()

    async def _mended(self) -> None:
        self._cut = False
        if self._dead:
            self._dead = False
            self._end_all()

    def _end_all(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        host, _, port = self.server.rpartition("/")[2].partition(":")
        with suppress(OSError):
            async with self._opened(writer):
                if self._cut:
                    return
                answers, asks = await asyncio.open_connection(host, int(port))
                async with self._opened(asks):
                    await self._carry(reader, writer, answers, asks)

    @asynccontextmanager
    async def _opened(self, writer: asyncio.StreamWriter) -> AsyncIterator[None]:
        self._open.add(writer)
        try:
            yield
        finally:
            self._open.discard(writer)
            writer.close()

    async def _carry(
        self,
        asked: asyncio.StreamReader,
        asker: asyncio.StreamWriter,
        answered: asyncio.StreamReader,
        server: asyncio.StreamWriter,
    ) -> None:
        """Carry both ways until one of them ends."""
        losing = asyncio.Event()
        ways = [
            asyncio.ensure_future(self._ask(asked, server, losing)),
            asyncio.ensure_future(self._answer(answered, asker, losing)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        asker.close()  # what was written is still sent
        server.close()
        await asyncio.gather(*ways, return_exceptions=True)

    async def _ask(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while piece := await source.read(PIECE):
            if self._losing and piece.startswith(b"POST "):
                self._losing -= 1
                losing.set()
            await self._pass(piece, sink)

    async def _answer(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while piece := await source.read(PIECE):
            if losing.is_set():
                self.lost += 1
                return
            await self._pass(piece, sink)

    async def _pass(self, piece: bytes, sink: asyncio.StreamWriter) -> None:
        if not self._dead:
            sink.write(piece)
            await sink.drain()


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """Lay a line to the server at an address."""
    line = Line(server)
    thread = threading.Thread(target=line.run)
    thread.start()
    try:
        line.do(line.listen())
        yield line
        line.do(line.close())
    finally:
        line.stop()
        thread.join()
