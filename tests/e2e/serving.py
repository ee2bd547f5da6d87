"""The application served by a real server in this process, before a desk that needs no model."""

import asyncio
import socket
import threading
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Page

from bot.app import create_app
from bot.conversations.conversation import Conversation
from bot.desk import Reception
from bot.parts import Parts
from bot.settings import load_settings
from bot.staff.accounts import Staff
from bot.staff.roles import Role
from bot.store.conversations import Transition
from bot.store.database import migrate
from bot.store.stores import make_stores
from bot.tokens import digest
from tests.bot.applicants import CAMILLE, parts_of
from tests.bot.clocks import MONDAY
from tests.bot.console.signed import password_hash
from tests.bot.desks import FakeDesk
from tests.knowledge.servers import free_port

T = TypeVar("T")
NOBODY = "personne@exemple.fr"
PATIENCE = 20
"""Seconds for what should take a fraction of one."""


class Mailbox:
    """Keeps every letter, by the address that it goes to; nobody lives at `NOBODY`."""

    def __init__(self) -> None:
        self._letters: defaultdict[str, Queue[EmailMessage]] = defaultdict(Queue)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Say whether somebody lives there."""
        if address == NOBODY:
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a letter in."""
        content = envelope.content
        assert isinstance(content, bytes)
        self._letters[envelope.rcpt_tos[0]].put(message_from_bytes(content, policy=default))
        return "250 OK"

    def letter(self, address: str) -> EmailMessage:
        """Wait for the next letter to an address."""
        return self._letters[address].get(timeout=PATIENCE)


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    """Run a real mail server, and give its port."""
    port = free_port()
    controller = Controller(mailbox, hostname="localhost", port=port, server_hostname="localhost")
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
        controller.loop.close()


@dataclass
class Served:
    """The application in front of the fake desk, by a real server in a thread of its own."""

    address: str
    parts: Parts
    desk: FakeDesk
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something where the server does everything."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=PATIENCE)

    def of(self, page: Page) -> Conversation:
        """The conversation that a page of a contact shows."""
        token = page.url.partition("/chat/")[2].partition("#")[0]
        return self.do(self.parts.stores.conversations.opened_by(digest(token)))

    def change(self, page: Page, transition: Transition) -> None:
        """Do what the staff do to the conversation of a page."""
        id = self.of(page).id

        async def changed() -> None:
            await self.parts.stores.conversations.change(id, transition)
            self.parts.hub.ring(id)

        self.do(changed())

    async def typing(self, id: str) -> None:
        """Have someone of the staff type."""
        self.parts.hub.typing(id, CAMILLE)

    def colleague(self, name: str = CAMILLE, role: Role = Role.ADVISER) -> Staff:
        """Someone new of the staff, whose password is that of `tests.bot.console.signed`."""
        count = len(self.do(self.parts.stores.staff.all()))
        accounts, email = self.parts.stores.staff, f"c{count}@exemple.fr"
        return self.do(accounts.add(email, name, role, password_hash(), "operator", MONDAY, temporary=False))


@contextmanager
def serving(folder: Path, site: str = "", database: str = "", smtp: int = 2525) -> Iterator[Served]:
    """Serve the application on a database, one of its own in the folder if none is named.

    `site` is where the links of letters and quotations lead, if not to this very server.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{listener.getsockname()[1]}"
    settings = load_settings(
        public_url=site or address, smtp_url=f"smtp://localhost:{smtp}", mail_from="guichet@exemple.fr"
    )
    desk = FakeDesk()
    parts = parts_of(folder, Reception(desk), settings)
    if database:
        migrate(database)
        parts = replace(parts, stores=make_stores(database))
    server = uvicorn.Server(uvicorn.Config(create_app(parts), log_level="error"))
    started: Future[asyncio.AbstractEventLoop] = Future()

    async def serve() -> None:
        started.set_result(asyncio.get_running_loop())
        await server.serve(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    loop = started.result(timeout=PATIENCE)
    try:
        yield Served(address, parts, desk, loop)
    finally:
        loop.call_soon_threadsafe(parts.hub.close)
        server.should_exit = True
        thread.join(timeout=PATIENCE)
