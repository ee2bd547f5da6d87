"""Everyone can use the widget: by keyboard, by ear, zoomed, without colours, on paper."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bot.sites.snippet import LINK_TEXT
from tests.bot.applicants import ANSWERED, UNCLEAR
from tests.bot.desks import QUOTE
from tests.e2e.hosts import Embedded, embedding, open_chat, opened
from tests.e2e.people import RULES
from tests.e2e.sight import faint, focus, misfits, small
from tests.e2e.states import (
    PERSONAL,
    STATES,
    State,
    confirmed,
    field,
    judged,
    name_of,
    replied,
    resumed,
    said,
    seen,
    visit_of,
    warned,
)  # fmt: skip
from tests.e2e.team import Team

DESK, PHONE = ViewportSize(width=1280, height=720), ViewportSize(width=360, height=640)
ZOOMED = ViewportSize(width=320, height=256)
"""What 400 % leave of a screen of 1280 by 1024."""
SIZES = {"desk": DESK, "phone": PHONE, "zoomed": ZOOMED}
SPACED = """host => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, sheet];
}"""
STOPS = """host => [...host.shadowRoot.querySelectorAll("a, button, summary, input, textarea")].filter(
  one => one.checkVisibility() && (one.type !== "radio" || !one.previousSibling && one.closest("label") ===
    one.closest("fieldset").querySelector("label"))).length"""
"""How many things the Tab key stops at: of radio buttons, one of each group."""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("access")) as embedded:
        yield embedded


@pytest.fixture(scope="module")
def team(embedded: Embedded) -> Team:
    return Team(embedded)


@pytest.fixture
def page(browser: Browser, embedded: Embedded) -> Iterator[Page]:
    """A page of the host."""
    with visit_of(browser, embedded) as page:
        yield page


def assert_accessible(page: Page) -> None:
    """Hold that everyone can use what is shown, in both themes, on a desk and on a telephone."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert misfits(page) == []
        assert small(page) == []
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            results = Axe().run(page, options={"runOnly": RULES})
            assert results.violations_count == 0, results.generate_report()
            assert faint(page) == []


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_every_state_is_accessible(page: Page, team: Team, state: State) -> None:
    state(page, team)
    assert_accessible(page)
    page.locator("guichet-chat").evaluate(SPACED)
    for size in (DESK, ZOOMED):
        page.set_viewport_size(size)
        assert misfits(page) == []


def test_a_closed_site_is_accessible(page: Page, embedded: Embedded) -> None:
    embedded.change(closed=True, closed_message="Fermé jusqu’à lundi.")
    try:
        expect(open_chat(page).get_by_text("Fermé jusqu’à lundi.")).to_be_visible()
        assert_accessible(page)
    finally:
        embedded.change(closed=False)


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press a key until what has that name has the focus; it can be seen all the way."""
    for _ in range(40):
        page.keyboard.press(key)
        if focus(page) == name:
            return
    raise AssertionError(f"never reached: {name}")


def back_to(page: Page, name: str) -> None:
    tab_to(page, name, "Shift+Tab")


def focused(page: Page, name: str) -> None:
    """Wait for something to have the focus; a message that comes may be shown rather than it."""
    expect(page.get_by_role("dialog").locator(":focus").and_(page.get_by_label(name))).to_be_visible()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_questions_are_asked_and_warned_of_by_keyboard(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    press = page.keyboard.press
    tab_to(page, LINK_TEXT)
    press("Enter")
    chat = opened(page)
    expect(field(chat)).to_be_visible()
    focus(page)
    tab_to(page, "Une commune peut-elle faire partie d’un pôle ?")
    press("Space")
    expect(said(chat)).to_have_count(2)
    tab_to(page, "Votre message")
    page.keyboard.type(UNCLEAR)
    press("Enter")
    expect(said(chat)).to_have_count(4)
    back_to(page, "Qui choisit les pôles ?")
    press("Enter")
    expect(said(chat)).to_have_count(6)
    tab_to(page, "Votre message")
    page.keyboard.type(PERSONAL)
    press("Enter")
    expect(chat.get_by_role("alert")).to_be_in_viewport()
    back_to(page, "Modifier")
    press("Space")
    focused(page, "Votre message")
    focus(page)
    expect(field(chat)).to_have_value(PERSONAL)
    tab_to(page, "Envoyer")
    press("Enter")
    expect(chat.get_by_role("alert")).to_be_in_viewport()
    back_to(page, "Envoyer quand même")
    press("Enter")
    expect(said(chat)).to_have_count(8)
    focused(page, "Votre message")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_conversation_is_judged_kept_and_erased_by_keyboard(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    tab_to(page, LINK_TEXT)
    page.keyboard.press("Space")
    chat = opened(page)
    expect(field(chat)).to_be_visible()
    tab_to(page, "Votre message")
    page.keyboard.type(ANSWERED)
    page.keyboard.press("Enter")
    expect(said(chat)).to_have_count(2)
    _judge(page, chat)
    _keep(page, chat)
    page.keyboard.press("Escape")
    expect(chat).to_be_hidden()
    expect(page.get_by_role("button", name=LINK_TEXT)).to_be_focused()
    assert focus(page) == LINK_TEXT


def _judge(page: Page, chat: Locator) -> None:
    back_to(page, "Pas utile")
    page.keyboard.press("Enter")
    tab_to(page, "La réponse est fausse")
    page.keyboard.press("Space")
    tab_to(page, "Envoyer mon avis")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("button", name="Pas utile")).to_be_focused()
    expect(chat.get_by_role("button", name="Pas utile")).to_have_attribute("aria-pressed", "true")
    focus(page)


def _keep(page: Page, chat: Locator) -> None:
    """Ask for a person, look at what is kept, erase it."""
    tab_to(page, "Parler à une personne")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("status").first).to_contain_text("En attente")
    focused(page, "Votre message")
    tab_to(page, "Retrouver cette conversation")
    page.keyboard.press("Enter")
    expect(chat.get_by_label("Lien secret")).to_be_visible()
    tab_to(page, "Copier le lien")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("status").last).to_have_text("Lien copié.")
    tab_to(page, "Mes données")
    page.keyboard.press("Enter")
    tab_to(page, "Voir ce qui est gardé")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("definition").first).to_be_in_viewport()
    focus(page)
    back_to(page, "Effacer la conversation")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("button", name="Oui, effacer")).to_be_visible()
    focus(page)
    tab_to(page, "Oui, effacer")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("status").last).to_have_text("Votre conversation est effacée.")
    focused(page, "Votre message")


@pytest.mark.parametrize("state", [warned, judged, resumed, seen, confirmed], ids=name_of)
def test_all_is_reached_and_nothing_hides_it_at_400_percent(page: Page, team: Team, state: State) -> None:
    page.set_viewport_size(ZOOMED)
    state(page, team)
    count = page.locator("guichet-chat").evaluate(STOPS)
    page.get_by_role("heading", level=2).focus()
    forth = [*(_next(page, "Tab") for _ in range(count))]
    back = [forth[-1], *(_next(page, "Shift+Tab") for _ in range(count - 1))]
    assert forth[0] == back[-1] == "Fermer"
    assert len(forth) == count
    assert misfits(page) == []


def _next(page: Page, key: str) -> str:
    page.keyboard.press(key)
    return focus(page)


@pytest.mark.parametrize("state", [judged, replied, warned, confirmed], ids=name_of)
def test_colours_of_the_system_leave_edges_and_the_focus(
    browser: Browser, embedded: Embedded, team: Team, state: State
) -> None:
    with visit_of(browser, embedded, forced_colors="active") as page:
        state(page, team)
        assert faint(page) == []
        sides = "one => [one.borderTopStyle, one.borderLeftStyle].every(side => side === 'solid')"
        assert page.get_by_role("dialog").evaluate(f"dialog => ({sides})(getComputedStyle(dialog))")
        page.get_by_role("heading", level=2).focus()
        for _ in range(page.locator("guichet-chat").evaluate(STOPS)):
            _next(page, "Tab")


def test_nothing_moves_for_those_who_ask_for_that(browser: Browser, embedded: Embedded, team: Team) -> None:
    with visit_of(browser, embedded, reduced_motion="reduce") as page:
        replied(page, team)
        chat = page.get_by_role("dialog")
        chat.locator(".scroll").evaluate("one => { one.scrollTop = 0; }")
        team.reply(team.conversation(page), "Long.\n" * 60)
        chat.get_by_role("button", name="Nouveau message").click()
        chat.get_by_role("button", name="Pas utile").last.click()
        page.keyboard.press("Escape")
        assert page.evaluate("alive") == []
        durations = (
            "one => [getComputedStyle(one).transitionDuration, getComputedStyle(one).animationDuration]"
        )
        every = f"host => [host, ...host.shadowRoot.querySelectorAll('*')].flatMap({durations})"
        assert set(page.locator("guichet-chat").evaluate(every)) == {"0s"}


def test_paper_holds_all_that_was_said_and_no_controls(page: Page, team: Team) -> None:
    replied(page, team)
    lines = [f"Ligne {number} sur cent vingt." for number in range(1, 121)]
    team.reply(team.conversation(page), "\n".join(lines))
    expect(said(page.get_by_role("dialog")).last).to_contain_text(lines[-1])
    with pypdfium2.PdfDocument(BytesIO(page.pdf())) as paper:
        text = " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in paper).split())
        assert len(paper) > 2
    assert "Bonjour. Une question" in text  # of the page itself
    assert [line for line in lines if text.count(line) != 1] == []
    for words in ("Vous", "L’assistant automatique", "Camille Martin, de l’équipe", "Information"):
        assert words in text
    for words in ("Envoyer", "Utile", "Fermer", "Votre message", "Mes données", "Nouveau message"):
        assert words not in text
    expect(page.get_by_role("dialog")).to_be_visible()


def test_paper_holds_the_passages_that_were_quoted(page: Page, team: Team) -> None:
    seen(page, team)
    with pypdfium2.PdfDocument(BytesIO(page.pdf())) as paper:
        text = " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in paper).split())
    assert QUOTE in text
    assert "Communiqué de presse n° 727" in text
