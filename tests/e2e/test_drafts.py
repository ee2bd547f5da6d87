"""A draft by a model in a real browser: asked for, read, taken or refused; with a script and without."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.desk import Reception
from bot.model.draft_outcome import Outcome
from bot.model.drafting import Drafter, ForDrafts
from bot.parts import Parts
from bot.settings import Settings
from bot.store.periods import Period
from knowledge.chat.values import Request, Use
from knowledge.writing.writer import Writer
from tests.bot.applicants import parts_of
from tests.e2e import serving
from tests.e2e.people import People, around, ask, not_reloaded, open_in_console, sound, told
from tests.llm.scripted import ScriptedChat, down, proposing

QUESTION = "Quelle enveloppe pour le jury {number} ?"
NUMBERS = count(1)
TRUE, FALSE = "Une enveloppe de trois millions", "Le jury donne 900 000 euros."
CAMILLE, SACHA = "Camille Martin", "Sacha Petit"
LABEL = "Brouillon rédigé par un modèle de langue – relisez-le, rien n’est envoyé sans vous"


def literal(request: Request) -> str:
    """Copy a sentence of the first passage, and add one that no passage holds."""
    first = re.search(rf"{TRUE}\.", request.turns[-1].text)
    assert first, request.turns[-1].text
    return proposing((first.group(), ["P1"]), (FALSE, ["P1"]))


@pytest.fixture(scope="module")
def chat() -> ScriptedChat:
    return ScriptedChat([literal])


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory, chat: ScriptedChat) -> Iterator[People]:
    """A site whose staff have a model."""

    def with_model(folder: Path, reception: Reception, settings: Settings | None = None) -> Parts:
        return replace(parts_of(folder, reception, settings), drafter=Drafter(Writer(ForDrafts(chat), 8)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "parts_of", with_model)
        with around(browser, tmp_path_factory.mktemp("town")) as people:
            yield people


@pytest.fixture
def people(town: People, chat: ScriptedChat) -> Iterator[People]:
    chat.answers = [literal]
    yield town
    town.leave()


def opened(people: People, name: str = CAMILLE, *, scripts: bool = True) -> Page:
    """Open a conversation that waits, in the console."""
    question = QUESTION.format(number=next(NUMBERS))
    ask(people.window(), people.site, question)
    console = people.colleague(name, scripts=scripts)
    open_in_console(console, question)
    return console


def counts(people: People) -> dict[Outcome, int]:
    """What became of all drafts."""
    parts = people.served.parts
    day = parts.promises.local(parts.clock()).date()
    months = people.served.do(parts.stores.model_drafts.months(Period(day, day, parts.promises.hours.zone)))
    return {outcome: count for month in months for outcome, count in month.counts.items()}


def test_a_draft_is_asked_for_read_taken_and_sent(people: People, chat: ScriptedChat) -> None:
    before = counts(people)
    console = opened(people)
    with not_reloaded(console):
        console.get_by_label("Votre réponse").fill("Bonjour,")
        button = console.get_by_role("button", name="Proposer un brouillon")
        button.focus()
        console.keyboard.press("Enter")
        expect(console.get_by_role("heading", name=LABEL)).to_be_visible()
        expect(console.locator("#annonces")).to_contain_text("Brouillon prêt")
        expect(console.locator("#proposition-dit")).to_be_focused()
        expect(console.locator("#proposition")).to_contain_text(TRUE)
        expect(console.locator("#proposition")).not_to_contain_text("900")
        expect(console.get_by_label("Votre réponse")).to_have_value("Bonjour,")
        sound(console)
        console.get_by_role("button", name="Reprendre dans ma réponse").press("Enter")
        expect(console.get_by_label("Votre réponse")).to_have_value(f"Bonjour,\n\n{TRUE}.")
        expect(console.get_by_role("heading", name="Passages cités")).to_be_visible()
        sound(console)
    console.get_by_role("button", name="Envoyer", exact=True).click()
    told(console, "Réponse envoyée.")
    assert chat.requests[-1].use is Use.DRAFTS
    assert counts(people).get(Outcome.ACCEPTED, 0) == before.get(Outcome.ACCEPTED, 0) + 1


def test_what_is_typed_while_the_model_writes_stays(people: People) -> None:
    console = opened(people)
    console.get_by_role("button", name="Proposer un brouillon").click()
    console.get_by_label("Votre réponse").fill("Bonjour Madame,")
    expect(console.get_by_role("heading", name=LABEL)).to_be_visible()
    expect(console.get_by_label("Votre réponse")).to_have_value("Bonjour Madame,")


def test_the_link_of_a_sentence_opens_it_in_its_text(people: People) -> None:
    console = opened(people)
    console.get_by_role("button", name="Proposer un brouillon").click()
    console.locator("#proposition li a").first.click()
    expect(console.get_by_text(TRUE).first).to_be_visible()


def test_a_model_that_is_down_is_said_and_the_page_works_on(people: People, chat: ScriptedChat) -> None:
    chat.answers = [down()]
    console = opened(people)
    console.get_by_role("button", name="Proposer un brouillon").click()
    expect(console.locator("#proposition-dit")).to_contain_text("Aucun brouillon")
    expect(console.locator("#annonces")).to_contain_text("ne répond pas")
    sound(console)
    console.get_by_label("Votre réponse").fill("Oui.")
    console.get_by_role("button", name="Envoyer", exact=True).click()
    told(console, "Réponse envoyée.")


def test_without_a_script_a_draft_is_taken_and_refused(people: People) -> None:
    before = counts(people)
    console = opened(people, SACHA, scripts=False)
    console.get_by_label("Votre réponse").fill("Bonjour,")
    console.get_by_role("button", name="Proposer un brouillon").click()
    expect(console.get_by_role("heading", name=LABEL)).to_be_visible()
    console.get_by_role("button", name="Reprendre dans ma réponse").click()
    expect(console.get_by_label("Votre réponse")).to_have_value(f"Bonjour,\n\n{TRUE}.")
    console.get_by_role("button", name="Écarter").click()
    expect(console.locator("#proposition-dit")).to_contain_text("Brouillon écarté.")
    expect(console.get_by_label("Votre réponse")).to_have_value(re.compile("^Bonjour,"))
    assert counts(people).get(Outcome.REFUSED, 0) == before.get(Outcome.REFUSED, 0) + 1
