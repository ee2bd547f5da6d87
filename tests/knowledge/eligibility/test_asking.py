"""Which question comes next: the one that decides most, none that decides nothing."""

from dataclasses import replace

import pytest

from knowledge.eligibility.asking import MOST_TRIED, live_questions, next_question, path_length, trials
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import UNSURE, Answers, Criterion, Option, Question, Rules, Takes
from tests.knowledge.eligibility.calls import CALLS, EIG4, PTCE, Call

AGREE = Question("agree", "D’accord ?", Takes.YES_NO)
MONTHS = Question("months", "Combien de mois ?", Takes.NUMBER)
LEAD = Question(
    "lead", "Qui ?", Takes.CHOICE, options=(Option("town", "une ville"), Option("firm", "une société"))
)
PARTNERS = Question(
    "with", "Avec qui ?", Takes.PARTNERS, options=(Option("ess", "une"), Option("firm", "une"))
)


def met(name: str, *lines: str) -> Criterion:
    return Criterion(name, f"Le critère {name}", met=read_condition(lines))


def asked(rules: Rules, answers: Answers) -> str:
    question = next_question(rules, answers)
    return question.id if question else ""


def test_the_question_that_settles_most_comes_first() -> None:
    rules = Rules((AGREE, MONTHS), (met("a", "agree = yes"), met("b", "months > 3"), met("c", "months > 9")))
    assert asked(rules, {}) == "months"
    assert asked(rules, {"months": "5"}) == "agree"
    assert asked(rules, {"months": "5", "agree": "no"}) == ""


def test_of_equals_the_first_in_the_file_comes_first() -> None:
    criteria = (met("a", "agree = yes"), met("b", "months > 3"))
    assert asked(Rules((AGREE, MONTHS), criteria), {}) == "agree"
    assert asked(Rules((MONTHS, AGREE), criteria), {}) == "months"


def test_a_question_that_settles_alone_comes_before_one_that_needs_another() -> None:
    rules = Rules((AGREE, LEAD), (met("a", "agree = yes & lead = town"), met("b", "lead = town")))
    assert asked(rules, {}) == "lead"


def test_what_only_a_draft_asks_comes_after_what_is_in_force() -> None:
    drafts = tuple(replace(met(name, "agree = yes"), draft=True) for name in "abc")
    rules = Rules((AGREE, MONTHS), (*drafts, met("d", "months > 3")))
    assert asked(rules, {}) == "months"
    assert asked(rules, {"months": "5"}) == "agree"


def test_a_question_is_not_asked_once_its_answer_would_change_nothing() -> None:
    rules = Rules((LEAD, MONTHS), (met("a", "lead = town & months > 3"),))
    assert asked(rules, {"lead": "firm"}) == ""
    assert asked(rules, {"lead": "town"}) == "months"


def test_a_question_is_not_asked_when_what_it_depends_on_is_not_known() -> None:
    lines = "lead = town", "lead = firm & months > 3"
    assert asked(Rules((LEAD, MONTHS), (met("a", *lines),)), {"lead": UNSURE}) == ""


def test_what_no_criterion_looks_at_is_never_asked() -> None:
    rules = Rules((AGREE, MONTHS), (met("a", "months > 3"), Criterion("b", "Un autre", stated=False)))
    assert [question.id for question in live_questions(rules, {})] == ["months"]
    assert path_length(rules) == 1


def test_a_flagged_criterion_asks_nothing() -> None:
    flagged = Criterion("a", "Un critère", met=read_condition(["agree = yes"]), flagged=True)
    assert next_question(Rules((AGREE,), (flagged,)), {}) is None


def test_no_rules_ask_nothing() -> None:
    assert next_question(Rules(), {}) is None
    assert path_length(Rules()) == 0


def test_numbers_are_tried_around_each_bound() -> None:
    rules = Rules((MONTHS,), (met("a", "months <= 10"), met("b", "months = 2 | 3")))
    assert trials(MONTHS, rules) == ("1", "2", "3", "4", "9", "10", "11")


def test_days_are_tried_around_each_bound() -> None:
    day = Question("day", "Quel jour ?", Takes.DATE)
    rules = Rules((day,), (met("a", "day < 2020-03-01"),))
    assert trials(day, rules) == ("2020-02-29", "2020-03-01", "2020-03-02")


def test_partners_are_tried_in_every_mixture_that_counts() -> None:
    rules = Rules((PARTNERS,), (met("a", "with.ess >= 2 & with.firm >= 1"), met("b", "with.total >= 5")))
    assert trials(PARTNERS, rules) == ({}, {"firm": 1}, {"ess": 2}, {"ess": 2, "firm": 1}, {"ess": 5})


def test_choices_are_tried_one_by_one() -> None:
    assert trials(LEAD, Rules((LEAD,), (met("a", "lead = town"),))) == ("town", "firm")


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_few_answers_of_each_question_are_tried(call: Call) -> None:
    for question in call.rules.questions:
        assert 2 <= len(trials(question, call.rules)) <= MOST_TRIED


def test_the_shipped_call_asks_ten_questions_at_most_and_begins_with_the_partners() -> None:
    assert path_length(PTCE.rules) == len(PTCE.rules.questions) <= 10
    assert asked(PTCE.rules, {}) == "partners"


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_call_has_no_more_questions_than_criteria(call: Call) -> None:
    assert len(call.rules.questions) <= len(call.rules.criteria)


def test_the_shipped_call_asks_of_the_draft_only_those_whom_it_concerns() -> None:
    sure: Answers = {"partners": {"ess": 2, "commercial": 2, "local": 2}}
    assert {one.id for one in live_questions(PTCE.rules, sure)} == {
        "structure",
        "pooling",
        "needs",
        "located",
    }
    mixed: Answers = {"partners": {"ess": 2, "commercial": 2, "other": 1}}
    assert {"local_link", "other_persons"} < {one.id for one in live_questions(PTCE.rules, mixed)}


def test_the_second_call_asks_of_credits_only_those_who_want_some() -> None:
    own = {one.id for one in live_questions(EIG4.rules, {"financing": "own"})}
    shared = {one.id for one in live_questions(EIG4.rules, {"financing": "shared"})}
    assert shared - own == {"programme", "agreement"}
    assert not {"programme", "agreement"} & {
        one.id for one in live_questions(EIG4.rules, {"financing": UNSURE})
    }
