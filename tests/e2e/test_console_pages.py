"""Every page of a conversation and of the console, in each of its states, can be used by everyone."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from bot.answers.validated import ValidatedAnswer
from bot.staff.roles import Role
from bot.store.canned import CannedAnswers
from bot.store.validated import ValidatedAnswers
from tests.bot.answers.examples import CONTENT
from tests.bot.clocks import MONDAY
from tests.e2e.people import People, answer, around, ask, open_in_console, sound, told, write
from tests.e2e.serving import NOBODY, PATIENCE

CAMILLE, SACHA, ADMINISTRATOR = "Camille Martin", "Sacha Petit", "Dominique Roux"
QUESTION, WHERE = "Quelle est la date limite ?", "Où déposer le dossier ?"
PROPOSED, APPROVED = "a" * 32, "b" * 32
PAGES = (
    "",
    "?vue=moi",
    "?vue=toutes",
    "?q=introuvable",
    "/reponses",
    "/reponses?etat=inconnu",
    "/reponses/nouvelle",
    f"/reponses/{PROPOSED}",
    f"/reponses/{PROPOSED}/modifier",
    f"/reponses/{APPROVED}",
    "/modeles",
    "/envois",
    "/rapports",
    "/journal",
    "/equipe",
    "/equipe/ajouter",
    "/compte",
    "/mot-de-passe",
    "/compte/second-facteur",
    "/conversations/inconnue",
)


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A site where something of everything has happened."""
    with around(browser, tmp_path_factory.mktemp("town")) as people:
        first = people.window()
        first.goto(f"{people.site}/console")
        expect(first.get_by_text("guichet staff add")).to_be_visible()
        sound(first)
        happen(people)
        yield people


@pytest.fixture
def people(town: People) -> Iterator[People]:
    yield town
    town.leave()


def happen(people: People) -> None:
    """Have two alike wait, one letter come back, one answer proposed, one approved."""
    stores = people.served.parts.stores
    staff = people.account(CAMILLE).id
    for question in (QUESTION, QUESTION, WHERE):
        applicant = people.window()
        ask(applicant, people.site, question)
    applicant.get_by_label("Être prévenu par courriel").fill(NOBODY)
    applicant.get_by_role("button", name="Me prévenir").click()
    expect(applicant.locator("#prevenir")).to_contain_text(NOBODY)
    console = people.colleague(CAMILLE)
    open_in_console(console, WHERE)
    answer(console, "À la préfecture.")
    told(console, "Réponse envoyée.")
    people.served.do(fill(stores.canned, stores.validated, staff))
    deadline = time.monotonic() + PATIENCE
    while not people.served.do(stores.outbox.counts())["dead"]:
        assert time.monotonic() < deadline
    people.leave()


async def fill(canned: CannedAnswers, validated: ValidatedAnswers, staff: str) -> None:
    await canned.save(None, "Accusé de réception", "Bonjour,\nnous vous répondrons.", staff, MONDAY)
    for id, said in ((PROPOSED, CONTENT), (APPROVED, replace(CONTENT, question="Quand ?"))):
        await validated.add(ValidatedAnswer.propose(id, said, staff, MONDAY))
    await validated.change(APPROVED, lambda one: one.approved("other", MONDAY, MONDAY.date()))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_console_is_sound(people: People, path: str) -> None:
    console = people.colleague(ADMINISTRATOR, Role.ADMINISTRATOR)
    response = console.goto(f"{people.site}/console{path}")
    assert response and response.status == (404 if path.endswith("/inconnue") else 200)
    sound(console)


def test_signing_in_is_sound_right_or_wrong(people: People) -> None:
    page = people.window()
    page.goto(f"{people.site}/console")
    sound(page)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("#erreurs")).to_be_visible()
    sound(page)


def test_a_conversation_is_sound_whatever_becomes_of_it(people: People) -> None:
    applicant, console = people.window(), people.colleague(SACHA)
    question = "Quel est le jury ?"
    ask(applicant, people.site, question)
    sound(applicant)
    open_in_console(console, question)
    console.get_by_text("Ce que l’assistant a vu").click()
    sound(console)
    console.get_by_role("button", name="Prendre").click()
    told(console, "Vous avez pris la conversation.")
    sound(console)
    expect(applicant.locator("#etat")).to_contain_text(f"{SACHA} vous répond.")
    sound(applicant)
    answer(console, " ")
    told(console, "La réponse est vide.")
    sound(console)
    console.get_by_label("Note pour l’équipe").fill("À vérifier.")
    console.get_by_role("button", name="Enregistrer la note").click()
    told(console, "Note enregistrée.")
    answer(console, f"{'long' * 60}\n\nLe jury est nommé par arrêté.", "Envoyer et terminer")
    told(console, "Réponse envoyée et conversation terminée.")
    sound(console)
    expect(applicant.locator("#etat")).to_contain_text("Cette conversation est terminée.")
    sound(applicant)
    console.get_by_role("link", name="Proposer comme réponse validée").click()
    console.get_by_role("heading", level=1, name="Proposer une réponse").wait_for()
    sound(console)
    write(applicant, " ")
    expect(applicant.locator("#erreur")).to_be_visible()
    sound(applicant)
    applicant.get_by_role("link", name="Effacer cette conversation").click()
    sound(applicant)
    applicant.get_by_role("button", name="Effacer définitivement").click()
    expect(applicant.get_by_text("Votre conversation est effacée.")).to_be_visible()
    sound(applicant)


def test_what_the_assistant_still_has_and_what_is_refused_are_sound(people: People) -> None:
    applicant, console = people.window(), people.colleague(SACHA)
    ask(applicant, people.site, "Un pôle ?")
    sound(applicant)
    id = people.served.of(applicant).id
    console.goto(f"{people.site}/console/conversations/{id}")
    sound(console)
    console.goto(f"{people.site}/console/equipe")
    expect(console.get_by_text("Votre rôle ne vous donne pas accès à cette page.")).to_be_visible()
    sound(console)
    console.goto(f"{people.site}/console/conversations/{id}")
    people.end_sessions(SACHA)
    answer(console, "Un pôle est un groupement.")
    expect(console.get_by_text("rien n’est perdu")).to_be_visible()
    sound(console)


@pytest.mark.parametrize("path", ["/reponses", "/reponses?q=introuvable", "/statistiques"])
def test_what_the_public_reads_is_sound(people: People, path: str) -> None:
    page = people.window()
    page.goto(f"{people.site}{path}")
    sound(page)
