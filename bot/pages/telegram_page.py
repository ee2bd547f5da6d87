"""The page by which a conversation goes on in Telegram: a link that holds for a while, and its QR code."""

from dataclasses import dataclass
from typing import Final

import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.api.problems import Refusal, detail_of
from bot.conversations.errors import UnknownConversation
from bot.pages.chat_page import GONE, PRIVATE, ChatPages
from bot.telegram.deep_link import deep_link
from bot.telegram.linking import Linking

TITLE: Final = "Code QR du lien qui ouvre cette conversation dans Telegram"


@dataclass(frozen=True, slots=True)
class TelegramPage:
    """Shows the page, where there is a bot on Telegram."""

    shown: ChatPages

    def route(self) -> Route:
        """Return the route of the page."""
        return Route("/chat/{token}/telegram", self.show)

    async def show(self, request: Request) -> HTMLResponse:
        """Show how to go on in Telegram, by a link that is new each time.

        Raises:
            Refusal: 404 when there is no bot, or the token opens no conversation.
        """
        name_of, contacts = self.shown.telegram_name, self.shown.contacts
        if name_of is None:
            raise Refusal(404, detail_of(404), PRIVATE)
        own = await self.shown.own(request)
        name = name_of()
        if not name:
            return self.shown.telegram(own, "", "")
        linking = Linking(contacts.stores.telegram_codes, contacts, contacts.clock)
        try:
            link = deep_link(name, await linking.code_for(own.conversation))
        except UnknownConversation:
            raise Refusal(404, GONE, PRIVATE) from None
        return self.shown.telegram(own, link, drawn(link))


def drawn(link: str) -> str:
    """Return a QR code as an SVG element, on white so that it can be read in dark mode too.

    It has no style, only attributes that no content security policy refuses.
    """
    svg = segno.make(link, error="m", micro=False).svg_inline(
        scale=4, dark="#000", light="#fff", title=TITLE, svgclass=None, lineclass=None
    )
    return svg.replace("<svg ", f'<svg role="img" aria-label="{TITLE}" ', 1)
