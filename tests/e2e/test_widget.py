"""The chat in a page of another site: all that a visitor does there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.applicants import ANSWERED, CAMILLE, UNCLEAR, UNSAID
from tests.bot.desks import CITATION, QUOTE
from tests.e2e.chats import conversation_of, log, notice, reply, state
from tests.e2e.hosts import Embedded, ask, assert_answers, embedding, open_chat, visiting
from tests.e2e.people import sound
from tests.e2e.serving import NOBODY

OWN_NUMBER = "Mon adresse est jean.dupont@exemple.fr, une commune ?"
PASTE = """(field, kind) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["x"], "plan.pdf", {type: "application/pdf"}));
  const event = new Event(kind, {bubbles: true, cancelable: true, composed: true});
  event[kind === "paste" ? "clipboardData" : "dataTransfer"] = carried;
  return field.dispatchEvent(event);
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


def test_the_first_screen_says_what_must_be_known(page: Page) -> None:
    chat = open_chat(page)
    expect(page.get_by_role("dialog", name="Pôles territoriaux de coopération économique")).to_be_visible()
    for said in (
        "Bienvenue.", "Vous écrivez à un programme, pas à une personne.", "publiés jusqu’au 24 juillet 2013",
        "Ne donnez aucune information personnelle", "du lundi au vendredi", "gardée 180 jours",
        "stockage de session", "aucun cookie",
    ):  # fmt: skip
        expect(chat).to_contain_text(said)
    expect(state(chat)).to_have_text("L’assistant automatique vous répond.")
    expect(chat.get_by_role("link", name="Mentions et données personnelles")).to_be_visible()
    chat.get_by_text("Les textes que l’assistant connaît").click()
    expect(chat.get_by_role("link", name="Communiqué de presse n° 727 (nouvel onglet)")).to_be_visible()
    sound(page)


def test_a_question_is_answered_with_what_the_texts_say(page: Page) -> None:
    chat = open_chat(page)
    chat.get_by_role("button", name=ANSWERED).click()
    expect(log(chat).get_by_role("heading", level=3)).to_have_text(["Vous", "L’assistant automatique"])
    answer = log(chat).get_by_role("listitem").last
    expect(answer.get_by_role("blockquote").first).to_contain_text(QUOTE)
    assert answer.inner_text().count(QUOTE) == 1  # not in the assistant's own words too
    expect(answer).to_contain_text("Projet de loi n° 805, Article 5, 24 juillet 2013, projet, pas en vigueur")
    sound(page)
    passage = answer.get_by_role("link", name="Lire dans le texte : Communiqué de presse n° 727")
    expect(passage).to_have_accessible_name(re.compile(r"\(nouvel onglet\)$"))
    expect(passage).to_have_attribute("href", CITATION.url)
    assert passage.evaluate("link => [link.target, link.rel]") == ["_blank", "noopener noreferrer"]


def test_a_question_that_is_not_clear_is_chosen_among_others(page: Page) -> None:
    chat = open_chat(page)
    ask(chat, UNCLEAR)
    choices = log(chat).get_by_role("list", name="Choisissez une question")
    sound(page)
    choices.get_by_role("button", name="Qu’est-ce qu’un pôle ?").click()
    expect(log(chat).get_by_role("heading", name="Vous")).to_have_count(2)


def test_a_person_takes_over_and_is_named(embedded: Embedded, page: Page) -> None:
    chat = open_chat(page)
    ask(chat, UNSAID)
    expect(state(chat)).to_have_text(
        "En attente d’une personne de l’équipe. Réponse avant mercredi 25 novembre à 10 h."
    )
    expect(log(chat)).to_contain_text("Les textes ne répondent pas.")
    expect(chat.get_by_role("button", name="Parler à une personne")).to_be_hidden()
    sound(page)
    id = conversation_of(embedded, page)
    embedded.served.do(embedded.served.typing(id))
    expect(notice(chat)).to_have_text(f"{CAMILLE} écrit…")
    reply(embedded, id, "Voyez https://exemple.fr/dates.\nBonne journée.")
    said = log(chat).get_by_role("listitem").last
    expect(said.get_by_role("heading")).to_have_text(f"{CAMILLE}, de l’équipe")
    expect(said.get_by_role("link")).to_have_attribute("href", "https://exemple.fr/dates")
    expect(state(chat)).to_have_text(f"{CAMILLE} vous répond.")
    expect(notice(chat)).to_be_empty()
    sound(page)


def test_a_person_can_be_asked_for_before_anything_is_said(page: Page) -> None:
    chat = open_chat(page)
    chat.get_by_role("button", name="Parler à une personne").click()
    expect(state(chat)).to_contain_text("En attente d’une personne de l’équipe.")
    expect(chat.get_by_label("Votre message")).to_be_focused()


def test_what_is_typed_goes_with_the_request_for_a_person(page: Page) -> None:
    chat = open_chat(page)
    chat.get_by_label("Votre message").fill(ANSWERED)
    chat.get_by_role("button", name="Parler à une personne").click()
    expect(log(chat).get_by_text(ANSWERED, exact=True)).to_be_visible()
    expect(state(chat)).to_contain_text("En attente d’une personne de l’équipe.")
    expect(chat.get_by_label("Votre message")).to_have_value("")


def test_an_opinion_is_kept_with_its_reason(embedded: Embedded, page: Page) -> None:
    chat = open_chat(page)
    assert_answers(chat)
    no = log(chat).get_by_role("button", name="Pas utile", exact=True)
    no.click()
    expect(no).to_have_attribute("aria-expanded", "true")
    chat.get_by_label("Il manque quelque chose").check()
    sound(page)
    chat.get_by_role("button", name="Envoyer mon avis").click()
    expect(no).to_have_attribute("aria-pressed", "true")
    expect(no).to_be_focused()
    expect(notice(chat)).to_have_text("Merci de votre avis.")
    given = embedded.served.do(embedded.served.parts.stores.feedback.of(conversation_of(embedded, page)))
    assert [(one.useful, one.reason) for one in given.values()] == [(False, "incomplete")]
    page.reload()
    open_chat(page)
    expect(no).to_have_attribute("aria-pressed", "true")


def test_personal_data_is_warned_of_before_it_is_kept(embedded: Embedded, page: Page) -> None:
    chat, before = open_chat(page), len(embedded.kept())
    ask(chat, OWN_NUMBER)
    expect(chat.get_by_role("alert")).to_contain_text("semble contenir une adresse électronique")
    assert len(embedded.kept()) == before
    sound(page)
    chat.get_by_role("button", name="Modifier").click()
    expect(chat.get_by_label("Votre message")).to_be_focused()
    expect(chat.get_by_label("Votre message")).to_have_value(OWN_NUMBER)
    chat.get_by_label("Votre message").press("Enter")
    chat.get_by_role("button", name="Envoyer quand même").click()
    expect(log(chat)).to_contain_text(OWN_NUMBER)
    expect(log(chat).get_by_text(QUOTE).first).to_be_visible()
    expect(chat.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_files_are_refused_politely(page: Page, kind: str) -> None:
    chat = open_chat(page)
    assert chat.get_by_label("Votre message").evaluate(PASTE, kind) is False
    expect(notice(chat)).to_contain_text("Les pièces jointes ne sont pas acceptées ici.")
    chat.get_by_label("Votre message").press_sequentially("U")
    expect(notice(chat)).to_be_empty()


def test_the_conversation_is_found_again_by_its_link_and_by_a_letter(embedded: Embedded, page: Page) -> None:
    chat = open_chat(page)
    assert_answers(chat)
    chat.get_by_text("Retrouver cette conversation").click()
    resume = chat.get_by_label("Lien secret").input_value()
    assert resume.startswith(f"{embedded.address}/chat/")
    expect(chat.get_by_role("link", name="Ouvrir la conversation")).to_have_attribute("href", resume)
    chat.get_by_role("button", name="Copier le lien").click()
    expect(notice(chat)).to_have_text("Lien copié.")
    address = chat.get_by_label("Être prévenu par courriel")
    address.fill("personne")
    chat.get_by_role("button", name="Me prévenir").click()
    expect(chat.get_by_role("alert")).not_to_be_empty()
    expect(address).to_be_focused()
    sound(page)
    address.fill(NOBODY)
    address.press("Enter")
    expect(chat.get_by_text(f"nous écrivons à {NOBODY}")).to_be_visible()
    page.reload()
    chat = open_chat(page)
    chat.get_by_text("Retrouver cette conversation").click()
    chat.get_by_role("button", name="Ne plus me prévenir").click()
    expect(notice(chat)).to_have_text("Votre adresse est effacée.")
    expect(address).to_be_focused()
    expect(address).to_have_value("")


def test_visitors_see_take_and_erase_what_is_kept_of_them(embedded: Embedded, page: Page) -> None:
    chat = open_chat(page)
    assert_answers(chat)
    id = conversation_of(embedded, page)
    chat.get_by_text("Mes données", exact=True).click()
    chat.get_by_role("button", name="Voir ce qui est gardé").click()
    expect(chat.get_by_role("definition")).to_have_text(["23 novembre 2026", "2", "0", "aucune"])
    sound(page)
    with page.expect_download() as download:
        chat.get_by_role("button", name="Télécharger mes données").click()
    assert download.value.suggested_filename == f"guichet-conversation-{id[:8]}.json"
    assert json.loads(Path(download.value.path()).read_text())["messages"][0]["text"] == ANSWERED
    chat.get_by_role("button", name="Effacer la conversation").click()
    sound(page)
    chat.get_by_role("button", name="Oui, effacer").click()
    expect(notice(chat)).to_have_text("Votre conversation est effacée.")
    expect(chat.get_by_label("Votre message")).to_be_focused()
    expect(log(chat).get_by_role("listitem")).to_have_count(0)
    assert id not in embedded.kept()
    assert_answers(chat)


def test_a_closed_site_says_why_and_nothing_else(embedded: Embedded, page: Page) -> None:
    embedded.change(closed=True, closed_message="Fermé jusqu’à lundi.\nMerci de votre patience.")
    try:
        chat = open_chat(page)
        expect(chat.get_by_text("Fermé jusqu’à lundi.", exact=True)).to_be_visible()
        expect(chat.get_by_role("button")).to_have_text(["Fermer"])
        expect(chat.get_by_role("link")).to_have_count(0)
        expect(state(chat)).to_have_text("")
        sound(page)
    finally:
        embedded.change(closed=False)


def test_a_server_that_is_not_there_is_tried_again(embedded: Embedded, page: Page) -> None:
    page.route("**/api/v1/**", lambda route: route.abort())
    chat = open_chat(page)
    expect(chat.get_by_role("alert")).to_contain_text("Le service ne répond pas à cette page.")
    expect(chat.get_by_role("link", name="Ouvrir en pleine page")).to_have_attribute(
        "href", embedded.chat_url
    )
    sound(page)
    page.unroute_all()
    chat.get_by_role("button", name="Réessayer").click()
    expect(chat.get_by_role("heading", level=2)).to_be_focused()
    assert_answers(chat)


def test_what_is_written_without_a_network_leaves_once_it_is_there(page: Page) -> None:
    chat = open_chat(page)
    assert_answers(chat)
    page.context.set_offline(True)
    ask(chat, UNCLEAR)
    waiting = chat.get_by_role("list", name="Messages qui ne sont pas encore partis")
    expect(waiting).to_contain_text("En attente de la connexion.")
    expect(notice(chat)).to_have_text("Connexion perdue : vos messages partiront dès qu’elle reviendra.")
    sound(page)
    page.context.set_offline(False)
    expect(log(chat).get_by_role("button", name="Qui choisit les pôles ?")).to_be_visible()
    expect(waiting.get_by_role("listitem")).to_have_count(0)
    expect(chat.get_by_text(UNCLEAR, exact=True)).to_have_count(2)  # among the examples, and once asked
