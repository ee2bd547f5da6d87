"""What carrying out an update works with: our account, the contacts, and the messages to send in its turn."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversations.deliveries import TELEGRAM, lane_of
from bot.desk import Desk
from bot.eligibility.guide import Guide
from bot.errors import DeskClosed
from bot.settings import Settings
from bot.sites.site import Site
from bot.store.sites import UnknownSite
from bot.store.stores import Stores
from bot.talk.contacts import Contacts
from bot.telegram.api import Api, TelegramError
from bot.telegram.buttons import Signer
from bot.telegram.incoming import Us
from bot.telegram.linking import Linking
from bot.telegram.messages import Outgoing


class Bot(Api, Protocol):
    """Our account on Telegram, and what we ask there."""

    @property
    def id(self) -> int:
        """The number of our account."""

    @property
    def name(self) -> str:
        """Its name without the @, "" until it is known."""


def never() -> bool:
    """Say that nothing is too much."""
    return False


def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the handlers share.

    `nudge` tells whoever sends that there may be something to send, `crowded` whether so many updates
    wait that only answers count.
    """

    bot: Bot
    contacts: Contacts
    signer: Signer
    linking: Linking
    nudge: Callable[[], None] = nothing
    crowded: Callable[[], bool] = never

    @property
    def us(self) -> Us:
        """Our account, as others name it."""
        return Us(self.bot.id, self.bot.name)

    @property
    def stores(self) -> Stores:
        """All that is kept."""
        return self.contacts.stores

    @property
    def settings(self) -> Settings:
        """What the operator chose."""
        return self.contacts.settings

    @property
    def desk(self) -> Desk | None:
        """The desk, None while it is closed."""
        try:
            return self.contacts.dialogue.reception.desk
        except DeskClosed:
            return None

    @property
    def guide(self) -> Guide | None:
        """What leads through criteria and steps, None while the desk is closed or nothing does."""
        return self.contacts.dialogue.reception.guide if self.desk else None

    @property
    def checks(self) -> bool:
        """Whether there are criteria to check one by one."""
        return self.guide is not None and self.guide.available

    async def site(self, key: str | None) -> Site | None:
        """Return the site of a key, None if there is none."""
        try:
            return await self.stores.sites.get(key) if key else None
        except UnknownSite:
            return None

    def now(self) -> datetime:
        """Return the present moment, with its time zone."""
        return self.contacts.clock()


@dataclass(frozen=True, slots=True)
class Turn:
    """An update in the course of being carried out, in a chat.

    It may be carried out again from its start, after a kill: `key` is the same then, and what it has
    kept once is not kept twice.
    """

    means: Means
    key: str
    chat: int

    async def say(
        self, name: str, messages: Sequence[Outgoing], *, once: str = "", within: timedelta = timedelta()
    ) -> None:
        """Send messages of no conversation, `within` that time; `name` tells them from others of this update.

        Those that were sent `once`, under that key, for another update are not sent again.
        """
        outbox, due = self.means.stores.outbox, self.means.now() + within
        for index, message in enumerate(messages):
            key = f"{once or self.key}:{name}:{index}"
            await outbox.notice(key, TELEGRAM, str(self.chat), lane_of(self.chat), message.as_json(), due)


async def quietly(asked: Awaitable[None]) -> None:
    """Wait for what is asked of Telegram beside the messages: if it fails, nothing is lost."""
    with suppress(TelegramError):
        await asked
