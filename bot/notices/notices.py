"""Tell staff, wherever they want to be told, that somebody waits for a person."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from anyio import sleep, to_thread

from bot.conversations.promises import Promises
from bot.delivery.mail import MailRefused, MailUnavailable, send
from bot.delivery.mail_server import MailServer
from bot.delivery.outbox import NotNow, NotWanted, Undeliverable
from bot.notices.addresses import Address, MailAddress, TelegramAddress, name_of
from bot.notices.formats import letter, telegram
from bot.notices.posting import Poster, post_of
from bot.notices.wording import Notice, notice_of
from bot.store.outbox import Waiting
from bot.store.waiting_notices import Notification, Waiters, WaitingNotices
from knowledge.errors import StoreUnavailable

CHANNEL: Final = "notice"
"""The channel of the deliveries that tell staff, but for those that leave as all messages on Telegram do."""

EVERY: Final = 15.0
"""Seconds between two looks for somebody who waits."""

SPAN: Final = 120
"""Seconds of a span of the clock in which an address is told once, of however many."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mailing:
    """Where letters are sent from."""

    server: MailServer
    sender: str


class Notices:
    """Looks for conversations that wait, and tells each of the `addresses`.

    `site` is the public address of our pages, without a final slash; `mailing` is None where no mail
    leaves, and then no address is a mailbox.
    """

    def __init__(
        self,
        told: WaitingNotices,
        addresses: Sequence[Address],
        promises: Promises,
        site: str,
        mailing: Mailing | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._told = told
        self._addresses: Final = {name_of(address): address for address in addresses}
        self._promises = promises
        self._site = site
        self._mailing = mailing
        self._clock = clock
        self._poster = Poster(clock)

    async def run(self) -> None:
        """Look again and again, until cancelled; without any address, there is nothing to do."""
        while self._addresses:
            try:
                await self.look()
            except StoreUnavailable as error:
                logger.warning("nobody is told who waits until the database is back: %s", error)
            await sleep(EVERY)

    async def look(self) -> bool:
        """Have staff told of those who wait and of whom they were not; return whether there is something.

        Raises:
            StoreUnavailable: the database refuses.
        """
        now = self._clock()
        return await self._told.tell(partial(self._written, now=now), now)

    async def deliver(self, waiting: Waiting) -> None:
        """Tell one address who waits, as of now.

        Raises:
            NotWanted: they were all answered meanwhile, a later notice goes to the same address, or the
                operator took it back.
            Undeliverable: the address refuses for good.
            NotNow: the address cannot be reached for now.
        """
        address = self._addresses.get(waiting.address)
        if address is None or waiting.payload is None:
            raise NotWanted("Cette adresse n’est plus parmi celles où prévenir l’équipe.")
        if await self._told.overtaken(waiting):
            raise NotWanted("Un avis plus récent part à la même adresse.")
        first, last = (datetime.fromisoformat(waiting.payload[name]) for name in ("first", "last"))
        waiters = await self._told.waiting(first, last)
        if waiters is None:
            raise NotWanted("Plus personne n’attend de réponse.")
        await self._send(address, self._notice(waiters, self._clock()), waiting.key)

    def _written(self, waiters: Waiters, now: datetime) -> list[Notification]:
        """Return a delivery to each address, which only one process can add in this span of time."""
        span = int(now.timestamp()) // SPAN
        payload = {"first": waiters.first.isoformat(), "last": waiters.last.isoformat()}
        written = []
        for name, address in self._addresses.items():
            key = f"notice:{name}:{span}"
            if isinstance(address, TelegramAddress):
                # In the lane of its chat, it keeps to the limits of Telegram with all that goes there.
                message, chat = telegram(self._notice(waiters, now)).as_json(), str(address.chat)
                written.append(Notification(key, "telegram", chat, message, f"telegram:{chat}"))
            else:
                written.append(Notification(key, CHANNEL, name, payload))
        return written

    def _notice(self, waiters: Waiters, now: datetime) -> Notice:
        return notice_of(waiters, self._promises.local(now), self._site)

    async def _send(self, address: Address, notice: Notice, key: str) -> None:
        match address:
            case MailAddress():
                await self._mail(address, notice, key)
            case TelegramAddress():
                raise Undeliverable("Un avis sur Telegram part comme tout message de Telegram.")
            case _:
                await self._poster.send(post_of(address, notice, key))

    async def _mail(self, address: MailAddress, notice: Notice, key: str) -> None:
        if self._mailing is None:
            raise Undeliverable("Aucun serveur d’envoi des courriels n’est réglé.")
        written = letter(notice, address.to, key)
        try:
            await to_thread.run_sync(send, self._mailing.server, self._mailing.sender, written)
        except MailRefused as error:
            raise Undeliverable(str(error)) from error
        except MailUnavailable as error:
            raise NotNow(str(error)) from error
