"""The plain page in a real browser: each state accessible, usable by keyboard, zoomed and printed."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.app import create_app
from bot.desk import Reception
from bot.settings import load_settings
from tests.bot.desks import QUOTE, FakeDesk, no_receipt

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUESTIONS = {"answer": "Une commune ?", "clarification": "Un pôle ?", "handoff": "Qui est le roi ?"}
PATHS = (
    "/",
    "/textes",
    "/textes/communique?passage=c%2F2%23%C3%A9#passage-2",
    "/textes/cahier",
    "/accessibilite",
    "/mentions",
    "/nulle-part",
)
HOSTILE = (
    "<script>document.title = 'pris'</script> commune",
    '"><img src=x onerror="document.title=\'pris\'"> commune',
    "</textarea><svg onload=document.title='pris'> commune",
    "{{ 7 * 7 }} commune {% raw %}",
    "javascript:document.title='pris' commune",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the application in front of the fake desk."""
    listener = socket.create_server(("127.0.0.1", 0))
    site = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(Reception(FakeDesk()), load_settings(public_url="http://localhost:8000"), no_receipt)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield site
    server.should_exit = True
    thread.join(timeout=20)


def ask(page: Page, address: str, question: str) -> None:
    page.goto(address)
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Envoyer").click()
    page.locator("#reponse").wait_for()


def assert_accessible(page: Page) -> None:
    results = Axe().run(page, options={"runOnly": RULES})
    assert results.violations_count == 0, results.generate_report()


def assert_fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1], sizes


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, page: Page) -> Page:
    page.emulate_media(color_scheme=request.param)
    return page


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_accessible_in_both_themes(themed: Page, address: str, path: str) -> None:
    themed.goto(address + path)
    assert_accessible(themed)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_reply_is_accessible_in_both_themes(themed: Page, address: str, question: str) -> None:
    ask(themed, address, question)
    assert_accessible(themed)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_fits_a_screen_zoomed_to_400_percent(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(address + path)
    assert_fits(page)


@pytest.mark.parametrize(
    "question", [*QUESTIONS.values(), "commune" * 200], ids=[*QUESTIONS, "one long word"]
)
def test_every_reply_fits_a_screen_zoomed_to_400_percent(page: Page, address: str, question: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    ask(page, address, question)
    assert_fits(page)


def test_a_question_is_asked_and_its_source_read_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Votre question")).to_be_focused()
    page.keyboard.type("Une commune peut-elle en faire partie ?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#reponse")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lire dans le texte").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Passage cité")).to_be_focused()
    expect(page.locator("mark").first).to_have_text(QUOTE)
    expect(page.locator("mark").first).to_be_in_viewport()


def test_a_reply_is_announced_by_the_title_and_the_focus(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["handoff"])
    assert page.title().startswith("Je n’ai pas la réponse")
    expect(page.get_by_role("heading", name="Je n’ai pas la réponse")).to_be_focused()


def test_a_suggestion_asks_the_next_question(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["clarification"])
    page.get_by_role("button", name="Qui choisit les pôles ?").click()
    expect(page.locator(".asked")).to_contain_text("Qui choisit les pôles ?")


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_is_only_text(page: Page, address: str, question: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    ask(page, address, question)
    assert page.title().startswith("Réponse")
    expect(page.locator(".asked")).to_contain_text(question)
    assert said == []


def test_everything_works_without_javascript_and_without_cookies(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    ask(page, address, QUESTIONS["answer"])
    page.get_by_role("link", name="Lire dans le texte").first.click()
    expect(page.locator("mark").first).to_have_text(QUOTE)
    assert context.cookies() == []
    context.close()


def test_targets_are_large_enough_for_a_finger(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, address, QUESTIONS["clarification"])
    for target in page.locator("main button, nav a, footer a").all():
        box = target.bounding_box()
        assert box and box["height"] >= 24 and box["width"] >= 24


def test_the_focus_shows_on_whatever_has_it(page: Page, address: str) -> None:
    page.goto(address)
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", page.evaluate("document.activeElement.outerHTML")


def test_forced_colours_keep_the_edges_of_buttons_and_fields(page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(address)
    for selector in ("button.main", ".ask"):
        assert page.locator(selector).evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"


def test_a_printed_answer_keeps_its_sources_and_drops_the_form(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["answer"])
    page.emulate_media(media="print")
    expect(page.locator("figure").first).to_be_visible()
    expect(page.locator(".ask")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
