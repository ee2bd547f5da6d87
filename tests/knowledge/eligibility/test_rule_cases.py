"""Cases run against rules: which fail, by which criterion, and why."""

import pytest

from knowledge.eligibility.cases import Case, Difference, failures
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import Criterion, Outcome, Question, Rules, Takes

RULES = Rules(
    (Question("agree", "D’accord ?", Takes.YES_NO), Question("months", "Combien de mois ?", Takes.NUMBER)),
    (
        Criterion("consent", "Être d’accord", met=read_condition(["agree = yes"])),
        Criterion("length", "Tenir en 10 mois", met=read_condition(["months <= 10"])),
        Criterion("form", "La forme du dossier", stated=False),
    ),
)
EXPECTED = {"consent": Outcome.MET, "length": Outcome.OPEN, "form": Outcome.NOT_STATED}
AGREES = {"agree": "yes"}


def test_a_case_that_expects_what_is_found_does_not_fail() -> None:
    assert failures(RULES, [Case("Une commune d’accord", AGREES, EXPECTED)]) == ()


def test_no_case_fails_when_there_is_none() -> None:
    assert failures(RULES, []) == ()


@pytest.mark.parametrize(
    ("expected", "different"),
    [
        ({**EXPECTED, "length": Outcome.MET}, Difference("length", Outcome.MET, Outcome.OPEN)),
        ({**EXPECTED, "gone": Outcome.MET}, Difference("gone", Outcome.MET, None)),
        (
            {name: outcome for name, outcome in EXPECTED.items() if name != "form"},
            Difference("form", None, Outcome.NOT_STATED),
        ),
    ],
)
def test_a_case_fails_by_each_criterion_that_stands_otherwise(
    expected: dict[str, Outcome], different: Difference
) -> None:
    case = Case("Une commune d’accord", AGREES, expected)
    (failed,) = failures(RULES, [case])
    assert failed.case is case
    assert failed.differences == (different,)
    assert failed.why == ""


def test_a_case_whose_answers_cannot_be_taken_fails_and_says_why() -> None:
    (failed,) = failures(RULES, [Case("Une réponse de trop", {"age": 12}, EXPECTED)])
    assert failed.differences == ()
    assert failed.why == "Aucune question ne s’appelle « age »."


def test_answers_are_put_in_their_normal_form_first() -> None:
    expected = {**EXPECTED, "length": Outcome.MET}
    assert failures(RULES, [Case("Dix mois", {"months": 10, **AGREES}, expected)]) == ()


def test_only_the_cases_that_fail_are_returned_in_their_order() -> None:
    wrong = {**EXPECTED, "consent": Outcome.NOT_MET}
    cases = [Case("a", AGREES, wrong), Case("b", AGREES, EXPECTED), Case("c", AGREES, wrong)]
    assert [failed.case.name for failed in failures(RULES, cases)] == ["a", "c"]
