"""What a screen reader is told of a conversation: what is there, and each message once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sites.snippet import LINK_TEXT
from tests.bot.applicants import ANSWERED, CAMILLE, UNCLEAR, UNSAID
from tests.bot.desks import LEAD, QUOTE
from tests.e2e.hosts import Embedded, ask, embedding, open_chat
from tests.e2e.states import PERSONAL, answered, field, handed_over, judged, put, replied, said, visit_of
from tests.e2e.team import Team
from tests.e2e.tree import told, tree


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("told")) as embedded:
        yield embedded


@pytest.fixture(scope="module")
def team(embedded: Embedded) -> Team:
    return Team(embedded)


@pytest.fixture
def page(browser: Browser, embedded: Embedded) -> Iterator[Page]:
    """A page of the host, heard by a screen reader."""
    with visit_of(browser, embedded) as page:
        yield page


WAITS = "En attente d’une personne de l’équipe. Réponse avant mercredi 25 novembre à 10 h."
SEARCHES = "L’assistant cherche dans les textes…"
FIRST = [
    "dialog 'Pôles territoriaux de coopération économique'",
    "  heading 'Pôles territoriaux de coopération économique' level=2",
    "  button 'Fermer'",
    "  status '' live=polite",
    "    StaticText 'L’assistant automatique vous répond.'",
]
ANSWER = [
    "  log 'Conversation' live=polite",
    "    list ''",
    "      listitem '' level=1",
    "        heading 'Vous' level=3",
    "        StaticText 'Une commune ?'",
    "      listitem '' level=1",
    "        heading 'L’assistant automatique' level=3",
    "        StaticText 'Le communiqué de presse du 15 juillet 2013 dit :'",
    "        figure ''",
    "          blockquote ''",
    f"            StaticText '{LEAD}'",
    f"            StaticText '{QUOTE}'",
    "          Figcaption ''",
    "            StaticText 'Communiqué de presse n° 727, 2e alinéa, page 2'",
    "            StaticText ', 15 juillet 2013'",
    "            link 'Lire dans le texte : Communiqué de presse n° 727, 2e alinéa, page 2 (nouvel onglet)'",
]
AROUND = [
    "  form ''",
    "    StaticText 'Votre message'",
    "    StaticText 'sans information personnelle'",
    "    textbox 'Votre message'",
    "    button 'Envoyer'",
    "    button 'Parler à une personne'",
    "  group ''",
    "    DisclosureTriangleGrouped 'Retrouver cette conversation'",
    "  group ''",
    "    DisclosureTriangleGrouped 'Mes données'",
]
HEARD = "one => one.innerText.replace(/\\s+/g, ' ').trim()"


def there(page: Page) -> list[str]:
    """Return what is there, without times, with plain spaces."""
    return [line.replace("\\xa0", " ") for line in tree(page) if "time ''" not in line]


def heard(page: Page) -> list[str]:
    """Return the messages as they are read, in order."""
    items = said(page.get_by_role("dialog"))
    return [items.nth(index).evaluate(HEARD) for index in range(items.count())]


def test_the_first_screen_is_a_dialog_with_a_log_and_a_form(page: Page) -> None:
    expect(field(open_chat(page))).to_be_visible()
    lines = there(page)
    assert lines[:5] == FIRST
    assert "    StaticText 'Vous écrivez à un programme, pas à une personne.'" not in lines  # not apart
    assert "  StaticText 'Vous écrivez à un programme, pas à une personne.'" in lines
    assert lines[lines.index("  form ''") :] == AROUND[:6]
    assert [line for line in lines if " live=" in line] == [FIRST[3], ANSWER[0], FIRST[3]]
    assert told(page) == []


def test_an_answer_is_read_with_its_source(page: Page, team: Team) -> None:
    answered(page, team)
    lines = there(page)
    start = lines.index(ANSWER[0])
    assert lines[start : start + len(ANSWER)] == ANSWER
    assert lines[lines.index(AROUND[0]) :] == AROUND
    opinion = lines.index("        group 'Votre avis'")
    assert lines[opinion + 1 : opinion + 3] == ["          button 'Utile'", "          button 'Pas utile'"]


def test_an_opinion_says_what_it_is_about_and_whether_it_is_given(page: Page, team: Team) -> None:
    judged(page, team)
    lines = there(page)
    assert "          button 'Pas utile' expanded=True" in lines
    assert "              radio 'La réponse est fausse' checked=true" in lines
    told(page)
    page.get_by_role("button", name="Envoyer mon avis").click()
    expect(page.get_by_role("button", name="Pas utile")).to_have_attribute("aria-pressed", "true")
    assert "          button 'Pas utile' pressed=true" in there(page)
    assert told(page) == ["Merci de votre avis."]


def test_a_small_screen_is_a_modal_dialog(browser: Browser, embedded: Embedded) -> None:
    with visit_of(browser, embedded, viewport={"width": 360, "height": 640}) as page:
        expect(field(open_chat(page))).to_be_visible()
        assert there(page)[0] == f"{FIRST[0]} modal=True"


def test_the_link_is_a_button_that_says_whether_the_chat_is_open(page: Page) -> None:
    link = page.get_by_role("button", name=LINK_TEXT)
    expect(link).to_have_attribute("aria-expanded", "false")
    expect(link).to_have_attribute("aria-haspopup", "dialog")
    open_chat(page)
    expect(link).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(link).to_have_attribute("aria-expanded", "false")


def test_each_message_is_announced_once_and_who_has_the_conversation_when_that_changes(
    page: Page, team: Team
) -> None:
    chat = open_chat(page)
    put(chat, ANSWERED)
    assert told(page) == [SEARCHES, *heard(page)]
    put(chat, UNCLEAR)
    assert told(page) == [SEARCHES, *heard(page)[2:]]
    ask(chat, UNSAID)
    expect(said(chat)).to_have_count(7)
    expect(chat.get_by_role("status").first).to_have_text(WAITS)
    announced = told(page)
    assert sorted(announced) == sorted([SEARCHES, WAITS, *heard(page)[4:]])
    assert [one for one in announced if one != WAITS] == [SEARCHES, *heard(page)[4:]]
    id = team.conversation(page)
    team.type(id)
    expect(chat.get_by_role("status").last).to_have_text(f"{CAMILLE} écrit…")
    team.type(id)
    team.reply(id, "Bonjour.\nEncore.")
    expect(said(chat)).to_have_count(8)
    assert sorted(told(page)) == sorted([f"{CAMILLE} écrit…", f"{CAMILLE} vous répond.", heard(page)[7]])
    team.resolve(id)
    expect(chat.get_by_role("status").first).to_contain_text("est terminée")
    assert told(page) == ["Cette conversation est terminée. Écrivez un message pour la rouvrir."]


def test_a_warning_is_announced_once(page: Page) -> None:
    chat = open_chat(page)
    ask(chat, PERSONAL)
    expect(chat.get_by_role("alert")).to_be_visible()
    announced = told(page)
    assert [one for one in announced if "adresse électronique" in one] == announced[1:]
    assert announced[0] == SEARCHES
    chat.get_by_role("button", name="Envoyer quand même").click()
    expect(said(chat)).to_have_count(2)
    assert told(page) == [SEARCHES, *heard(page)]


def test_nothing_is_announced_again_when_the_chat_is_closed_and_opened(page: Page, team: Team) -> None:
    replied(page, team)
    chat = page.get_by_role("dialog")
    told(page)
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(chat).to_be_hidden()
        open_chat(page)
        expect(said(chat)).to_have_count(4)
    page.set_viewport_size({"width": 320, "height": 256})
    expect(said(chat)).to_have_count(4)
    page.set_viewport_size({"width": 1280, "height": 720})
    assert told(page) == []


def test_what_comes_while_the_chat_is_closed_is_there_and_not_announced_late(page: Page, team: Team) -> None:
    handed_over(page, team)
    chat = page.get_by_role("dialog")
    expect(said(chat)).to_have_count(3)
    page.keyboard.press("Escape")
    told(page)
    team.reply(team.conversation(page), "Bonjour.")
    page.wait_for_function("document.querySelector('guichet-chat').shadowRoot.querySelector('li.staff')")
    assert told(page) == []
    open_chat(page)
    expect(said(chat).last).to_contain_text("Bonjour.")
    assert told(page) == []


def test_nothing_is_announced_again_when_the_line_comes_back(page: Page, team: Team) -> None:
    replied(page, team)
    chat = page.get_by_role("dialog")
    told(page)
    page.context.set_offline(True)
    expect(chat.get_by_role("status").last).to_contain_text("Connexion perdue")
    team.reply(team.conversation(page), "Êtes-vous là ?")
    page.context.set_offline(False)
    expect(said(chat).last).to_contain_text("Êtes-vous là ?")
    expect(chat.get_by_role("status").last).to_be_empty()
    lost, *rest = told(page)
    assert lost.startswith("Connexion perdue")
    assert rest == heard(page)[-1:]


def test_what_was_said_before_is_not_announced_on_another_page(
    page: Page, embedded: Embedded, team: Team
) -> None:
    replied(page, team)
    page.goto(embedded.page(f"<main><h1>Ville</h1>{embedded.snippet}</main>"))
    chat = open_chat(page)
    expect(said(chat)).to_have_count(4)
    expect(chat.get_by_role("status").first).to_have_text(f"{CAMILLE} vous répond.")
    assert told(page) == []
    team.reply(team.conversation(page), "Toujours là ?")
    expect(said(chat)).to_have_count(5)
    assert told(page) == heard(page)[-1:]
