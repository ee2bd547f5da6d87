"""The core of the widget on pages of a host, behind a line that tests cut, beside what is kept of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

import bot
from bot.conversations.conversation import Conversation
from bot.sites.site import Site
from bot.tokens import digest, short_id
from tests.bot.applicants import CAMILLE
from tests.bot.clocks import MONDAY
from tests.e2e.hosts import MANY, HostPage, Pages, hosting
from tests.e2e.lines import Line, line_to
from tests.e2e.serving import Served, serving

MODULES = Path(bot.__file__).parent / "static" / "widget"
ANSWERED, UNCLEAR, UNSAID = "Une commune ?", "Un pôle ?", "Quelle est la date limite ?"
BEGIN = """async ([address, key]) => {
  const { Conversation } = await import("/conversation.js");
  const { Api } = await import("/api.js");
  const { Memory } = await import("/memory.js");
  window.changes = [];
  window.c = new Conversation(new Api(address, key), new Memory(key));
  c.addEventListener("change", ({ detail: { what, message } }) => {
    if (what === "erased") changes.length = 0;
    changes.push(message?.id ?? what);
  });
  await c.start();
}"""
SAID = "c.messages.map(({ id, author, text }) => [id, author, text])"
STATES = "c.unsent.map(({ text, state }) => [text, state])"
SEND = "text => c.send(text)"
STORED = "JSON.parse(sessionStorage[Object.keys(sessionStorage)[0]]).unsent"
"""What is still to be confirmed, shown or not."""


@dataclass
class Place:
    """The product behind a line, a host whose pages hold the core of the widget, a site that allows it."""

    browser: Browser
    served: Served
    line: Line
    host: str
    site: Site

    @contextmanager
    def visitor(self, before: str = "") -> Iterator[BrowserContext]:
        """Open the browser of someone new, where a script runs before any other."""
        context = self.browser.new_context(locale="fr-FR")
        context.set_default_timeout(10_000)
        if before:
            context.add_init_script(before)
        try:
            yield context
        finally:
            context.close()

    def tab(self, context: BrowserContext) -> Page:
        """Open a page whose conversation has started."""
        page = context.new_page()
        page.goto(self.host)
        self.start(page)
        return page

    def start(self, page: Page) -> None:
        """Start the conversation of a page that was just loaded."""
        page.evaluate(BEGIN, [self.line.address, self.site.key])

    def conversation(self, page: Page) -> Conversation:
        """The conversation that a page shows, as it is kept."""
        token = page.evaluate("c.resume").rpartition("/")[2]
        return self.served.do(self.served.parts.stores.conversations.opened_by(digest(token)))

    def kept(self, page: Page) -> list[list[str]]:
        """What is kept of the conversation of a page."""
        id = self.conversation(page).id
        messages = self.served.do(self.served.parts.stores.conversations.messages(id))
        return [[str(one.number), one.author.value, one.text] for one in messages]

    def exact(self, page: Page, count: int) -> None:
        """Hold that a page shows so many messages, those that are kept, and has nothing left to send."""
        page.wait_for_function(f"c.messages.length >= {count} && !c.unsent.length")
        assert page.evaluate(SAID) == self.kept(page)
        assert len(self.kept(page)) == count
        shown = [one for one in page.evaluate("changes") if one.isdecimal()]
        assert sorted(shown) == sorted(set(shown))

    def reply(self, page: Page, text: str) -> None:
        """Have Camille, of the staff, take the conversation of a page and reply."""
        colleague = self.served.colleague()
        id = self.conversation(page).id

        async def replied() -> None:
            await self.served.parts.stores.conversations.change(
                id,
                lambda c: c.claim(colleague.id, MONDAY).then(
                    lambda held: held.reply(colleague.id, CAMILLE, text, MONDAY, held.number)
                ),
            )
            self.served.parts.hub.ring(id)

        self.served.do(replied())


def core() -> Pages:
    modules: Pages = {
        f"/{file.name}": HostPage(file.read_text(), {"Content-Type": "text/javascript"})
        for file in MODULES.glob("*.js")
    }
    return modules | {"/": HostPage("<!doctype html><title>Ville</title>")}


@contextmanager
def placed(browser: Browser, folder: Path, database: str = "") -> Iterator[Place]:
    with (
        hosting(core()) as host,
        serving(folder, database=database) as served,
        line_to(served.address) as line,
    ):
        site = Site(short_id(), "Ville", (host,), per_minute=MANY, per_visitor=MANY)
        served.do(served.parts.stores.sites.add(site, "operator", MONDAY))
        yield Place(browser, served, line, host, site)
