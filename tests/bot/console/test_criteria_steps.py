from html import unescape
from typing import Any

import pytest

from bot.console.criterion_view import SHAPES, asked_of
from bot.console.steps_page import STEPS
from bot.staff.roles import Role
from bot.store.rule_texts import RuleKind
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import Question, Takes
from tests.bot.console.criteria_texts import MONEY, changed_by, in_force, written_down
from tests.bot.console.criteria_texts import STEPS as TEXT
from tests.bot.console.signed import Console

EDIT = f"{STEPS}/modifier"
WHO = "Le porteur du projet"
LATER = TEXT.replace(WHO, "Le chef de file")
WHY = "Le cahier des charges le précise."


@pytest.fixture
def criteria(console: Console) -> Console:
    written_down(console)
    console.enter("boss", Role.MANAGER)
    return console


def said(answer: Any) -> str:
    return unescape(answer.text).replace("\xa0", " ")


def send(console: Console, text: str, action: str = "previsualiser", **more: str) -> Any:
    seen = str(in_force(console, RuleKind.PROCEDURE).id)
    return console.post(EDIT, {"seen": seen, "text": text, "action": action, **more})


def previewed(answer: Any) -> str:
    return str(answer.text.partition('name="previewed" value="')[2].partition('"')[0])


def test_steps_and_pieces_are_shown_with_their_passages(criteria: Console) -> None:
    page = said(criteria.get(STEPS))
    for words in ("Déposer le dossier", WHO, "Le formulaire", MONEY):
        assert words in page, words
    assert "Aucun texte ne le dit encore." in page


def test_another_text_is_shown_first_then_kept_with_its_reason(criteria: Console) -> None:
    assert WHO in criteria.get(EDIT).text
    seen = send(criteria, LATER)
    page = said(seen)
    assert "Qui : Le chef de file" in page and '<ins>who = "Le chef de file"</ins>' in page
    assert send(criteria, LATER, "enregistrer", reason=WHY).status_code == 409
    missing = send(criteria, LATER, "enregistrer", previewed=previewed(seen))
    assert missing.status_code == 422 and "Dites pourquoi" in missing.text
    done = send(criteria, LATER, "enregistrer", previewed=previewed(seen), reason=WHY)
    assert done.headers["location"] == f"{STEPS}?fait=change"
    assert "Qui : Le chef de file" in said(criteria.get(STEPS))
    assert in_force(criteria, RuleKind.PROCEDURE).note == f"Étapes et pièces modifiées. {WHY}"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("[[step", "ligne"),
        (TEXT.replace(f'who = "{WHO}"', 'ends = "demain"'), "ends"),
        (TEXT.replace('"form"]', '"autre"]'), "autre"),
    ],
)
def test_a_text_with_an_error_is_not_kept_and_says_where(criteria: Console, wrong: str, why: str) -> None:
    answer = send(criteria, wrong, "enregistrer", reason=WHY)
    assert answer.status_code == 422
    page = said(answer)
    assert "Ce texte ne peut pas être enregistré tel quel" in page and why in page
    assert 'value="enregistrer"' not in answer.text
    assert in_force(criteria, RuleKind.PROCEDURE).origin == "corpus"


def test_what_the_texts_do_not_say_is_said_to_be_set_aside(criteria: Console) -> None:
    for text in (
        TEXT.replace(MONEY, "Une enveloppe de cinq millions."),
        TEXT.replace(f'who = "{WHO}"', "ends = 2013-10-01"),
    ):
        page = said(send(criteria, text))
        assert "Ce qui serait mis de côté" in page
        assert "l’étape « Déposer le dossier »" in page


def test_two_people_at_once_lose_nothing(criteria: Console) -> None:
    anne = criteria.person("anne", Role.MANAGER)
    seen = str(in_force(criteria, RuleKind.PROCEDURE).id)
    changed_by(criteria, anne.id, "Le formulaire", "Le dossier type", RuleKind.PROCEDURE)
    answer = send(criteria, LATER, "enregistrer", seen=seen, reason=WHY)
    assert answer.status_code == 409
    page = said(answer)
    assert '<ins>name = "Le dossier type"</ins>' in page and "Le chef de file" in page and WHY in page
    assert "Le dossier type" in in_force(criteria, RuleKind.PROCEDURE).text


def test_advisers_read_the_steps_and_change_nothing(criteria: Console) -> None:
    criteria.enter("claire", Role.ADVISER)
    page = criteria.get(STEPS).text
    assert "Déposer le dossier" in page and "/modifier" not in page
    assert criteria.get(EDIT).status_code == 403
    assert send(criteria, LATER, "enregistrer").status_code == 403


@pytest.mark.parametrize("takes", Takes)
def test_every_kind_of_question_can_be_shown_and_looked_at(takes: Takes) -> None:
    shown = asked_of(Question("q", "Quoi ?", takes))
    assert shown.answers[-1] == "Je ne sais pas"
    example = SHAPES[takes].format(id="q", option="ess").split(", ")
    assert len(read_condition(example)) == len(example)
