"""The widget beside other people's scripts, in frames, on a slow network, and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sites.snippet import LINK_TEXT
from bot.widget_files import LOADER
from tests.bot.applicants import ANSWERED
from tests.bot.desks import QUOTE
from tests.e2e.hosts import (
    Embedded,
    HostPage,
    Pages,
    assert_answers,
    embedding,
    hosting,
    open_chat,
    opened,
    visiting,
)

NO_STORAGE = """
for (const name of ["sessionStorage", "localStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, {get() { throw new DOMException("Refused", "SecurityError") }});
}
window.BroadcastChannel = class { constructor() { throw new DOMException("Refused", "SecurityError") } };
"""
SHORTCUTS = """
window.taken = [];
for (const name of ["keydown", "keypress", "keyup"]) {
  document.addEventListener(name, event => {
    if (event.target.matches("input, textarea") || event.key === "Escape") return;
    event.preventDefault();
    taken.push(event.key);
  });
}
"""
SURROUNDINGS = {
    "an element of that name": "customElements.define('guichet-chat', class extends HTMLElement {})",
    "many elements": "for (let n = 2; n < 5; n++) "
    "customElements.define(`guichet-chat-${n}`, class extends HTMLElement {}); "
    "customElements.define('guichet-chat', class extends HTMLElement {})",
    "longer arrays": "Array.prototype.last = function () { return this[this.length - 1] }; "
    "Array.prototype.contains = Array.prototype.includes; String.prototype.strip = String.prototype.trim",
    "longer objects": "Object.prototype.extra = 'x'; Object.prototype.each = function () {}",
    "arrays of Prototype.js": "Array.prototype.toJSON = function () { return `[${this.join(', ')}]` }",
    "arrays of MooTools": "Array.from = item => item == null ? [] : Array.prototype.slice.call(item)",
    "window.Guichet taken": "window.Guichet = 'ours'",
    "window.Guichet frozen": "Object.defineProperty(window, 'Guichet', {value: 'ours'})",
    "names of globals": "window.open = window.close = () => {}; window.name = '[object Object]'; "
    "window.event = 1; window.status = 2; var site = 3, key = 4, address = 5, chat = 6, api = 7",
    "an element named Guichet": "addEventListener('DOMContentLoaded', () => "
    "document.body.append(Object.assign(document.createElement('form'), {id: 'Guichet', name: 'links'})))",
    "no storage": NO_STORAGE,
    "no popover": "delete HTMLElement.prototype.popover; delete HTMLElement.prototype.showPopover; "
    "delete HTMLElement.prototype.hidePopover; delete HTMLElement.prototype.togglePopover",
}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("surroundings")) as embedded:
        yield embedded


@pytest.mark.parametrize("script", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_the_chat_works_whatever_other_scripts_did(browser: Browser, embedded: Embedded, script: str) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(head=f"<script>{script}</script>"))
        chat = open_chat(visit.page)
        assert_answers(chat)
        visit.page.keyboard.press("Escape")
        expect(chat).to_be_hidden()


def test_the_shortcuts_of_a_page_leave_alone_what_is_typed_in_the_chat(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(head=f"<script>{SHORTCUTS}</script>"))
        chat = open_chat(visit.page)
        chat.get_by_label("Votre message").press_sequentially("une commune ? /")
        expect(chat.get_by_label("Votre message")).to_have_value("une commune ? /")
        chat.get_by_label("Votre message").press("Enter")
        expect(chat.get_by_role("log").get_by_text(QUOTE).first).to_be_visible()
        assert visit.page.evaluate("taken") == []


@pytest.mark.parametrize(
    "clobbering",
    [
        '<img name="currentScript" data-site="1" src="{evil}/widget/v1/guichet.js">',
        '<script type="text/plain" data-site="1" src="{evil}/widget/v1/guichet.js"></script>',
        '<form class="guichet"><input name="classList"><input name="href"></form>',
        '<a class="guichet" href="{evil}/chat?site=1">Une question ?</a>',
        '<a id="Guichet"></a><a id="Guichet"></a>',
    ],
)
def test_no_markup_of_a_visitor_has_another_script_fetched(
    browser: Browser, embedded: Embedded, clobbering: str
) -> None:
    pages: Pages = {"/widget/v1/chat.js": HostPage("throw 1;", {"Content-Type": "text/javascript"})}
    with hosting(pages) as evil, visiting(browser, quiet=False) as visit:
        visit.page.goto(embedded.page(clobbering.format(evil=evil) + embedded.snippet))
        visit.page.wait_for_function("() => window.Guichet?.on")
        visit.page.evaluate("() => void Guichet.open()")
        assert_answers(opened(visit.page))
        assert not [asked for asked in visit.asked(evil) if "chat.js" in asked]


def test_a_snippet_pasted_twice_is_one_chat(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(embedded.snippet * 2))
        links = visit.page.get_by_role("button", name=LINK_TEXT)
        expect(links).to_have_count(2)
        assert_answers(open_chat(visit.page))
        visit.page.keyboard.press("Escape")
        links.last.click()
        chat = visit.page.get_by_role("dialog")
        expect(chat).to_have_count(1)
        expect(chat.get_by_role("log").get_by_text(QUOTE).first).to_be_visible()
        asked = [asked for asked in visit.asked(embedded.address) if "/conversations/" not in asked]
        others = [one for one in asked if not one.endswith(LOADER)]
        assert len(others) == len(set(others)), others


def test_a_frame_of_the_same_site_has_its_chat(browser: Browser, embedded: Embedded) -> None:
    inner = embedded.page()
    frame = f'<iframe src="{inner}" title="Contact" width="380" height="600"></iframe>'
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(frame))
        assert_answers(open_chat(visit.page.frames[1]))


def test_the_page_is_usable_while_a_slow_network_brings_the_chat(
    browser: Browser, embedded: Embedded
) -> None:
    counter = '<button onclick="this.value = Number(this.value) + 1">Compter</button>'
    with visiting(browser) as visit:
        page = visit.page
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        network.send("Network.emulateNetworkConditions", slow)
        page.goto(embedded.page(counter + embedded.snippet))
        page.get_by_role("button", name="Compter").click()
        page.get_by_role("button", name=LINK_TEXT).click()
        assert page.get_by_role("dialog").count() == 0
        page.get_by_role("button", name="Compter").click()
        page.get_by_role("button", name=LINK_TEXT).click()
        assert page.get_by_role("button", name="Compter").get_attribute("value") == "2"
        expect(page.get_by_role("dialog")).to_have_count(1)
        assert_answers(page.get_by_role("dialog"))


def test_a_server_that_does_not_serve_the_chat_leaves_the_link_what_it_was(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser, quiet=False) as visit:
        visit.page.route("**/widget/v1/chat.js", lambda route: route.abort())
        visit.page.goto(embedded.page())
        visit.page.get_by_role("button", name=LINK_TEXT).click()
        visit.page.wait_for_url(embedded.chat_url)


def test_a_click_that_asks_for_another_tab_opens_the_plain_page_there(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page())
        for click in ({"modifiers": ["ControlOrMeta"]}, {"button": "middle"}):
            with visit.page.context.expect_page() as opened:
                _click(visit.page, **click)
            opened.value.wait_for_url(embedded.chat_url)
        assert visit.page.get_by_role("dialog").count() == 0


def _click(page: Page, **how: object) -> None:
    page.get_by_role("button", name=LINK_TEXT).click(**how)  # type: ignore[arg-type]  # both are ways to click


def test_without_javascript_the_link_opens_the_plain_page(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser, java_script_enabled=False) as visit:
        visit.page.goto(embedded.page())
        visit.page.get_by_role("link", name=LINK_TEXT).click()
        assert visit.page.url == embedded.chat_url
        visit.page.get_by_label("Votre question").fill(ANSWERED)
        visit.page.get_by_role("button", name="Envoyer").click()
        expect(visit.page.get_by_text(QUOTE).first).to_be_visible()
