"""Stories of an applicant and of the staff who take over from the assistant, in a real browser."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bot.console.signed import PASSWORD
from tests.e2e.people import (
    People,
    answer,
    around,
    ask,
    not_reloaded,
    open_in_console,
    said,
    sign_in,
    told,
    write,
)
from tests.knowledge.servers import postgresql

ANSWERED, UNSAID = "Une commune ?", "Quelle est la date limite ?"
CAMILLE, SACHA = "Camille Martin", "Sacha Petit"
PROMISE = "avant mercredi 25 novembre à 10 h"
NOTE = "À vérifier auprès du bureau des pôles."


@pytest.fixture(scope="module")
def on_sqlite(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with around(browser, tmp_path_factory.mktemp("sqlite")) as people:
        yield people


@pytest.fixture(scope="module")
def on_postgresql(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with postgresql() as url, around(browser, tmp_path_factory.mktemp("postgresql"), url) as people:
        yield people


@pytest.fixture
def people(on_sqlite: People) -> Iterator[People]:
    yield on_sqlite
    on_sqlite.leave()


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def on_both(request: pytest.FixtureRequest) -> Iterator[People]:
    people: People = request.getfixturevalue(request.param)
    yield people
    people.leave()


def events_of(page: Page, until: str) -> str:
    """The stream of a contact's page, from the first event to the one that holds a text."""
    heard = ""
    with httpx.stream("GET", f"{page.url.partition('#')[0]}/evenements", timeout=10) as stream:
        for part in stream.iter_text():
            heard += part
            if until in heard:
                return heard
    raise AssertionError(heard)


def exported(page: Page) -> str:
    """All that a contact can download."""
    return httpx.get(f"{page.url.partition('#')[0]}/export", timeout=10).text


def test_a_question_that_the_texts_leave_open_is_answered_by_a_person_and_goes_on(on_both: People) -> None:
    people, address = on_both, "demandeur@exemple.fr"
    console = people.colleague(CAMILLE)
    applicant = people.window()

    with not_reloaded(console):
        ask(applicant, people.site, UNSAID)
        expect(applicant.locator("#m-2")).to_contain_text("Les textes ne répondent pas.")
        expect(applicant.locator("#fil > li").last).to_contain_text("Je transmets votre message à l’équipe.")
        expect(applicant.locator("#fil > li").last).to_contain_text(PROMISE)
        expect(applicant.locator("#etat")).to_contain_text(PROMISE)
        expect(console.get_by_role("link", name=UNSAID)).to_be_visible()
    applicant.get_by_label("Être prévenu par courriel").fill(address)
    applicant.get_by_role("button", name="Me prévenir").click()
    expect(applicant.locator("#prevenir")).to_contain_text(address)

    open_in_console(console, UNSAID)
    console.get_by_text("Ce que l’assistant a vu").click()
    saw = console.locator("details", has_text="Ce que l’assistant a vu")
    expect(saw).to_contain_text("Les textes n’en disent rien")
    expect(saw).to_contain_text("10 %")
    console.get_by_role("button", name="Prendre").click()
    told(console, "Vous avez pris la conversation.")
    expect(applicant.locator("#etat")).to_contain_text(f"{CAMILLE} vous répond.")

    console.get_by_label("Note pour l’équipe").fill(NOTE)
    console.get_by_role("button", name="Enregistrer la note").click()
    told(console, "Note enregistrée.")
    with not_reloaded(applicant):
        answer(console, "Le 15 octobre 2013 à midi.")
        told(console, "Réponse envoyée.")
        expect(applicant.locator("li.staff")).to_contain_text("Le 15 octobre 2013 à midi.")
    expect(console.get_by_text(NOTE)).to_be_visible()
    applicant.reload()
    for shown in (applicant.content(), exported(applicant), events_of(applicant, "octobre")):
        assert "Le 15 octobre 2013 à midi." in shown
        assert NOTE not in shown

    private = applicant.url
    applicant.goto("about:blank")
    answer(console, "Par courrier ou en ligne.")
    told(console, "Réponse envoyée.")
    letters = [people.mailbox.letter(address) for _ in range(2)]
    assert all("octobre" not in str(letter) and "courrier" not in str(letter) for letter in letters)
    link = next(line for line in letters[1].get_content().splitlines() if line.startswith(people.site))
    for way in (private, link):
        elsewhere = people.window()
        elsewhere.goto(way)
        expect(elsewhere.locator("li.staff").last).to_contain_text("Par courrier ou en ligne.")
    applicant.goto(private)

    known = len(people.served.desk.asked)
    console.get_by_role("button", name="Rendre à l’assistant").click()
    told(console, "L’assistant a repris la conversation.")
    expect(applicant.locator("#fil > li").last).to_contain_text("L’assistant automatique reprend")
    expect(applicant.locator("#etat")).to_contain_text("L’assistant automatique vous répond.")
    before = said(applicant)
    write(applicant, ANSWERED)
    expect(applicant.locator("#fil > li").last).to_contain_text("Les pôles rassemblent")
    assert said(applicant) == before + 2
    assert [question for question, _ in people.served.desk.asked[known:]] == [ANSWERED]

    console.get_by_role("button", name="Terminer", exact=True).click()
    told(console, "La conversation est terminée.")
    expect(applicant.locator("#etat")).to_contain_text("Cette conversation est terminée.")
    write(applicant, "Encore une question.")
    expect(applicant.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")
    expect(console.locator("#etat")).to_contain_text("Avec l’équipe")
    expect(console.get_by_text("Encore une question.")).to_be_visible()


def test_a_person_is_asked_for_in_the_first_words(people: People) -> None:
    applicant = people.window()
    ask(applicant, people.site, "Je veux parler à quelqu’un")
    expect(applicant.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")
    expect(applicant.locator("#etat")).to_contain_text(PROMISE)


def test_a_person_is_asked_for_without_a_word(people: People) -> None:
    applicant = people.window()
    applicant.goto(people.site)
    applicant.get_by_role("button", name="Parler à une personne").click()
    expect(applicant.locator("#etat")).to_contain_text("En attente d’une personne de l’équipe.")
    expect(applicant.locator("#m-1")).to_contain_text("Je veux parler à une personne.")
    console = people.colleague(CAMILLE)
    open_in_console(console, "Je veux parler à une personne.")
    expect(console.locator("#etat")).to_contain_text("Souhaite parler à une personne")


def test_of_two_who_want_a_conversation_one_has_it_and_neither_answers_blindly(on_both: People) -> None:
    people, question = on_both, "Qui paie le transport ?"
    consoles = {name: people.colleague(name) for name in (CAMILLE, SACHA)}
    applicant = people.window()
    ask(applicant, people.site, question)
    for console in consoles.values():
        # Their network is slow: neither learns in time what the other does.
        console.route("**/evenements*", lambda _: None)
        open_in_console(console, question)
    soon = applicant.evaluate("Date.now()") + 500
    for console in consoles.values():
        press_at(console, "geste-prendre", soon)
    for console in consoles.values():
        expect(console.locator("#retour")).to_be_visible()
    winner, loser = sorted(consoles, key=lambda name: consoles[name].locator(".fr-alert--error").count())
    has, wants = consoles[winner], consoles[loser]
    told(has, "Vous avez pris la conversation.")
    told(wants, f"{winner} a cette conversation.")
    for console in consoles.values():
        console.unroute("**/evenements*")
        console.reload()

    has.get_by_label("Votre réponse").press_sequentially("La commune.")
    expect(wants.locator("#frappe")).to_have_text(f"{winner} écrit une réponse.")
    expect(has.locator("#brouillon")).to_contain_text("Brouillon enregistré")
    write(applicant, "Et le repas ?")
    expect(has.get_by_text("Et le repas ?")).to_be_visible()
    has.get_by_role("button", name="Envoyer", exact=True).click()
    told(has, "La conversation a changé pendant que vous écriviez.")
    told(has, "Le demandeur a écrit : « Et le repas ? »")
    expect(has.get_by_label("Votre réponse")).to_have_value("La commune.")
    answer(wants, "L’association.")
    told(wants, f"{winner} a cette conversation.")
    expect(wants.get_by_label("Votre réponse")).to_have_value("L’association.")
    answer(has, "La commune, repas compris.", "Envoyer quand même")
    told(has, "Réponse envoyée.")
    expect(applicant.locator("li.staff")).to_have_count(1)
    expect(applicant.locator("li.staff")).to_contain_text("La commune, repas compris.")
    expect(wants.get_by_text("La commune, repas compris.")).to_be_visible()


def press_at(page: Page, button: str, moment: float) -> None:
    """Have a button pressed at a moment, and do not wait for it."""
    press = "([id, at]) => void setTimeout(() => document.getElementById(id).click(), at - Date.now())"
    page.evaluate(press, [button, moment])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_session_that_ends_while_a_reply_is_written_loses_none_of_it(people: People, scripts: bool) -> None:
    question = f"Qui signe la convention{' ' if scripts else ' donc '}?"
    applicant, console = people.window(), people.colleague(CAMILLE, scripts=scripts)
    ask(applicant, people.site, question)
    console.reload()
    open_in_console(console, question)
    people.end_sessions(CAMILLE)
    answer(console, "Le maire,\nou son adjoint.")
    expect(console.get_by_text("rien n’est perdu")).to_be_visible()
    sign_in(console, people.account(CAMILLE))
    expect(console.get_by_role("heading", name="Confirmez l’envoi")).to_be_visible()
    expect(console.locator("blockquote")).to_contain_text("ou son adjoint.")
    expect(applicant.locator("li.staff")).to_have_count(0)
    console.get_by_role("button", name="Confirmer l’envoi").click()
    told(console, "Réponse envoyée.")
    expect(applicant.locator("li.staff")).to_contain_text("ou son adjoint.")
    people.cookies[CAMILLE] = console.context.cookies()


def test_everything_is_done_without_scripts(people: People) -> None:
    question = "Qui garde les outils ?"
    applicant, console = people.window(scripts=False), people.colleague(SACHA, scripts=False)
    ask(applicant, people.site, question)
    expect(applicant.locator("#etat")).to_contain_text(PROMISE)
    console.goto(f"{people.site}/console")
    console.get_by_role("button", name=f"Prendre : {question}").click()
    told(console, "Vous avez pris la conversation.")
    console.get_by_label("Note pour l’équipe").fill(NOTE)
    console.get_by_role("button", name="Enregistrer la note").click()
    told(console, "Note enregistrée.")
    answer(console, "L’association.", "Envoyer et terminer")
    told(console, "Réponse envoyée et conversation terminée.")
    applicant.get_by_role("link", name="Voir s’il y a du nouveau").click()
    applicant.reload()
    expect(applicant.locator("li.staff")).to_contain_text("L’association.")
    expect(applicant.locator("#etat")).to_contain_text("Cette conversation est terminée.")
    assert NOTE not in applicant.content()
    write(applicant, "Merci, et les clés ?")
    expect(applicant.locator("#etat")).to_contain_text(f"{SACHA} vous répond.")


def test_a_member_of_the_staff_needs_no_mouse(people: People) -> None:
    question, staff = "Qui ouvre le portail ?", people.account(SACHA)
    applicant, console = people.window(), people.window()
    ask(applicant, people.site, question)
    console.goto(f"{people.site}/console")
    for field, text in (("#email", staff.email), ("#password", PASSWORD)):
        tab_to(console.locator(field))
        console.keyboard.type(text)
    console.keyboard.press("Enter")
    tab_to(console.get_by_role("link", name=question))
    console.keyboard.press("Enter")
    expect(console.get_by_role("heading", level=1, name=question)).to_be_visible()
    tab_to(console.get_by_role("button", name="Prendre"))
    console.keyboard.press("Enter")
    expect(console.locator("#retour")).to_be_focused()
    tab_to(console.get_by_label("Votre réponse"))
    console.keyboard.type("Le gardien.")
    tab_to(console.get_by_role("button", name="Envoyer", exact=True))
    console.keyboard.press("Space")
    told(console, "Réponse envoyée.")
    expect(console.get_by_role("button", name="Envoyer", exact=True)).to_be_focused()
    expect(applicant.locator("li.staff")).to_contain_text("Le gardien.")


def test_shortcuts_go_through_the_queue_and_a_conversation(people: People) -> None:
    question = "Qui ferme le portail ?"
    applicant, console = people.window(), people.colleague(CAMILLE)
    ask(applicant, people.site, question)
    line = console.get_by_role("link", name=question)
    expect(line).to_be_visible()
    for _ in range(30):
        console.keyboard.press("j")
        if line.evaluate("node => node === document.activeElement"):
            break
    expect(line).to_be_focused()
    console.keyboard.press("o")
    expect(console.get_by_role("heading", level=1, name=question)).to_be_visible()
    console.keyboard.press("p")
    told(console, "Vous avez pris la conversation.")
    console.keyboard.press("r")
    expect(console.get_by_label("Votre réponse")).to_be_focused()
    console.keyboard.type("jpr")
    expect(console.get_by_label("Votre réponse")).to_have_value("jpr")


def tab_to(target: Locator) -> None:
    """Press the tab key until something has the focus, which then shows."""
    target.wait_for()
    for _ in range(80):
        target.page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            break
    expect(target).to_be_focused()
    assert target.evaluate("node => getComputedStyle(node).outlineStyle") != "none"


def test_a_reply_that_is_too_long_to_be_received_is_said_to_be_so(people: People) -> None:
    console, applicant = people.colleague(CAMILLE), people.window()
    ask(applicant, people.site, UNSAID)
    open_in_console(console, UNSAID)
    notice = console.locator("#panne")
    expect(notice).to_be_hidden()
    console.route("**/console/conversations/*", lambda route: route.fulfill(status=413))
    answer(console, "Une longue réponse.")
    expect(notice.get_by_text("Ce texte est trop long")).to_be_visible()
    expect(notice.get_by_text("Vérifiez votre connexion")).to_be_hidden()
    console.unroute("**/console/conversations/*")
    answer(console, "Une réponse.")
    told(console, "Réponse envoyée.")
    expect(notice).to_be_hidden()
