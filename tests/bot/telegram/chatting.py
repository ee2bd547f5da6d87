"""Contacts who write to the bot, on a new database and in front of a fake desk."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.conversations.conversation import Conversation
from bot.conversations.events import Message
from bot.desk import Reception
from bot.settings import load_settings
from bot.store.delivery_schema import delivery_table
from bot.store.stores import Stores, make_stores
from bot.store.telegram_updates import Update
from bot.talk.contacts import Contacts
from bot.talk.dialogue import Dialogue
from bot.talk.hub import Hub
from bot.telegram import words
from bot.telegram.buttons import Press, Signer
from bot.telegram.handlers import Handlers
from bot.telegram.linking import Linking
from bot.telegram.messages import Button, Outgoing
from tests.bot.clocks import PROMISES, Clock
from tests.bot.databases import new_url
from tests.bot.desks import FakeDesk
from tests.bot.telegram.fake_api import FakeBot
from tests.bot.telegram.made_up_updates import CHAT, pressed

PUBLIC = "https://guichet.exemple.fr"
SIGNER = Signer(b"tests")


@dataclass
class Chatting:
    """The handlers and all that they stand on; `numbered` counts the updates."""

    stores: Stores
    desk: FakeDesk = field(default_factory=FakeDesk)
    clock: Clock = field(default_factory=Clock)
    bot: FakeBot = field(default_factory=FakeBot)
    signer: Signer = SIGNER
    numbered: int = 500
    crowded: bool = False

    def __post_init__(self) -> None:
        """Wire the parts."""
        self.reception = Reception(self.desk)
        hub, settings = Hub(), load_settings(public_url=PUBLIC)
        store = self.stores.conversations
        dialogue = Dialogue(store, self.reception, hub, PROMISES, self.clock, self.stores.sites)
        self.contacts = Contacts(dialogue, self.stores, hub, PROMISES, settings, self.clock)
        linking = Linking(self.stores.telegram_codes, self.contacts, self.clock)
        self.linking = linking
        self.handlers = Handlers(self.bot, self.contacts, SIGNER, linking, crowded=lambda: self.crowded)

    def update(self, payload: Mapping[str, Any], chat: int = CHAT) -> Update:
        """Number an update."""
        self.numbered += 1
        return Update(self.numbered, chat, payload)

    async def carry_out(self, *payloads: Mapping[str, Any]) -> None:
        """Carry updates out, a second after each other."""
        for payload in payloads:
            self.clock.forward(seconds=1)
            await self.handlers.carry_out(self.update(payload))

    async def follow(self, payload: Mapping[str, Any], chat: int = CHAT) -> None:
        """Send the link of a conversation, and press the button that goes on with it."""
        await self.carry_out(payload)
        asked = (await self.notices(chat))[-1]
        await self.carry_out(pressed(asked.buttons[0][0].data, rows=asked.buttons, chat=chat))

    async def current(self, chat: int = CHAT) -> Conversation:
        """Return the conversation of a chat."""
        current = await self.stores.telegram_chats.current(chat)
        assert current is not None
        return current

    async def messages(self, chat: int = CHAT) -> list[Message]:
        """Return what was said in the conversation of a chat."""
        return await self.stores.conversations.messages((await self.current(chat)).id)

    async def said(self, chat: int = CHAT) -> list[tuple[str, str]]:
        """Return who said what in the conversation of a chat."""
        return [(one.author.value, one.text) for one in await self.messages(chat)]

    async def notices(self, chat: int = CHAT) -> list[Outgoing]:
        """Return the messages of no conversation that are to be sent to a chat, in order.

        What introduces us to who has not begun one is left out: `introductions` counts it.
        """
        return [one for one in await self._notices(chat) if not _introduces(one)]

    async def introductions(self, chat: int = CHAT) -> int:
        """Count how often a chat was told what we are before a conversation began."""
        return sum(map(_introduces, await self._notices(chat)))

    async def _notices(self, chat: int) -> list[Outgoing]:
        table = delivery_table.c
        mine = select(table.payload).where(table.conversation.is_(None), table.lane == f"telegram:{chat}")
        async with self.stores.database.reading() as connection:
            rows = (await connection.execute(mine.order_by(table.id))).scalars().all()
        return [Outgoing.from_json(payload) for payload in rows if payload]

    async def told(self, chat: int = CHAT) -> list[str]:
        """Return what these messages say, their spaces made plain."""
        return [plain(one.html) for one in await self.notices(chat)]


def _introduces(one: Outgoing) -> bool:
    return plain(one.html) == plain(words.INTRODUCTION)


@asynccontextmanager
async def chatting(folder: Path, desk: FakeDesk | None = None) -> AsyncIterator[Chatting]:
    """Wait for contacts, on a new database of a folder."""
    stores = make_stores(new_url(folder))
    try:
        yield Chatting(stores, desk or FakeDesk())
    finally:
        await stores.close()


def plain(html: str) -> str:
    """Return the text of a message."""
    return unescape(re.sub(r"<[^>]+>", "", html)).replace("\xa0", " ").replace("\u202f", " ")


def buttons_of(message: Outgoing) -> list[Button]:
    """Return the buttons of a message."""
    return [button for row in message.buttons for button in row]


def press_of(button: Button) -> Press:
    """Return what a button asks."""
    return SIGNER.read(button.data)
