"""The sheet of a contact on the criteria, in the page of their conversation."""

from html import unescape

from bot.conversations.conversation import Conversation
from bot.eligibility.commands import SEND
from bot.eligibility.shown import ShownCriterion, ShownSheet
from knowledge.eligibility.criteria import Outcome
from tests.bot.console.cases import begin
from tests.bot.console.criteria_texts import SHEET
from tests.bot.console.signed import Console
from tests.bot.desks import QUOTE


def led(console: Console, *, sheet: ShownSheet = SHEET, says: str = "Voir ma fiche") -> Conversation:
    """Have a contact come to a sheet, having said something."""
    office, now = console.office, console.clock()
    begun = console.run(begin, console, says)
    kept = {"question": says, "decision": "answered", "text": "Votre fiche.", "sheet": sheet.as_json()}
    change = console.run(
        office.stores.conversations.change, begun.id, lambda c: c.answer("Votre fiche.", now, c.asked, kept)
    )
    return change.after


def page(console: Console, conversation: Conversation, path: str = "") -> str:
    answer = console.get(f"/console/conversations/{conversation.id}{path}")
    assert answer.status_code == 200
    return unescape(answer.text).replace("\xa0", " ")


def test_the_last_sheet_is_shown_with_its_answers_and_its_passages(console: Console) -> None:
    console.enter()
    shown = page(console, led(console))
    for said in (
        "Fiche sur les critères",
        "Remplie par le demandeur avec l’assistant",
        "Rempli, d’après les réponses",
        "D’après des textes qui ne sont pas en vigueur",
        "À voir.",
        "deux entreprises de l’ESS",
        QUOTE,
        "Le formulaire : cochée",
        "Le budget : non cochée",
    ):
        assert said in shown, said
    assert "Des réponses manquent encore." not in shown


def test_a_sheet_that_was_sent_says_so(console: Console) -> None:
    console.enter()
    assert "Envoyée par le demandeur" in page(console, led(console, says=SEND))


def test_a_sheet_that_is_not_complete_says_so(console: Console) -> None:
    console.enter()
    open_one = ShownSheet((ShownCriterion("ess", "Des entreprises", Outcome.OPEN),))
    shown = page(console, led(console, sheet=open_one))
    assert "Des réponses manquent encore." in shown and "Réponse attendue" in shown


def test_a_conversation_without_a_sheet_shows_none(console: Console) -> None:
    console.enter()
    shown = page(console, console.run(begin, console))
    assert "Fiche sur les critères" not in shown and '<div id="fiche">' in shown


def test_a_sheet_that_comes_is_shown_live(console: Console) -> None:
    console.enter()
    live = page(console, led(console), "/suite?apres=1")
    assert '<div id="fiche" hx-swap-oob="true">' in live and "Des entreprises de l’ESS" in live
    assert 'id="fiche"' not in page(console, console.run(begin, console), "/suite?apres=0")
