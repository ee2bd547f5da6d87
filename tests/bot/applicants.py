"""The pages and the API of conversations, served in this very event loop in front of a fake desk."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.app import create_app
from bot.conversations.conversation import Conversation
from bot.desk import Reception
from bot.parts import Parts
from bot.settings import Settings, load_settings
from bot.staff.roles import Role
from bot.store.conversations import Transition
from bot.store.stores import Stores, make_stores
from bot.talk.contacts import Contacts
from bot.talk.dialogue import Dialogue
from bot.tokens import digest
from ingest.report import Report
from tests.bot.clocks import MONDAY, PROMISES, Clock
from tests.bot.databases import new_url
from tests.bot.desks import FakeDesk, no_receipt

SITE = "http://localhost:8000"
API = "/api/v1/conversations"
MAIL = {"smtp_url": "smtp://localhost:2525", "mail_from": "guichet@exemple.fr"}
CAMILLE = "Camille Martin"
ANSWERED, UNCLEAR, UNSAID = "Une commune ?", "Un pôle ?", "Quelle est la date limite ?"
"""What `FakeDesk` answers, asks back about, and hands over."""


@dataclass(frozen=True)
class Applicants:
    """The application and all that it stands on."""

    app: FastAPI
    client: AsyncClient
    contacts: Contacts
    reception: Reception
    desk: FakeDesk
    clock: Clock
    stores: Stores

    async def begun(self, text: str | None = None) -> tuple[str, dict[str, str]]:
        """Begin a conversation by the API; return its identifier and the header that opens it."""
        response = await self.client.post(API, json={"text": text} if text else {})
        assert response.status_code == 201, response.text
        begun = response.json()
        return begun["id"], {"Authorization": f"Bearer {begun['token']}"}

    async def colleague(self, name: str = CAMILLE) -> str:
        """Add someone of the staff; return their identifier."""
        email = f"{name.replace(' ', '.').lower()}@exemple.fr"
        return (await self.stores.staff.add(email, name, Role.ADVISER, "x", "operator", MONDAY)).id

    async def change(self, id: str, transition: Transition) -> Conversation:
        """Change a conversation as the staff do."""
        self.clock.forward(seconds=1)
        change = await self.stores.conversations.change(id, transition)
        self.contacts.hub.ring(id)
        return change.after

    async def taken(self, id: str, name: str = CAMILLE) -> str:
        """Have someone of the staff take a conversation; return their identifier."""
        staff = await self.colleague(name)
        await self.change(id, lambda c: c.claim(staff, self.clock()))
        return staff

    async def replied(self, id: str, staff: str, text: str, name: str = CAMILLE) -> None:
        """Have the staff reply, having seen all."""
        await self.change(id, lambda c: c.reply(staff, name, text, self.clock(), c.number))

    async def of(self, path: str) -> Conversation:
        """Return the conversation of a page."""
        token = path.partition("#")[0].split("/")[2]
        return await self.stores.conversations.opened_by(digest(token))


async def nothing_to_publish() -> Report:
    """Bring nothing into service."""
    raise AssertionError


def nothing_to_forget(_: str) -> None:
    """Forget nothing."""
    raise AssertionError


def parts_of(folder: Path, reception: Reception, settings: Settings | None = None) -> Parts:
    """The parts of an application on a new database, at ten o'clock of a Monday in Paris."""
    return Parts(
        reception,
        settings or load_settings(),
        make_stores(new_url(folder)),
        PROMISES,
        no_receipt,
        nothing_to_publish,
        nothing_to_forget,
        clock=Clock(),
    )


@asynccontextmanager
async def applicants(
    folder: Path,
    desk: FakeDesk | None = None,
    reception: Reception | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Applicants]:
    """Serve conversations kept in a folder."""
    desk = desk or FakeDesk()
    reception = reception or Reception(desk)
    parts = parts_of(folder, reception, settings)
    stores, hub, clock = parts.stores, parts.hub, parts.clock
    assert isinstance(clock, Clock)
    dialogue = Dialogue(stores.conversations, reception, hub, PROMISES, clock, reminders=stores.reminders)
    contacts = Contacts(dialogue, stores, hub, PROMISES, parts.settings, clock)
    app = create_app(parts)
    transport = ASGITransport(app, raise_app_exceptions=False)
    try:
        async with AsyncClient(transport=transport, base_url=SITE) as client:
            yield Applicants(app, client, contacts, reception, desk, clock, stores)
    finally:
        await stores.close()


def page_of(response: Response, status: int = 200) -> LexborHTMLParser:
    """Return the page of a response."""
    assert response.status_code == status, response.text
    return LexborHTMLParser(response.text)


def one(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """Return the only node that a selector finds."""
    found = page.css(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def words(node: LexborNode | None) -> str:
    """Return the text of a node, its spaces made plain."""
    assert node is not None
    return " ".join(node.text().replace("\xa0", " ").split())


async def until(happened: Callable[[], bool]) -> None:
    """Wait for something that happens elsewhere, five seconds at most."""
    with anyio.fail_after(5):
        while not happened():  # noqa: ASYNC110 - whatever it looks at rings no bell
            await anyio.sleep(0.01)
