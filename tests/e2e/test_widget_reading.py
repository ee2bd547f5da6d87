"""The chat in a page of another site: how it is reached, read, looked at and printed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.labels import STATUSES
from bot.pages.thread import WHO
from bot.store.feedback import FEEDBACK_LABELS
from knowledge.documents import Status
from tests.bot.applicants import ANSWERED, CAMILLE, UNCLEAR
from tests.bot.desks import CITATION, QUOTE
from tests.e2e.chats import conversation_of, log, notice, reply
from tests.e2e.hosts import Embedded, ask, assert_answers, embedding, open_chat, opened, visiting
from tests.e2e.people import sound

WIDGET = Path(__file__).parents[2] / "bot" / "static" / "widget"
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
TOLD = """log => {
  window.told = [];
  new MutationObserver(changes => told.push(...changes.map(({addedNodes}) =>
    [...addedNodes].map(node => node.textContent.slice(0, 5)).join())))
    .observe(log, {subtree: true, childList: true, characterData: true});
}"""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    questions = (ANSWERED, UNCLEAR)
    with embedding(tmp_path_factory.mktemp("widget"), welcome="Bienvenue.", questions=questions) as embedded:
        yield embedded


@pytest.fixture
def page(browser: Browser, embedded: Embedded) -> Iterator[Page]:
    """A page of the host in a window of someone new."""
    with visiting(browser, quiet=False) as visit:
        visit.page.goto(embedded.page(f"<main><h1>Ville</h1>{embedded.snippet}</main>"))
        yield visit.page


def test_everything_can_be_done_with_the_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    chat = opened(page)
    expect(chat.get_by_label("Votre message")).to_be_visible()
    order = ["Fermer", ANSWERED, UNCLEAR, "Les textes que l’assistant connaît"]
    for name in order:
        page.keyboard.press("Tab")
        expect(chat.locator(":focus")).to_have_text(name.replace(" ?", "\u00a0?"))
    chat.get_by_label("Votre message").focus()
    page.keyboard.type("Une commune")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("?")
    page.keyboard.press("Enter")
    expect(log(chat).get_by_text(QUOTE).first).to_be_visible()
    expect(chat.get_by_label("Votre message")).to_have_value("")
    expect(chat.get_by_label("Votre message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(notice(chat)).to_contain_text("Votre message est vide.")
    page.keyboard.press("Escape")
    expect(chat).to_be_hidden()
    expect(page.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(log(opened(page)).get_by_text("Une commune")).to_be_visible()


def test_the_page_beside_it_stays_within_reach(page: Page) -> None:
    chat = open_chat(page)
    page.get_by_role("button", name="Une question").focus()
    expect(chat).to_be_visible()
    page.keyboard.press("Tab")
    expect(chat.get_by_role("button", name="Fermer")).to_be_focused()


def test_it_covers_a_small_screen_and_keeps_the_focus(browser: Browser, embedded: Embedded) -> None:
    with visiting(browser, quiet=False, **PHONE) as visit:
        visit.page.goto(embedded.page(f"<main><h1>Ville</h1><button>Autre</button>{embedded.snippet}</main>"))
        chat = open_chat(visit.page)
        expect(chat.get_by_label("Votre message")).to_be_visible()
        assert chat.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
        assert chat.evaluate("dialog => dialog.matches(':modal')")
        for _ in range(20):
            visit.page.keyboard.press("Tab")
            assert visit.page.evaluate("document.activeElement.localName") in ("guichet-chat", "body")
        assert_answers(chat)
        assert (
            chat.get_by_label("Votre message").evaluate("field => getComputedStyle(field).fontSize") == "16px"
        )
        sound(visit.page)
        visit.page.set_viewport_size({"width": 1280, "height": 800})
        expect(log(chat)).to_be_visible()
        assert not chat.evaluate("dialog => dialog.matches(':modal')")


def test_a_message_is_told_once(embedded: Embedded, page: Page) -> None:
    chat = open_chat(page)
    log(chat).evaluate(TOLD)
    assert_answers(chat)
    reply(embedded, conversation_of(embedded, page), "Bonjour.")
    expect(log(chat).get_by_role("heading", name=CAMILLE)).to_be_visible()
    log(chat).get_by_role("button", name="Utile", exact=True).first.click()
    expect(notice(chat)).to_have_text("Merci de votre avis.")
    assert [said[:4] for said in page.evaluate("told")] == ["Vous", "L’as", "Cami"]
    live = "root => [...root.querySelectorAll('[role=log], [role=status], [role=alert], [aria-live]')]"
    of = f"host => ({live})(host.shadowRoot).map(one => one.role)"
    assert page.locator("guichet-chat").evaluate(of) == ["status", "log", "group", "group", "status"]


def test_who_reads_above_is_not_moved(embedded: Embedded, page: Page) -> None:
    chat = open_chat(page)
    assert_answers(chat)
    scroll = chat.locator(".scroll")
    scroll.evaluate("one => { one.scrollTop = 0; }")
    reply(embedded, conversation_of(embedded, page), "Long.\n" * 60)
    newer = chat.get_by_role("button", name="Nouveau message")
    expect(newer).to_be_visible()
    assert scroll.evaluate("one => one.scrollTop") == 0
    sound(page)
    scroll.evaluate("one => { one.scrollTop = 0; }")
    newer.click()
    heading = log(chat).get_by_role("heading", name=CAMILLE)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()  # a long message is read from its beginning
    expect(newer).to_be_hidden()


def test_long_words_fit(page: Page) -> None:
    chat = open_chat(page)
    ask(chat, f"commune {'x' * 300} https://exemple.fr/{'y' * 300}")
    expect(log(chat).get_by_text(QUOTE).first).to_be_visible()
    scroll = chat.locator(".scroll")
    assert scroll.evaluate("one => one.scrollWidth <= one.clientWidth")
    sound(page)


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_it_follows_what_the_visitor_prefers(page: Page, media: Any) -> None:
    page.emulate_media(**media)
    assert_answers(open_chat(page))
    sound(page)


def test_it_is_printed_in_full_without_its_controls(page: Page) -> None:
    chat = open_chat(page)
    for count in range(1, 5):
        ask(chat, ANSWERED)
        expect(log(chat).get_by_role("blockquote")).to_have_count(2 * count)
    read = pdfium.PdfDocument(page.pdf())
    text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in read)
    read.close()
    words = " ".join(text.split())
    assert words.count("Les pôles rassemblent a minima") == 4
    assert CITATION.url in "".join(text.split())
    assert "Envoyer" not in words
    expect(chat.get_by_role("button", name="Envoyer")).to_be_visible()


def test_a_site_has_its_colours_and_a_page_its_own(embedded: Embedded, page: Page) -> None:
    colour = "button => getComputedStyle(button).backgroundColor"
    embedded.change(accent="#006400", accent_dark="#90ee90")
    try:
        send = open_chat(page).get_by_role("button", name="Envoyer")
        assert send.evaluate(colour) == "rgb(0, 100, 0)"
        page.emulate_media(color_scheme="dark")
        assert send.evaluate(colour) == "rgb(144, 238, 144)"
        page.evaluate("document.documentElement.style.setProperty('--guichet-accent', '#ffffff')")
        assert send.evaluate(colour) == "rgb(255, 255, 255)"
    finally:
        embedded.change(accent="", accent_dark="")


def test_a_site_is_shown_before_it_is_kept(embedded: Embedded, page: Page) -> None:
    asked: list[str] = []
    show = """async ([address, site]) => {
      const {preview} = await import(`${address}/widget/v1/chat.js`);
      window.show = preview(document.querySelector("main"), site);
    }"""
    page.evaluate(show, [embedded.address, {"call": "Un appel", "welcome": "Un", "conversation_days": 9}])
    page.on("request", lambda request: asked.append(request.url))
    expect(page.get_by_text("gardée 9 jours")).to_be_visible()
    page.evaluate("show({closed: 'Fermé.'})")
    expect(page.get_by_text("Fermé.")).to_be_visible()
    expect(page.get_by_text("gardée 9 jours")).to_have_count(0)
    assert asked == []
    assert page.evaluate("sessionStorage.length") == 0


def test_the_words_are_those_of_our_pages() -> None:
    said = "".join(file.read_text() for file in WIDGET.glob("*.js"))
    cautions = [STATUSES[one] for one in (Status.DRAFT, Status.SUPERSEDED, Status.WITHDRAWN)]
    for word in (*WHO.values(), *FEEDBACK_LABELS.values(), *cautions):
        assert f'"{word}"' in said, word
