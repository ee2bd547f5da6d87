"""What a webmaster can call and be told of; what is asked for and kept: nothing before a visitor opens."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sites.snippet import LINK_TEXT
from bot.widget_files import LOADER
from tests.bot.applicants import ANSWERED, CAMILLE, UNCLEAR, UNSAID
from tests.bot.clocks import MONDAY
from tests.bot.desks import QUOTE
from tests.e2e.hosts import Embedded, ask, assert_answers, embedding, open_chat, opened, visiting

LISTEN = """() => {
  window.heard = [];
  for (const name of ["open", "close", "question", "answer", "handoff", "reply", "erase"]) {
    Guichet.on(name, () => { throw new Error("of the host") });
    Guichet.on(name, detail => heard.push([name, detail ?? null]));
  }
}"""
STORED = """async () => ({
  session: Object.keys(sessionStorage), local: Object.keys(localStorage), cookie: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"session": [], "local": [], "cookie": "", "databases": 0, "caches": 0, "workers": 0}
SAID = "of the host"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("script")) as embedded:
        yield embedded


def ready(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function("window.Guichet")


def stored(page: Page) -> Any:
    """What is kept for the page, and for the product: by scripts, then as the browser itself counts."""
    devtools = page.context.new_cdp_session(page)
    assert devtools.send("Storage.getCookies") == {"cookies": []}
    return page.evaluate(STORED)


def names(page: Page) -> list[str]:
    return [name for name, _ in page.evaluate("heard")]


def test_nothing_is_asked_for_or_kept_before_the_visitor_opens(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        visit.page.get_by_role("button", name=LINK_TEXT).hover()
        visit.page.get_by_role("button", name=LINK_TEXT).focus()
        visit.page.evaluate(LISTEN)
        visit.page.wait_for_timeout(500)
        assert visit.asked(embedded.address) == [f"GET {LOADER}"]
        assert stored(visit.page) == NOTHING


def test_after_it_only_what_a_conversation_needs(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        chat = open_chat(visit.page)
        assert stored(visit.page) == NOTHING
        first, *others = visit.asked(embedded.address)
        assert first == f"GET {LOADER}"
        api = [asked for asked in others if "/widget/" not in asked]
        assert api == [f"GET /api/v1/sites/{embedded.site.key}"]
        assert all(asked.startswith("GET /widget/") for asked in others if asked not in api)
        assert_answers(chat)
        assert stored(visit.page) == NOTHING | {"session": [f"guichet:{embedded.site.key}"]}
        sent = [request for request in visit.requests if request.url.startswith(embedded.address)]
        assert not any("cookie" in request.all_headers() for request in sent)
        assert {request.url.split("/")[2] for request in visit.requests} == {
            embedded.address.removeprefix("http://"), embedded.host.removeprefix("http://")
        }  # fmt: skip
        elsewhere = visit.page.context.new_page()
        elsewhere.goto(f"{embedded.address}/mentions")
        assert stored(elsewhere) == NOTHING


def test_what_is_kept_goes_with_the_conversation(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        visit.page.evaluate(LISTEN)
        chat = open_chat(visit.page)
        assert_answers(chat)
        chat.get_by_text("Mes données", exact=True).click()
        chat.get_by_role("button", name="Effacer la conversation").click()
        chat.get_by_role("button", name="Oui, effacer").click()
        visit.page.wait_for_function("heard.some(([name]) => name === 'erase')")
        kept = visit.page.evaluate("JSON.stringify(Object.entries(sessionStorage))")
        assert ANSWERED not in kept
        assert '"token":"' not in kept.replace("\\", "")
        visit.said.clear()


def test_a_page_opens_asks_and_closes(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        visit.page.evaluate("Guichet.open()")
        opened(visit.page)
        visit.page.evaluate("Guichet.close()")
        expect(visit.page.get_by_role("dialog")).to_be_hidden()
        visit.page.evaluate(f"Guichet.ask({ANSWERED!r})")
        chat = visit.page.get_by_role("dialog")
        expect(chat.get_by_role("log").get_by_text(QUOTE).first).to_be_visible()
        expect(chat.get_by_text(ANSWERED, exact=True)).to_have_count(1)


def test_the_link_closes_what_it_opened_but_not_by_a_double_click(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        link, chat = visit.page.get_by_role("button", name=LINK_TEXT), visit.page.get_by_role("dialog")
        for _ in range(2):
            link.dblclick()
            expect(chat).to_be_visible()
            expect(link).to_have_attribute("aria-expanded", "true")
            link.click()
            expect(chat).to_be_hidden()
            expect(link).to_have_attribute("aria-expanded", "false")


def test_a_page_without_link_opens_by_the_key_of_its_script(browser: Browser, embedded: Embedded) -> None:
    script = embedded.script.replace("<script ", f'<script data-site="{embedded.site.key}" ')
    with visiting(browser) as visit:
        ready(visit.page, embedded.page(script))
        visit.page.evaluate("Guichet.open()")
        assert_answers(opened(visit.page))


def test_a_page_is_told_what_happens_and_nothing_of_what_is_said(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser, quiet=False) as visit:
        page = visit.page
        ready(page, embedded.page())
        page.evaluate(LISTEN)
        chat = open_chat(page)
        for text in (ANSWERED, UNCLEAR, UNSAID):
            ask(chat, text)
            page.wait_for_function(
                "count => heard.filter(([name]) => name === 'answer').length === count",
                arg=1 + (ANSWERED, UNCLEAR, UNSAID).index(text),
            )
        page.wait_for_function("heard.some(([name]) => name === 'handoff')")
        (id,) = [id for id in embedded.kept() if id in str(visit.asked(embedded.address))]
        staff = embedded.served.colleague().id
        stores, hub = embedded.served.parts.stores, embedded.served.parts.hub

        async def reply() -> None:
            await stores.conversations.change(
                id, lambda c: c.reply(staff, CAMILLE, "Le 1er octobre.", MONDAY, c.number)
            )
            hub.ring(id)

        embedded.served.do(reply())
        page.wait_for_function("heard.some(([name]) => name === 'reply')")
        chat.get_by_role("button", name="Utile", exact=True).first.click()
        expect(chat.get_by_text("Merci de votre avis.")).to_be_visible()
        page.keyboard.press("Escape")
        page.wait_for_function("heard.some(([name]) => name === 'close')")
        heard = page.evaluate("heard")
        assert [name for name, _ in heard].count("question") == 3
        assert [detail["decision"] for name, detail in heard if name == "answer"] == [
            "answer", "clarification", "handoff"
        ]  # fmt: skip
        (handoff,) = (detail for name, detail in heard if name == "handoff")
        assert handoff["reason"] == "missing_knowledge"
        assert handoff["promised_at"].startswith("2026-11-2")
        assert [detail["name"] for name, detail in heard if name == "reply"] == [CAMILLE]
        assert names(page)[0] == "open"
        for secret in (ANSWERED, UNSAID, "octobre", QUOTE[:20]):
            assert secret not in str(heard)
        assert all(SAID in text for text in visit.said), visit.said


def test_a_listener_stops_when_it_is_told_to(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        visit.page.evaluate("() => { window.count = 0; window.stop = Guichet.on('open', () => count++) }")
        open_chat(visit.page)
        visit.page.keyboard.press("Escape")
        visit.page.evaluate("stop()")
        open_chat(visit.page)
        assert visit.page.evaluate("count") == 1


@pytest.mark.parametrize("answer", ["true", "Promise.resolve(true)"])
def test_a_page_whose_visitor_consents_opens(browser: Browser, embedded: Embedded, answer: str) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        visit.page.evaluate(f"() => {{ Guichet.consent(() => {answer}) }}")
        assert_answers(open_chat(visit.page))


@pytest.mark.parametrize("answer", ["false", "Promise.resolve(false)", "Promise.reject(new Error('no'))"])
def test_a_page_whose_visitor_does_not_consent_asks_for_nothing_and_leads_to_the_plain_page(
    browser: Browser, embedded: Embedded, answer: str
) -> None:
    with visiting(browser, quiet=False) as visit:
        ready(visit.page, embedded.page())
        visit.page.evaluate(f"() => {{ Guichet.consent(() => {answer}) }}")
        assert visit.asked(embedded.address) == [f"GET {LOADER}"]
        visit.page.get_by_role("button", name=LINK_TEXT).click()
        visit.page.wait_for_url(embedded.chat_url)
        assert not any("chat.js" in asked and "/widget/" in asked for asked in visit.asked(embedded.address))
        visit.page.go_back()
        assert stored(visit.page) == NOTHING


def test_consent_is_asked_for_before_anything_is_fetched(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        ready(visit.page, embedded.page())
        visit.page.evaluate(
            "() => { Guichet.consent(() => new Promise(done => { window.agree = () => done(true) })) }"
        )
        visit.page.get_by_role("button", name=LINK_TEXT).click()
        visit.page.wait_for_function("() => Boolean(window.agree)")
        assert visit.asked(embedded.address) == [f"GET {LOADER}"]
        visit.page.evaluate("() => agree()")
        assert_answers(opened(visit.page))
