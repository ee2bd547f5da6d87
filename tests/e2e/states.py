"""The states that a widget comes to, each reached as a visitor reaches it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.bot.applicants import ANSWERED, UNCLEAR, UNSAID
from tests.bot.desks import QUOTE
from tests.e2e.hosts import Embedded, ask, open_chat, visiting
from tests.e2e.team import Team
from tests.e2e.tree import EARS

PERSONAL = "Écrivez-moi à jean@exemple.org : une commune ?"


EXPECTED = ("Failed to load resource",)
"""How begins what a browser says by itself of what is refused or not reached."""


@contextmanager
def visit_of(browser: Browser, embedded: Embedded, **context: Any) -> Iterator[Page]:
    """Open a page of the host, heard by a screen reader; nothing may go wrong in it."""
    with visiting(browser, quiet=False, **context) as visit:
        visit.page.add_init_script(EARS)
        visit.page.goto(embedded.page(f"<main><h1>Ville</h1><p>Bonjour.</p>{embedded.snippet}</main>"))
        yield visit.page
    assert [said for said in visit.said if not said.startswith(EXPECTED)] == []


def field(chat: Locator) -> Locator:
    """Where the visitor writes."""
    return chat.get_by_label("Votre message")


def said(chat: Locator) -> Locator:
    """The messages."""
    return chat.get_by_role("log", name="Conversation").locator("ol > li")


def put(chat: Locator, *texts: str) -> None:
    """Ask, and wait for each answer."""
    for text in texts:
        count = said(chat).count()
        ask(chat, text)
        expect(said(chat).nth(count + 1)).to_be_visible()


def first_screen(page: Page, _: Team) -> None:
    """What stands there before anything is said."""
    expect(field(open_chat(page))).to_be_visible()


def texts_listed(page: Page, _: Team) -> None:
    """The texts that the assistant knows, listed."""
    chat = open_chat(page)
    chat.get_by_text("Les textes que l’assistant connaît").click()
    expect(chat.get_by_role("link", name="Communiqué de presse n° 727")).to_be_visible()


def answered(page: Page, _: Team) -> None:
    """An answer with what the texts say."""
    chat = open_chat(page)
    put(chat, ANSWERED)
    expect(said(chat).get_by_text(QUOTE).first).to_be_visible()


def clarification(page: Page, _: Team) -> None:
    """A question asked back, with choices."""
    put(open_chat(page), UNCLEAR)


def handed_over(page: Page, _: Team) -> None:
    """A conversation that waits for a person."""
    chat = open_chat(page)
    put(chat, UNSAID)
    expect(chat.get_by_role("status").first).to_contain_text("En attente d’une personne")


def replied(page: Page, team: Team) -> None:
    """A person has replied."""
    handed_over(page, team)
    team.reply(team.conversation(page), "Bonjour,\nvoyez https://exemple.fr/date.")
    expect(said(page.get_by_role("dialog")).last).to_contain_text("Bonjour,")


def resolved(page: Page, team: Team) -> None:
    """A person has ended the conversation."""
    replied(page, team)
    team.resolve(team.conversation(page))
    expect(page.get_by_role("dialog").get_by_role("status").first).to_contain_text("est terminée")


def warned(page: Page, _: Team) -> None:
    """A message seems to hold personal data."""
    chat = open_chat(page)
    ask(chat, PERSONAL)
    expect(chat.get_by_role("alert")).to_contain_text("semble contenir une adresse électronique")


def judged(page: Page, team: Team) -> None:
    """The reasons of an opinion."""
    answered(page, team)
    page.get_by_role("button", name="Pas utile").click()
    page.get_by_label("La réponse est fausse").check()


def resumed(page: Page, team: Team) -> None:
    """The link that opens the conversation again."""
    answered(page, team)
    page.get_by_text("Retrouver cette conversation").click()
    expect(page.get_by_label("Lien secret")).to_be_visible()


def seen(page: Page, team: Team) -> None:
    """What is kept."""
    answered(page, team)
    page.get_by_text("Mes données", exact=True).click()
    page.get_by_role("button", name="Voir ce qui est gardé").click()
    expect(page.get_by_role("dialog").get_by_role("definition").first).to_be_visible()


def confirmed(page: Page, team: Team) -> None:
    """Whether to erase it all."""
    answered(page, team)
    page.get_by_text("Mes données", exact=True).click()
    page.get_by_role("button", name="Effacer la conversation").click()
    expect(page.get_by_role("button", name="Oui, effacer")).to_be_visible()


def lost(page: Page, team: Team) -> None:
    """No network, and a message that waits for it."""
    answered(page, team)
    page.context.set_offline(True)
    ask(page.get_by_role("dialog"), UNCLEAR)
    expect(page.get_by_role("dialog")).to_contain_text("En attente de la connexion.")
    expect(page.get_by_role("dialog")).to_contain_text("Connexion perdue")


def unreachable(page: Page, _: Team) -> None:
    """A server that is not there."""
    page.route("**/api/v1/**", lambda route: route.abort())
    expect(open_chat(page).get_by_role("alert")).to_contain_text("Le service ne répond pas à cette page.")


STATES = (
    first_screen, texts_listed, answered, clarification, handed_over, replied, resolved, warned, judged,
    resumed, seen, confirmed, lost, unreachable,
)  # fmt: skip
State = Callable[[Page, Team], None]


def name_of(state: State) -> str:
    """Name a state in a report."""
    return state.__name__
