"""The page that tells webmasters how to embed the widget, `/integrer`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.api.problems import Refusal
from bot.errors import DeskUnavailable
from bot.pages.public import Pages
from bot.sites.origins import origin_of
from bot.sites.site import Site
from bot.sites.snippet import snippet
from bot.store.sites import Sites, UnknownSite
from bot.telegram.deep_link import deep_link
from bot.widget_files import LOADER, integrity
from knowledge.documents import Corpus

PATH: Final = "/integrer"

ANY: Final = Site("VOTRE_CLE", "")
"""Stands in the examples for the site of whoever reads them."""

LONGEST_KEY: Final = 64


@dataclass(frozen=True, slots=True)
class EmbeddingPage:
    """Shows the page, with the snippet of the site that `?site=` names.

    `telegram_name` gives the user name of our bot, "" without Telegram or until it is known.
    """

    pages: Pages
    sites: Sites
    telegram_name: Callable[[], str] = lambda: ""

    def route(self) -> Route:
        """Return the route of the page."""
        return Route(PATH, self.show)

    async def show(self, request: Request) -> HTMLResponse:
        """Show how to embed the widget; it needs no open desk.

        Raises:
            Refusal: 404 when no site has the key that is asked for.
        """
        key, address, digest = request.query_params.get("site", ""), self.pages.settings.site, integrity()
        site = await self._site(key) if key else ANY
        return self.pages.page(
            "embedding.html",
            self._corpus(),
            site=site,
            known=bool(key),
            snippet=snippet(site, address, digest),
            deep_link=deep_link(self.telegram_name(), site.key),
            address=address,
            origin=origin_of(address),
            loader=f"{address}{LOADER}",
            integrity=digest,
        )

    async def _site(self, key: str) -> Site:
        """Return a site by its key.

        Raises:
            Refusal: 404 when there is none.
        """
        try:
            if key.isascii() and key.isalnum() and len(key) <= LONGEST_KEY:
                return await self.sites.get(key)
        except UnknownSite:
            pass
        raise Refusal(404, str(UnknownSite()))

    def _corpus(self) -> Corpus | None:
        try:
            return self.pages.reception.desk.corpus
        except DeskUnavailable:
            return None
