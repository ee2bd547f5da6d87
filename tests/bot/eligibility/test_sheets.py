"""A sheet says how each criterion stands, on what that rests and by which passage, and never more."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.eligibility import wording
from bot.eligibility.shown import ShownSheet, sheet_of
from bot.eligibility.telling import sheet_lines, steps_lines
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import UNSURE, Outcome, Rules
from knowledge.procedure import Procedure, Step
from tests.bot.eligibility.made_up_call import (
    CALL,
    CLOSES,
    NOW,
    POOLING,
    PROCEDURE,
    QUOTE,
    RULES,
    SHORT_RULES,
    guide,
)

ANSWERS = {
    "partners": {"ess": 1},
    "pooling": "yes",
    "stage": "running",
    "length": "6",
    "founded": UNSURE,
    "place": "departement:93",
    "form": "9220",
}


def sheet(rules: Rules = RULES, **answers: object) -> ShownSheet:
    return guide(rules).sheet(answers or ANSWERS, NOW)


def test_each_criterion_says_how_it_stands_in_words() -> None:
    stands = {one.id: one.label for one in sheet().criteria}
    assert stands == {
        "mix": "Non rempli, d’après vos réponses",
        "shared": "Rempli, d’après vos réponses",
        "going": "Rempli, d’après vos réponses",
        "long": "Non rempli, d’après vos réponses",
        "old": "À apprécier par une personne",
        "near": "Rempli, d’après vos réponses",
        "cooperative": "Non rempli, d’après vos réponses",
        "rules": "Non précisé par les textes",
    }


def test_every_stated_criterion_has_its_passage_and_no_other_has_one() -> None:
    for one in sheet().criteria:
        assert [citation.quote for citation in one.citations] == ([] if one.id == "rules" else [QUOTE])


def test_a_criterion_says_on_which_answers_it_rests() -> None:
    shared = next(one for one in sheet().criteria if one.id == "shared")
    assert [(one.question, one.ask, one.said) for one in shared.because] == [("pooling", POOLING.ask, "oui")]


def advice_of(*, flagged: bool = False, **answers: object) -> str:
    one = replace(
        RULES.criteria[0],
        to_meet="Demandez si cela compte.",
        staff=read_condition(["partners.local >= 1"]),
        flagged=flagged,
    )
    return sheet(replace(RULES, criteria=(one,)), **answers).criteria[0].to_meet


def test_our_advice_is_given_where_a_person_must_judge_too() -> None:
    assert advice_of(partners={"ess": 1, "local": 1}) == "Demandez si cela compte."
    assert advice_of(partners={"ess": 1}) == "Demandez si cela compte."
    assert advice_of(partners={"ess": 1, "commercial": 1}) == ""


def test_our_advice_is_not_given_to_who_does_not_know_nor_of_a_text_that_changed() -> None:
    assert advice_of(partners=UNSURE) == ""
    assert advice_of(partners={"ess": 1, "local": 1}, flagged=True) == ""
    assert advice_of(pooling="yes") == ""


def test_how_to_meet_a_criterion_is_not_said_of_what_is_met() -> None:
    assert {one.id: one.to_meet for one in sheet().criteria if one.to_meet} == {"mix": "Trouver qui manque."}
    met = sheet(partners={"ess": 1, "commercial": 1})
    assert not any(one.to_meet for one in met.criteria)


def test_notes_say_why_nothing_is_decided() -> None:
    notes = {one.id: one.note for one in sheet().criteria}
    assert notes["old"] == wording.UNSURE_NOTE
    assert notes["rules"] == wording.ANNOUNCED_NOTE.format(document="Cahier des charges")
    assert notes["cooperative"] == wording.DRAFT_NOTE
    assert notes["mix"] == ""


def test_a_criterion_whose_text_has_changed_is_for_staff() -> None:
    flagged = replace(RULES.criteria[1], flagged=True)
    shown = sheet(replace(RULES, criteria=(flagged,)))
    assert (shown.criteria[0].outcome, shown.criteria[0].note) == (Outcome.STAFF, wording.FLAGGED_NOTE)


def test_drafts_are_kept_apart() -> None:
    shown = sheet()
    assert [one.id for one in shown.drafts] == ["cooperative"]
    assert "cooperative" not in [one.id for one in shown.governing]
    assert any(line.startswith("Selon un texte qui n’est pas en vigueur") for line in sheet_lines(shown))


def test_who_decides_is_quoted_and_named() -> None:
    shown = sheet()
    assert [one.quote for one in shown.decided] == ["Le ministère"]
    assert "(Ministère d’essai)" in shown.decision


def test_a_call_without_authority_names_none() -> None:
    shown = guide(call=replace(CALL, authority="")).sheet({}, NOW)
    assert shown.decision.endswith("l’administration qui porte l’appel à projets.")


def test_answers_that_no_question_takes_are_left_out() -> None:
    shown = sheet(pooling="maybe", stage="running", nothing="x")
    assert [one.question for one in shown.answers] == ["stage"]


def test_a_sheet_comes_back_from_json_as_it_went() -> None:
    shown = sheet()
    assert sheet_of(json.loads(json.dumps(shown.as_json()))) == shown


def test_a_sheet_is_complete_when_no_answer_is_missing() -> None:
    assert sheet().complete
    assert not sheet(pooling="yes").complete


def test_the_version_of_the_criteria_and_the_moment_are_kept() -> None:
    shown = sheet()
    assert (shown.rules, shown.at) == ("d1", "2020-02-10T09:00:00+00:00")


@pytest.mark.parametrize(
    ("ends", "now", "past"),
    [
        (CLOSES, CLOSES, False),
        (CLOSES, CLOSES + timedelta(minutes=1), True),
        (date(2020, 2, 28), datetime(2020, 2, 28, 23, 0, tzinfo=UTC), False),
        (date(2020, 2, 28), datetime(2020, 2, 29, 0, 0, tzinfo=UTC), True),
        (None, NOW, False),
    ],
)
def test_a_step_is_past_once_it_is_over(ends: date | None, now: datetime, past: bool) -> None:
    made = guide(SHORT_RULES, procedure=Procedure((Step("one", "Déposer", ends=ends),)))
    shown = made.sheet({}, now)
    assert [step.past for step in shown.steps] == [past]
    assert (wording.NEXT_STEPS in sheet_lines(shown)) is not past


def test_steps_name_their_pieces_and_what_is_not_known() -> None:
    filing, jury = sheet().steps
    assert (filing.pieces, filing.note) == (("Le formulaire",), "")
    assert jury.note == wording.ANNOUNCED_NOTE.format(document="Cahier des charges")


def test_no_steps_are_said_to_be_missing() -> None:
    shown = guide(SHORT_RULES, procedure=Procedure()).sheet({}, NOW)
    assert wording.NO_STEPS in steps_lines(shown)


def test_pieces_that_were_ticked_are_done() -> None:
    shown = guide(procedure=PROCEDURE).sheet({}, NOW, ["form"])
    assert [one.done for one in shown.pieces] == [True]
