"""The product as an operator starts it: what one applicant was answered by a person serves the next one."""

import os
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.console.signed import PASSWORD
from tests.e2e.conftest import GUICHET
from tests.e2e.people import answer, ask, open_in_console, sound, told

QUESTION = "Quelle est la date limite ?"
REPLY = "Les dossiers sont déposés au plus tard le 15 octobre 2013 à midi."
CAMILLE, SACHA = "Camille Martin", "Sacha Petit"


@pytest.fixture
def windows(browser: Browser) -> Iterator[list[Page]]:
    """Windows of three people: an applicant, then two of the staff."""
    contexts = [browser.new_context(locale="fr-FR", timezone_id="Europe/Paris") for _ in range(3)]
    for context in contexts:
        context.set_default_timeout(30_000)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def add(settings: dict[str, str], name: str, role: str) -> str:
    """Add an account as an operator does; return its temporary password."""
    words = [
        str(GUICHET),
        "staff",
        "add",
        f"{name.split()[0].lower()}@exemple.fr",
        "--role",
        role,
        "--name",
        name,
    ]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        words, env=os.environ | settings, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def enter(page: Page, site: str, name: str, temporary: str) -> None:
    """Sign in for the first time, and choose a password."""
    page.goto(f"{site}/console")
    page.get_by_label("Adresse électronique").fill(f"{name.split()[0].lower()}@exemple.fr")
    page.locator("#password").fill(temporary)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Choisissez votre mot de passe")).to_be_visible()
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer le mot de passe").click()
    expect(page.get_by_role("heading", level=1, name="Conversations")).to_be_visible()


@pytest.mark.timeout(240)
def test_an_approved_answer_serves_the_next_applicant_until_it_is_withdrawn(
    site: str, site_settings: dict[str, str], windows: list[Page]
) -> None:
    applicant, camille, sacha = windows
    for page, name, role in ((camille, CAMILLE, "conseiller"), (sacha, SACHA, "responsable")):
        enter(page, site, name, add(site_settings, name, role))

    ask(applicant, site, QUESTION)
    expect(applicant.locator("#m-2 .outcome")).to_have_text("Je n’ai pas la réponse")
    expect(applicant.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")
    open_in_console(camille, QUESTION)
    sound(camille)
    answer(camille, REPLY, "Envoyer et terminer")
    told(camille, "Réponse envoyée et conversation terminée.")
    expect(applicant.locator("li.staff")).to_contain_text(REPLY)

    camille.get_by_role("link", name="Proposer comme réponse validée").click()
    expect(camille.locator("#text")).to_have_value(REPLY)
    camille.get_by_role("button", name="Proposer à l’approbation").click()
    expect(camille.get_by_text("une autre personne doit l’approuver")).to_be_visible()
    expect(camille.get_by_role("button", name="Approuver et publier")).to_have_count(0)
    sacha.goto(camille.url)
    sacha.get_by_role("button", name="Approuver et publier").click()
    expect(sacha.get_by_text("L’assistant donne cette réponse")).to_be_visible()
    sound(sacha)

    ask(applicant, site, QUESTION)
    expect(applicant.locator("#m-2 .outcome")).to_have_text("Réponse")
    citation = applicant.locator("#m-2 figure")
    expect(citation.locator("blockquote")).to_contain_text(REPLY)
    expect(citation).to_contain_text("Réponse validée le ")
    sound(applicant)
    citation.get_by_role("link", name="Lire dans le texte").click()
    expect(applicant.locator("mark").first).to_contain_text(REPLY)
    applicant.goto(f"{site}/reponses")
    expect(applicant.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(applicant.get_by_text(REPLY)).to_be_visible()

    sacha.get_by_label("Pourquoi la retirer").fill("Le calendrier change.")
    sacha.get_by_role("button", name="Retirer", exact=True).click()
    expect(sacha.get_by_text("Le calendrier change.")).to_be_visible()
    applicant.reload()
    expect(applicant.get_by_text("Aucune réponse n’est publiée pour le moment.")).to_be_visible()
    ask(applicant, site, QUESTION)
    expect(applicant.locator("#m-2 .outcome")).to_have_text("Je n’ai pas la réponse")
