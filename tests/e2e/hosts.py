"""Pages of other web sites that embed the widget, and visitors who open them."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from playwright.sync_api import Browser, Frame, Locator, Page, Request, expect

from bot.sites.site import Position, Site
from bot.sites.snippet import LINK_TEXT, snippet
from bot.tokens import short_id
from bot.widget_files import integrity
from tests.bot.applicants import ANSWERED
from tests.bot.clocks import MONDAY
from tests.bot.desks import QUOTE
from tests.e2e.serving import Served, serving

MANY = 100_000
"""Messages in a minute: more than a test sends."""


@dataclass(frozen=True, slots=True)
class HostPage:
    """A page of a host: its HTML, and the headers that come with it."""

    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


NO_ICON = HostPage("", {"Content-Type": "image/x-icon"})
"""What browsers get of whatever else they ask for: the icon of the site."""

Pages = dict[str, HostPage]
"""Pages by path; those added later are served too."""


@contextmanager
def hosting(pages: Pages, *, secure: bool = False) -> Iterator[str]:
    """Serve the pages of a host on a port of its own, and give its origin: another than the product's."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0], NO_ICON)
            body = page.html.encode()
            self.send_response(200)
            headers = {"Content-Type": "text/html; charset=utf-8"} | dict(page.headers)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if secure:
            server.socket = _secured().wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"{'https' if secure else 'http'}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _secured() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


@dataclass(repr=False)
class Embedded:
    """The product, a site of it, and a host whose pages that site allows."""

    served: Served
    site: Site
    host: str
    pages: Pages
    digest: str
    """That of the loader that is served."""

    def __repr__(self) -> str:
        return f"Embedded({self.address}, {self.host})"

    @property
    def address(self) -> str:
        """Where the product is."""
        return self.served.address

    @property
    def chat_url(self) -> str:
        """The plain page of the site, which the link leads to."""
        return f"{self.address}/chat?site={self.site.key}"

    @property
    def snippet(self) -> str:
        """What a webmaster pastes: a line with the link, a line with the script."""
        return snippet(self.site, self.address, self.digest)

    @property
    def link(self) -> str:
        """The first line of the snippet."""
        return self.snippet.splitlines()[0]

    @property
    def script(self) -> str:
        """The second line of the snippet."""
        return self.snippet.splitlines()[1]

    def page(self, body: str | None = None, head: str = "", root: str = 'lang="fr"', **headers: str) -> str:
        """Serve one more page of the host, and give its URL; a snippet is all of its body if none is given.

        Headers are named as arguments: `content_security_policy="…"`.
        """
        path = f"/page-{len(self.pages)}"
        html = (
            f'<!doctype html><html {root}><head><meta charset="utf-8"><title>Ville</title>'
            f'<meta name="viewport" content="width=device-width">{head}</head>'
            f"<body>{self.snippet if body is None else body}</body></html>"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = HostPage(html, named)
        return self.host + path

    def change(self, **chosen: Any) -> None:
        """Have the operator change what the site chose."""
        self.site = replace(self.site, **chosen)
        self.served.do(self.served.parts.stores.sites.change(self.site, "operator", MONDAY))

    def other_site(self, **chosen: Any) -> Site:
        """Have the operator add another site of the same product."""
        site = replace(Site(short_id(), "Ville voisine", per_minute=MANY, per_visitor=MANY), **chosen)
        self.served.do(self.served.parts.stores.sites.add(site, "operator", MONDAY))
        return site

    def kept(self) -> dict[str, object]:
        """Return all that is kept of what visitors did, by conversation."""
        return self.served.do(self._kept())

    async def _kept(self) -> dict[str, object]:
        stores = self.served.parts.stores
        return {
            id: (
                await stores.conversations.get(id),
                await stores.conversations.events(id),
                await stores.feedback.of(id),
            )
            for id, _ in await stores.conversations.changed_since(datetime(1, 1, 1, tzinfo=UTC))
        }


@contextmanager
def embedding(folder: Path, *, secure: bool = False, **chosen: Any) -> Iterator[Embedded]:
    """Serve the product and a host, which a site allows; its other choices are `chosen`.

    Nobody is told to wait, unless that is chosen: all the visitors of tests have one address.
    """
    pages: Pages = {}
    with hosting(pages, secure=secure) as host:
        usual: dict[str, Any] = {
            "position": Position.PAGE,
            "per_minute": MANY,
            "per_visitor": MANY,
            "origins": (host,),
        }
        site = replace(Site(short_id(), "Ville d’Exemple"), **usual | chosen)
        with serving(folder) as served:
            served.do(served.parts.stores.sites.add(site, "operator", MONDAY))
            yield Embedded(served, site, host, pages, integrity())


@dataclass(repr=False)
class Visit:
    """A window of a visitor: what their browser asked for, and what was said on its console."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def asked(self, address: str) -> list[str]:
        """Return what was asked of an address, in order, as "GET /path"."""
        return [
            f"{request.method} {request.url.removeprefix(address)}"
            for request in self.requests
            if request.url.startswith(f"{address}/")
        ]


@contextmanager
def visiting(browser: Browser, *, quiet: bool = True, **context: Any) -> Iterator[Visit]:
    """Open a window of someone new; nothing may be said on its console if it is to be quiet."""
    opened = browser.new_context(**{"locale": "fr-FR", "timezone_id": "Europe/Paris"} | context)
    try:
        opened.set_default_timeout(10_000)
        visit = Visit(opened.new_page())
        opened.on("request", lambda request: visit.requests.append(request))
        opened.on("console", lambda message: visit.said.append(message.text))
        opened.on("weberror", lambda error: visit.said.append(str(error.error)))
        yield visit
    finally:
        opened.close()
    assert not quiet or visit.said == [], visit.said


def open_chat(page: Page | Frame) -> Locator:
    """Open the chat by the first link of the page, and give it once it has the focus."""
    page.get_by_role("button", name=LINK_TEXT).first.click()
    return opened(page)


def opened(page: Page | Frame) -> Locator:
    """Return the chat, once it has the focus."""
    chat = page.get_by_role("dialog")
    expect(chat.get_by_role("heading", level=2)).to_be_focused()
    return chat


def ask(chat: Locator, text: str) -> None:
    """Send a message in the chat."""
    chat.get_by_label("Votre message").fill(text)
    chat.get_by_role("button", name="Envoyer", exact=True).click()


def assert_answers(chat: Locator) -> None:
    """Hold that a question asked there is answered."""
    ask(chat, ANSWERED)
    expect(chat.get_by_role("log").get_by_text(QUOTE).first).to_be_visible()
