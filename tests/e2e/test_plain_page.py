"""The pages of applicants in a real browser: accessible, by keyboard, zoomed, printed, and live."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.bot.applicants import CAMILLE
from tests.bot.clocks import MONDAY
from tests.bot.desks import QUOTE, SITE
from tests.e2e.serving import Served, serving

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
    "/chat/inconnue",
    "/?effacee=oui",
)
HOSTILE = (
    "<script>document.title = 'pris'</script> commune",
    '"><img src=x onerror="document.title=\'pris\'"> commune',
    "</textarea><svg onload=document.title='pris'> commune",
    "{{ 7 * 7 }} commune {% raw %}",
    "javascript:document.title='pris' commune",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SITE) as served:
        yield served


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    return served.address


def ask(page: Page, address: str, question: str) -> None:
    page.goto(address)
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#m-2")).to_be_focused()  # where the address leads, once the page is there


def write(page: Page, text: str) -> None:
    page.get_by_label("Votre message").fill(text)
    page.get_by_role("button", name="Envoyer", exact=True).click()


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


def test_a_conversation_is_accessible_whoever_has_it(themed: Page, served: Served) -> None:
    ask(themed, served.address, QUESTIONS["handoff"])
    staff = served.colleague().id
    served.change(themed, lambda c: c.reply(staff, CAMILLE, "Louis XIV.\nJusqu’en 1715.", MONDAY, c.number))
    reply = themed.locator("li.staff")
    reply.get_by_text("Pas utile").click()
    assert_accessible(themed)
    reply.get_by_label("Il manque quelque chose").check()
    reply.get_by_role("button", name="Envoyer mon avis").click()
    expect(reply).to_contain_text("Votre avis : pas utile (il manque quelque chose)")
    served.change(themed, lambda c: c.resolve(staff, MONDAY))
    expect(themed.locator("#etat")).to_contain_text("Cette conversation est terminée.")
    assert_accessible(themed)


def test_what_is_refused_and_what_asks_to_be_sure_are_accessible(themed: Page, address: str) -> None:
    ask(themed, address, QUESTIONS["answer"])
    write(themed, "  ")
    expect(themed.locator("#erreur")).to_contain_text("Votre message est vide.")
    expect(themed.get_by_label("Votre message")).to_be_focused()
    assert_accessible(themed)
    themed.get_by_role("link", name="Effacer cette conversation").click()
    themed.get_by_role("heading", name="Effacer cette conversation").wait_for()
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
    expect(page.get_by_role("link", name="listés plus bas")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Votre question")).to_be_focused()
    page.keyboard.type("Une commune peut-elle en faire partie ?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#m-2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lire dans le texte").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Passage cité")).to_be_focused()
    expect(page.locator("mark").first).to_have_text(QUOTE)
    expect(page.locator("mark").first).to_be_in_viewport()


def test_an_opinion_is_given_by_keyboard_alone(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["handoff"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Utile")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("La réponse est fausse")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#m-2")).to_contain_text("Votre avis : pas utile (la réponse est fausse). Merci.")


def test_a_reply_is_announced_by_the_title_and_the_focus(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["handoff"])
    assert page.title().startswith("Je n’ai pas la réponse")
    expect(page.locator("#m-2")).to_be_focused()
    expect(page.locator("#m-2")).to_be_in_viewport()


def test_a_suggestion_asks_the_next_question_and_leaves_what_is_typed(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["clarification"])
    page.get_by_label("Votre message").fill("Je réfléchis")
    page.get_by_role("button", name="Qui choisit les pôles ?").click()
    expect(page.locator("#m-3")).to_contain_text("Qui choisit les pôles ?")
    expect(page.locator("#m-4")).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value("Je réfléchis")


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_is_only_text(page: Page, address: str, question: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    ask(page, address, question)
    assert page.title().startswith("Réponse")
    expect(page.locator("#m-1")).to_contain_text(question)
    write(page, question)
    expect(page.locator("#m-3")).to_contain_text(question)
    assert page.title().startswith("Réponse")
    assert said == []


def test_everything_works_without_javascript_and_without_cookies(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    ask(page, served.address, QUESTIONS["clarification"])
    page.get_by_role("button", name="Qui choisit les pôles ?").click()
    expect(page.locator("#m-4")).to_be_visible()
    write(page, "Une commune ?")
    page.locator("#m-6").get_by_role("button", name="Utile").click()
    expect(page.locator("#m-6")).to_contain_text("Votre avis : utile.")
    page.get_by_role("button", name="Parler à une personne").click()
    expect(page.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")
    staff = served.colleague().id
    served.change(page, lambda c: c.reply(staff, CAMILLE, "Bonjour.", MONDAY, c.number))
    page.get_by_role("link", name="Voir s’il y a du nouveau").click()
    page.reload()
    expect(page.locator("li.staff")).to_contain_text("Bonjour.")
    page.get_by_label("Être prévenu par courriel").fill("moi@exemple.fr")
    page.get_by_role("button", name="Me prévenir").click()
    expect(page.locator("#prevenir")).to_contain_text("nous écrivons à moi@exemple.fr")
    page.get_by_role("link", name="Lire dans le texte").first.click()
    expect(page.locator("mark").first).to_have_text(QUOTE)
    page.go_back()
    page.get_by_role("link", name="Effacer cette conversation").click()
    page.get_by_role("button", name="Effacer définitivement").click()
    expect(page.get_by_text("Votre conversation est effacée.")).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_reloading_or_going_back_sends_nothing_again(page: Page, served: Served) -> None:
    ask(page, served.address, QUESTIONS["answer"])
    page.reload()
    page.locator("#m-2").wait_for()
    page.go_back()
    page.go_forward()
    page.locator("#m-2").wait_for()
    assert served.of(page).number == 2


def test_a_double_click_sends_one_message(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.get_by_label("Votre question").fill(QUESTIONS["answer"])
    page.get_by_role("button", name="Envoyer").dblclick()
    page.locator("#m-2").wait_for()
    page.get_by_label("Votre message").fill(QUESTIONS["clarification"])
    page.get_by_role("button", name="Envoyer", exact=True).dblclick()
    page.locator("#m-4").wait_for()
    assert served.of(page).number == 4


def test_a_person_appears_types_and_answers_without_disturbing_who_writes(page: Page, served: Served) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    ask(page, served.address, QUESTIONS["handoff"])
    expect(page.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")
    field = page.get_by_label("Votre message")
    field.fill("Je précise que")
    staff = served.colleague().id
    served.change(page, lambda c: c.claim(staff, MONDAY))
    expect(page.locator("#etat")).to_contain_text(f"{CAMILLE} vous répond.")
    served.do(served.typing(served.of(page).id))
    expect(page.get_by_text(f"{CAMILLE} écrit…")).to_be_visible()
    served.change(page, lambda c: c.reply(staff, CAMILLE, "Louis XIV.", MONDAY, c.number))
    expect(page.get_by_role("log").locator("li").last).to_contain_text("Louis XIV.")
    expect(page.get_by_text(f"{CAMILLE} écrit…")).to_be_hidden()
    expect(field).to_be_focused()
    expect(field).to_have_value("Je précise que")
    write(page, "Merci !")
    expect(page.locator("li.contact").last).to_contain_text("Merci !")
    expect(field).to_have_value("")
    assert said == []


def test_two_pages_of_one_conversation_show_the_same(page: Page, address: str) -> None:
    ask(page, address, QUESTIONS["answer"])
    other = page.context.new_page()
    other.goto(page.url)
    write(other, QUESTIONS["clarification"])
    for each in (page, other):
        expect(each.locator("#m-4")).to_contain_text("Que voulez-vous savoir ?")
        expect(each.locator("#fil > li")).to_have_count(4)


def test_a_message_written_without_network_leaves_once_it_is_back(page: Page, served: Served) -> None:
    ask(page, served.address, QUESTIONS["answer"])
    page.context.set_offline(True)
    write(page, QUESTIONS["clarification"])
    expect(page.get_by_text("Connexion perdue")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#m-4")).to_be_visible()
    expect(page.get_by_text("Connexion perdue")).to_be_hidden()
    assert served.of(page).number == 4


def test_targets_are_large_enough_for_a_finger(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, address, QUESTIONS["clarification"])
    page.get_by_text("Pas utile").click()
    for target in page.locator("main button, summary, .opinion label, .data a, nav a, footer a").all():
        box = target.bounding_box()
        assert box and box["height"] >= 24 and box["width"] >= 24


def test_the_focus_shows_on_whatever_has_it(page: Page, address: str) -> None:
    for question in ("", QUESTIONS["clarification"]):
        if question:
            ask(page, address, question)
        else:
            page.goto(address)
        for _ in range(14):
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
    for selector in (".ask", ".opinion", ".later"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
