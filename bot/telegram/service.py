"""Telegram as the product runs it: what receives, what carries out, what sends, put together."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from anyio import create_task_group
from starlette.routing import Route

from bot.delivery.outbox import Lost
from bot.parts import Parts
from bot.settings import Settings
from bot.talk.contacts import Contacts
from bot.telegram import words
from bot.telegram.buttons import Signer
from bot.telegram.courier import Courier
from bot.telegram.dispatch import Dispatch
from bot.telegram.face import Face, Webhook
from bot.telegram.handlers import Handlers
from bot.telegram.library import Library
from bot.telegram.linking import Linking
from bot.telegram.order import Order
from bot.telegram.reach import lost
from bot.telegram.receiving import Receiving
from bot.telegram.webhook import PATH, webhook_route

FACE = Face(words.COMMANDS, words.GROUP_COMMANDS, words.DESCRIPTION, words.SHORT_DESCRIPTION)

HUB_PAUSE = 3600.0
"""Seconds that nothing happens before one looks again whether something does."""


@dataclass(frozen=True, slots=True)
class Account:
    """Our bot, and what signs its buttons; `webhook` is where its updates come, None if they are fetched."""

    library: Library
    signer: Signer
    webhook: Webhook | None = None

    def name(self) -> str:
        """Return the bot's name without @, "" until Telegram has told it."""
        return self.library.name


def account_of(settings: Settings) -> Account | None:
    """Return the bot that is set, None if there is none."""
    if settings.telegram_token is None:
        return None
    token = settings.telegram_token.get_secret_value()
    secret = hmac.new(token.encode(), b"guichet telegram webhook", "sha256").hexdigest()
    webhook = Webhook(settings.site + PATH, secret) if settings.telegram_webhook else None
    return Account(Library(token, settings.telegram_api_url, FACE), Signer(token.encode()), webhook)


class Service:
    """Runs a bot; `nudge` has the outbox looked at without delay."""

    def __init__(self, account: Account, parts: Parts, contacts: Contacts, nudge: Callable[[], None]) -> None:
        self._account = account
        self._hub = parts.hub
        self._nudge = nudge
        stores, bot = parts.stores, account.library
        linking = Linking(stores.telegram_codes, contacts, parts.clock)
        handlers = Handlers(bot, contacts, account.signer, linking, nudge, lambda: self._dispatch.crowded)
        order = Order() if account.webhook else None  # what is fetched comes in order
        self._dispatch = Dispatch(
            stores.telegram_updates,
            bot.id,
            handlers.carry_out,
            handlers.give_up,
            order=order,
            per_minute=parts.settings.posts_per_minute,
        )
        self._receiving = Receiving(stores.telegram_updates, bot.id, self._dispatch.ring, parts.clock, order)

    def routes(self) -> list[Route]:
        """Return the route to which Telegram posts updates, if it does."""
        webhook = self._account.webhook
        return [webhook_route(webhook.secret, self._receiving.keep)] if webhook else []

    async def run(self) -> None:
        """Receive, carry out and have sent, until cancelled."""
        async with self._account.library as library, create_task_group() as group:
            group.start_soon(self._dispatch.run)
            group.start_soon(self._nudge_on_change)
            await library.run(self._receiving.keep, self._account.webhook)

    async def _nudge_on_change(self) -> None:
        """Send what is said from anywhere else, a page or the console, as soon as it is."""
        with self._hub.watching() as bell:
            while not self._hub.closed:
                if await bell.wait(HUB_PAUSE):
                    self._nudge()


def courier_of(account: Account, parts: Parts) -> Courier:
    """Return what makes the deliveries of a bot."""
    return Courier(account.library, parts.stores, account.signer, parts.settings.site, account.library.id)


def losing_of(parts: Parts) -> Lost:
    """Return what notes that nobody can be written to in a lane."""

    async def note(lane: str) -> None:
        chat = int(lane.rpartition(":")[2])
        for conversation in await lost(parts.stores, chat, parts.clock()):
            parts.hub.ring(conversation.id)

    return note
