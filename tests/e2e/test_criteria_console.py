"""A manager reads the criteria, changes one by keyboard alone, tries the cases; the pages are sound."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.console.cases_page import key_of
from bot.staff.roles import Role
from bot.store.rule_texts import RuleKind, RuleTexts
from knowledge.eligibility.cases import Case
from tests.bot.clocks import MONDAY
from tests.bot.console.criteria_texts import SHEET, TEXTS
from tests.bot.desks import CALL
from tests.e2e.people import People, around, ask, sound

MANAGER = "Dominique Roux"
CASE = key_of(Case("Personne de l’ESS", {}, {}))
MOST_TABS = 150
PAGES = (
    "",
    "/ajouter",
    "/critere/ess",
    "/critere/closing?question=nouvelle",
    "/suppression/money",
    "/historique/criteres",
    "/retour/criteres",
    "/cas",
    "/cas/ajouter",
    f"/cas/{CASE}",
    "/demarches",
    "/demarches/modifier",
)


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A product whose call has criteria, cases and steps."""
    with around(browser, tmp_path_factory.mktemp("criteria")) as people:
        people.served.do(written(kept(people)))
        yield people


def kept(people: People) -> RuleTexts:
    return people.served.parts.stores.rule_texts.of(CALL.id)


async def written(texts: RuleTexts) -> None:
    for kind, text in TEXTS.items():
        await texts.keep_corpus(kind, text, MONDAY)


@pytest.fixture
def people(town: People) -> Iterator[People]:
    yield town
    town.leave()


def opened(people: People, path: str = "", *, scripts: bool = True) -> Page:
    """A page of the criteria, as a manager sees it."""
    console = people.colleague(MANAGER, Role.MANAGER, scripts=scripts)
    console.goto(f"{people.site}/console/criteres{path}")
    return console


def reach(page: Page, wanted: Locator) -> None:
    """Go to something by the Tab key."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(wanted)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_criteria_is_sound(people: People, path: str) -> None:
    console = opened(people, path)
    sound(console)


def test_a_criterion_is_changed_by_keyboard_alone(people: People) -> None:
    console = opened(people)
    reach(console, console.get_by_role("link", name="Modifier : Une enveloppe existe"))
    console.keyboard.press("Enter")
    expect(console.get_by_role("heading", level=1)).to_contain_text("Une enveloppe existe")
    reach(console, console.get_by_label("Rempli si", exact=True))
    console.keyboard.press("Control+A")
    console.keyboard.type("funds = no")
    reach(console, console.get_by_role("button", name="Prévisualiser"))
    console.keyboard.press("Enter")
    expect(console.get_by_role("heading", name="Aperçu")).to_be_visible()
    expect(console.get_by_text("La question, telle que la voient les demandeurs")).to_be_visible()
    expect(console.get_by_text("attendu « Rempli », trouvé « Non rempli »")).to_be_visible()
    sound(console)
    reach(console, console.get_by_label("Pourquoi ce changement"))
    console.keyboard.type("Pour essayer.")
    reach(console, console.get_by_role("button", name="Enregistrer"))
    console.keyboard.press("Enter")
    problem = console.get_by_role("link", name="Des cas métier échoueraient.")
    expect(problem).to_be_visible()
    sound(console)
    reach(console, problem)
    console.keyboard.press("Enter")
    expect(console.get_by_label("Enregistrer quand même")).to_be_focused()
    console.keyboard.press("Space")
    reach(console, console.get_by_role("button", name="Enregistrer"))
    console.keyboard.press("Enter")
    expect(console.get_by_text("Critère enregistré.")).to_be_visible()
    expect(console.get_by_text("0 sur 2")).to_be_visible()
    sound(console)
    console.get_by_role("link", name="Historique", exact=True).click()
    expect(console.get_by_text("Pour essayer. (enregistré malgré 2 cas en échec)")).to_be_visible()
    console.get_by_text("Ce qui a changé").first.click()
    expect(console.locator("ins", has_text="funds = no")).to_be_visible()
    sound(console)
    console.get_by_role("link", name="Cas métier").first.click()
    expect(console.get_by_text("Échoue").first).to_be_visible()
    sound(console)
    console.goto(f"{people.site}/console/criteres/retour/criteres")
    sound(console)
    console.get_by_role("button", name="Revenir au texte du corpus").click()
    expect(console.get_by_text("2 sur 2")).to_be_visible()


def test_a_case_is_added_without_a_script(people: People) -> None:
    console = opened(people, "/cas/ajouter", scripts=False)
    console.get_by_label("Situation").fill("Trois entreprises de l’ESS")
    console.get_by_label("une entreprise de l’ESS").fill("3")
    console.get_by_label("Réponse", exact=True).select_option("Oui")
    console.get_by_role("button", name="Prendre le résultat actuel").click()
    expect(console.get_by_text("Vérifiez-le critère par critère")).to_be_visible()
    expect(console.get_by_label("Au moins des entreprises de l’ESS")).to_have_value("met")
    console.get_by_role("button", name="Enregistrer").click()
    expect(console.get_by_text("Cas ajouté.")).to_be_visible()
    expect(console.get_by_text("3 sur 3")).to_be_visible()


def test_a_conversation_with_a_sheet_is_sound(people: People) -> None:
    applicant, question = people.window(), "Suis-je concerné ?"
    ask(applicant, people.site, question)
    kept = {"question": question, "decision": "answered", "sheet": SHEET.as_json()}
    people.served.change(applicant, lambda c: c.record("Fiche changée.", MONDAY, kept))
    console = people.colleague(MANAGER, Role.MANAGER)
    console.goto(f"{people.site}/console/conversations/{people.served.of(applicant).id}")
    expect(console.get_by_role("heading", name="Fiche sur les critères")).to_be_visible()
    console.get_by_text("Ses réponses").click()
    expect(console.get_by_text("deux entreprises de l’ESS")).to_be_visible()
    sound(console)


def test_what_is_refused_is_sound(people: People) -> None:
    console = opened(people, "/critere/ess")
    console.get_by_label("Mots exacts").first.fill("Ces mots ne sont nulle part.")
    console.get_by_role("button", name="Prévisualiser").click()
    expect(console.get_by_text("Une citation n’est pas dans les textes")).to_be_visible()
    sound(console)
    console.get_by_label("Nom du critère").fill("")
    console.get_by_label("Question posée").fill("")
    console.get_by_role("button", name="Prévisualiser").click()
    expect(console.get_by_text("Des erreurs sont à corriger")).to_be_visible()
    sound(console)
    text = people.served.do(kept(people).in_force(RuleKind.ELIGIBILITY))
    assert text and text.origin == "corpus"
