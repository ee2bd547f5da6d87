"""Applicants and members of the staff, each in a window of their own, and what their pages owe them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.staff.accounts import Staff
from bot.staff.roles import Role
from tests.bot.console.signed import PASSWORD
from tests.e2e.serving import Mailbox, Served, mail_server, serving

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ZOOMED = 320
"""Pixels that are left of a screen of 1280 zoomed to 400 %."""
EXPECTED = (
    "Failed to load resource",
    "Response Status Error Code 413",
    "htmx:afterRequest, ",
    "htmx:sendAbort, ",
    "[object Event]",
    "[DOM] ",
)
"""How begins what may be said: of what is refused, of an update that another replaces, of a stream
that htmx opens again, of good manners."""


@dataclass
class People:
    """Whoever stands around one site; `staff` have accounts, `cookies` are of those who signed in."""

    browser: Browser
    served: Served
    mailbox: Mailbox
    staff: dict[str, Staff] = field(default_factory=dict)
    cookies: dict[str, list[Any]] = field(default_factory=dict)
    _windows: list[BrowserContext] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    @property
    def site(self) -> str:
        """Where everything is."""
        return self.served.address

    def window(self, *, scripts: bool = True) -> Page:
        """Open a window of someone new."""
        context = self.browser.new_context(
            locale="fr-FR", timezone_id="Europe/Paris", java_script_enabled=scripts
        )
        context.set_default_timeout(10_000)
        context.on("request", lambda request: self._say_if_elsewhere(request.url))
        context.on("console", lambda said: self._say(said.text))
        context.on("weberror", lambda error: self._say(str(error.error)))
        self._windows.append(context)
        return context.new_page()

    def account(self, name: str, role: Role = Role.ADVISER) -> Staff:
        """Who someone of the staff is, their account made the first time."""
        if name not in self.staff:
            self.staff[name] = self.served.colleague(name, role)
        return self.staff[name]

    def colleague(self, name: str, role: Role = Role.ADVISER, *, scripts: bool = True) -> Page:
        """Open a window of someone of the staff, who signs in the first time."""
        staff, page = self.account(name, role), self.window(scripts=scripts)
        if name in self.cookies:
            page.context.add_cookies(self.cookies[name])
        page.goto(f"{self.site}/console")
        if name not in self.cookies:
            sign_in(page, staff)
            expect(page.get_by_role("heading", level=1, name="Conversations")).to_be_visible()
            self.cookies[name] = page.context.cookies()
        return page

    def end_sessions(self, name: str) -> None:
        """Sign a colleague out everywhere, as time does."""
        del self.cookies[name]
        sessions, now = self.served.parts.stores.sessions, self.served.parts.clock()
        self.served.do(sessions.end_all(self.staff[name].id, now))

    def leave(self) -> None:
        """Close all windows, in none of which anything may have gone wrong."""
        while self._windows:
            self._windows.pop().close()
        said, self._said = self._said, []
        assert said == [], said

    def _say(self, text: str) -> None:
        if not text.startswith(EXPECTED):
            self._said.append(text)

    def _say_if_elsewhere(self, url: str) -> None:
        if urlsplit(url).hostname not in ("localhost", None):
            self._said.append(url)


@contextmanager
def around(browser: Browser, folder: Path, database: str = "") -> Iterator[People]:
    """Serve a site with a mail server beside it; on a database of the folder if none is named."""
    mailbox = Mailbox()
    with mail_server(mailbox) as port, serving(folder, database=database, smtp=port) as served:
        yield People(browser, served, mailbox)


def sign_in(page: Page, staff: Staff) -> None:
    """Fill in the form that stands before the console."""
    page.get_by_label("Adresse électronique").fill(staff.email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def ask(page: Page, site: str, question: str) -> None:
    """Begin a conversation on the home page, and wait for what is replied."""
    page.goto(site)
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Envoyer").click()
    page.locator("#m-2").wait_for()


def write(page: Page, text: str) -> None:
    """Add a message to the conversation of a page."""
    page.get_by_label("Votre message").fill(text)
    page.get_by_role("button", name="Envoyer", exact=True).click()


def said(page: Page) -> int:
    """Count the messages that a contact sees."""
    return page.locator("#fil > li").count()


def answer(page: Page, text: str, button: str = "Envoyer") -> None:
    """Reply in the console."""
    page.get_by_label("Votre réponse").fill(text)
    page.get_by_role("button", name=button, exact=True).click()


def open_in_console(console: Page, subject: str) -> None:
    """Go from the queue to the conversation about something, the last one if there are several."""
    console.get_by_role("link", name=subject, exact=True).last.click()
    expect(console.get_by_role("heading", level=1, name=subject)).to_be_visible()


def told(page: Page, text: str) -> None:
    """Expect what the console says of what was just done."""
    expect(page.locator("#retour")).to_contain_text(text)


@contextmanager
def not_reloaded(page: Page) -> Iterator[None]:
    """Hold that the page is the same one before and after."""
    page.evaluate("window.same = true")
    yield
    assert page.evaluate("window.same") is True


def sound(page: Page) -> None:
    """Hold that everyone can use the page as it is now: on any screen, in both themes."""
    results = Axe().run(page, options={"runOnly": RULES})
    assert results.violations_count == 0, results.generate_report()
    page.emulate_media(color_scheme="dark")
    results = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert results.violations_count == 0, results.generate_report()
    page.emulate_media(color_scheme="light")
    wide = page.viewport_size
    assert wide
    page.set_viewport_size({"width": ZOOMED, "height": 256})
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    page.set_viewport_size(wide)
    assert sizes[0] <= sizes[1], sizes
