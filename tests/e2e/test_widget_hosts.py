"""The widget on the pages that there are: whatever their style and their policy, and when they change."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sites.site import Position
from bot.sites.snippet import LINK_TEXT
from tests.bot.applicants import ANSWERED
from tests.bot.desks import QUOTE
from tests.e2e.hosts import Embedded, ask, assert_answers, embedding, open_chat, opened, visiting

STYLES = {
    "unset": "* { all: unset !important }",
    "hidden": "body, body *, html > :not(head) { display: none !important; visibility: hidden !important }",
    "invisible": "* { opacity: 0 !important; clip-path: circle(0) !important; "
    "pointer-events: none !important }",
    "text": "* { color: red !important; background: red !important; font: 3px/1 serif !important; "
    "text-transform: uppercase !important; letter-spacing: 9px !important; direction: rtl !important; "
    "text-align: right !important; white-space: nowrap !important; user-select: none !important }",
    "boxes": "* { position: static !important; float: left !important; box-sizing: content-box !important; "
    "margin: 40px !important; padding: 40px !important; max-width: 99px !important; } "
    "html > * { zoom: 1.5 !important }",
    "moved": "html, * { transform: rotate(9deg) !important; filter: blur(9px) !important; "
    "contain: strict !important; perspective: 9px !important; will-change: transform !important }",
    "slow": "@keyframes x { to { margin-left: 900px } } "
    "* { transition: all 60s !important; animation: x 60s infinite !important }",
    "overlay": "body::after { content: ''; position: fixed; inset: 0; z-index: 2147483647; background: red }",
    "large": "html { font-size: 200% }",
    "small": "html { font-size: 10px } body { overflow: hidden; position: fixed; line-height: 0 }",
    "printed": "@media screen { * { font-family: monospace !important } }",
}
LOOK = """host => {
  const said = ["color", "backgroundColor", "fontSize", "fontFamily", "fontWeight", "lineHeight", "display",
    "visibility", "opacity", "textTransform", "letterSpacing", "direction", "textAlign", "whiteSpace",
    "userSelect", "cursor", "margin", "padding", "position", "pointerEvents", "transform", "filter", "zoom"];
  return [host, ...host.shadowRoot.querySelectorAll("*")].map(element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const places = [box.x, box.y, box.width, box.height].map(Math.round);
    return `${element.localName} ${places} ${said.map(name => style[name]).join("; ")}`;
  });
}"""
POLICIES = {
    "our address": "default-src 'none'; script-src {address}; connect-src {address}",
    "nonce": "default-src 'none'; script-src 'nonce-0a1b'; script-src-elem 'nonce-0a1b' {address}; "
    "connect-src {address}",
    "strict-dynamic": "default-src 'none'; script-src 'nonce-0a1b' 'strict-dynamic'; connect-src {address}",
    "trusted types": "require-trusted-types-for 'script'; trusted-types 'none'; "
    "default-src 'none'; script-src {address}; connect-src {address}",
    "everything": "default-src 'none'; script-src 'nonce-0a1b' 'strict-dynamic'; connect-src {address}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'",
}
OBSERVE = """<script>
window.moved = [];
new PerformanceObserver(list => moved.push(...list.getEntries()))
  .observe({type: "layout-shift", buffered: true});
</script>"""
MOVED_OF_PAGE = "moved.flatMap(({sources}) => sources.flatMap(({node}) => node?.nodeName ?? []))"
"""What moves within the chat has no node here."""
ISOLATED = {
    "cross_origin_embedder_policy": "require-corp",
    "cross_origin_opener_policy": "same-origin",
    "referrer_policy": "no-referrer",
    "permissions_policy": "clipboard-write=(), fullscreen=(), interest-cohort=()",
    "x_content_type_options": "nosniff",
}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("hosts")) as embedded:
        yield embedded


def look_of(page: Page) -> Any:
    """Where everything in the chat is and how it looks, once it stands still."""
    host = page.locator("guichet-chat")
    expect(page.get_by_role("dialog").get_by_label("Votre message")).to_be_visible()
    page.wait_for_function(
        "host => host.getAnimations({subtree: true}).length === 0", arg=host.element_handle()
    )
    return host.evaluate(LOOK)


def changes(usual: list[str], look: list[str]) -> list[str]:
    """What is not as usual; one is enough, all that stands after it moves."""
    return [f"{was} → {now}" for was, now in zip(usual, look, strict=True) if was != now][:1]


def opened_by_script(page: Page) -> None:
    page.wait_for_function("window.Guichet")
    page.evaluate("Guichet.open()")
    opened(page)


@pytest.fixture(scope="module")
def usual(browser: Browser, embedded: Embedded) -> Any:
    """The look of the chat on a page that asks for nothing."""
    with visiting(browser) as visit:
        visit.page.goto(embedded.page())
        opened_by_script(visit.page)
        return look_of(visit.page)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_no_style_of_a_page_changes_the_chat(
    browser: Browser, embedded: Embedded, usual: Any, style: str
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(head=f"<style>{style}</style>"))
        opened_by_script(visit.page)
        assert changes(usual, look_of(visit.page)) == []
        assert_answers(visit.page.get_by_role("dialog"))


@pytest.mark.parametrize("root", ['lang="ar" dir="rtl"', 'lang="ja" style="writing-mode: vertical-rl"'])
def test_no_writing_direction_of_a_page_changes_the_chat(
    browser: Browser, embedded: Embedded, usual: Any, root: str
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(root=root))
        opened_by_script(visit.page)
        assert changes(usual, look_of(visit.page)) == []
        assert_answers(visit.page.get_by_role("dialog"))


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_no_policy_needs_to_be_loosened_but_for_our_address(
    browser: Browser, embedded: Embedded, policy: str
) -> None:
    body = embedded.snippet.replace("<script ", '<script nonce="0a1b" ')
    url = embedded.page(body, content_security_policy=policy.format(address=embedded.address), **ISOLATED)
    with visiting(browser) as visit:
        visit.page.goto(url)
        assert_answers(open_chat(visit.page))


@pytest.mark.parametrize("position", [*Position, None])
def test_nothing_moves_and_nothing_is_said(
    browser: Browser, embedded: Embedded, position: Position | None
) -> None:
    link = embedded.link.replace(
        f'data-position="{embedded.site.position}"', f'data-position="{position}"' if position else ""
    )
    text = "<p>Du texte de la ville, avant et après.</p>" * 9
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(f"{text}{link}{text}{embedded.script}", OBSERVE))
        expect(visit.page.get_by_role("button", name=LINK_TEXT)).to_be_visible()
        visit.page.wait_for_timeout(300)
        assert visit.page.evaluate("moved.length") == 0
        chat = open_chat(visit.page)
        assert_answers(chat)
        chat.get_by_role("button", name="Fermer").click()
        expect(visit.page.get_by_role("button", name=LINK_TEXT)).to_be_focused()
        assert visit.page.evaluate(MOVED_OF_PAGE) == []
        assert visit.page.evaluate("moved.reduce((sum, {value}) => sum + value, 0)") < 0.01


REPLACED = "() => { const body = document.createElement('body'); body.innerHTML = %r; document.body = body; }"


def test_a_page_that_replaces_its_body_keeps_its_link(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page(f"<p>Accueil</p>{embedded.script}"))
        visit.page.evaluate(REPLACED % f"<main><h1>Deuxième page</h1>{embedded.link}</main>")
        assert_answers(open_chat(visit.page))


def test_a_page_that_replaces_its_body_leaves_the_open_chat_as_it_is(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page())
        chat = open_chat(visit.page)
        ask(chat, ANSWERED)
        chat.get_by_label("Votre message").fill("Encore une chose")
        visit.page.evaluate("history.pushState({}, '', '?deux')")
        visit.page.evaluate(REPLACED % "<h1>Deuxième page</h1>")
        expect(chat.get_by_label("Votre message")).to_have_value("Encore une chose")
        expect(chat.get_by_role("log").get_by_text(QUOTE).first).to_be_visible()
        assert_answers(chat)
        visit.page.go_back()
        visit.page.evaluate(REPLACED % f"<h1>Première page</h1>{embedded.link}")
        chat.get_by_role("button", name="Fermer").click()
        expect(chat).to_be_hidden()
        open_chat(visit.page)
        expect(chat.get_by_text(ANSWERED, exact=True)).to_have_count(2)


def test_a_visitor_who_goes_to_another_page_and_back_finds_the_conversation(
    browser: Browser, embedded: Embedded
) -> None:
    with visiting(browser) as visit:
        visit.page.goto(embedded.page())
        assert_answers(open_chat(visit.page))
        visit.page.goto(embedded.page())
        expect(open_chat(visit.page).get_by_role("log").get_by_text(QUOTE).first).to_be_visible()
        visit.page.go_back()
        expect(visit.page.get_by_role("button", name=LINK_TEXT)).to_be_visible()
        visit.page.evaluate("Guichet.open()")
        expect(opened(visit.page).get_by_text(ANSWERED, exact=True)).to_have_count(1)
