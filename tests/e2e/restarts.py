"""The application served on one port and one database by one server after the other."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import uvicorn

from bot.app import create_app
from bot.desk import Reception
from bot.settings import load_settings
from bot.store.stores import make_stores
from bot.talk.hub import Hub
from tests.bot.applicants import parts_of
from tests.bot.desks import FakeDesk
from tests.e2e.serving import PATIENCE, Served
from tests.knowledge.servers import free_port

GRACE = 1
"""Seconds that a server which stops leaves to the requests under way."""


class Restartable:
    """Serves, stops, and serves again; `served` is the same all along.

    `clock` gives the time if it is to go by; `chosen` are settings, over those that there are.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] | None = None, **chosen: object) -> None:
        self._port = free_port()
        address = f"http://localhost:{self._port}"
        desk = FakeDesk()
        settings = load_settings(**{"public_url": address, **chosen})
        parts = parts_of(folder, Reception(desk), settings)
        self._parts = replace(parts, clock=clock) if clock else parts
        self._database = f"sqlite:///{folder / 'guichet.db'}"
        self.served = Served(address, self._parts, desk, asyncio.new_event_loop())
        self.served.loop.close()
        self.start()

    def start(self) -> None:
        """Serve on the port and the database that there were before."""
        reception, stores = Reception(self.served.desk), make_stores(self._database)
        parts = self.served.parts = replace(self._parts, reception=reception, stores=stores, hub=Hub())
        listener = socket.create_server(("127.0.0.1", self._port))
        app = create_app(parts)
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=GRACE)
        )
        started: Future[asyncio.AbstractEventLoop] = Future()

        async def serve() -> None:
            started.set_result(asyncio.get_running_loop())
            await self._server.serve(sockets=[listener])

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()))
        self._thread.start()
        self.served.loop = started.result(timeout=PATIENCE)

    def stop(self) -> None:
        """Stop, whatever is under way."""
        self.served.loop.call_soon_threadsafe(self.served.parts.hub.close)
        self._server.should_exit = True
        self._thread.join(timeout=PATIENCE)
        assert not self._thread.is_alive()


@contextmanager
def restartable(
    folder: Path, clock: Callable[[], datetime] | None = None, **chosen: object
) -> Iterator[Restartable]:
    """Serve until the end, stopped or not."""
    server = Restartable(folder, clock, **chosen)
    try:
        yield server
    finally:
        if not server.served.loop.is_closed():
            server.stop()
