"""How one criterion stands on given answers: each operator, each sort of question, each outcome."""

import pytest

from knowledge.eligibility.conditions import Condition, read_condition
from knowledge.eligibility.criteria import (
    UNSURE,
    Answer,
    Answers,
    Criterion,
    Option,
    Outcome,
    Question,
    Rules,
    Takes,
)
from knowledge.eligibility.judging import Truth, form_in, judge, mentioned, outcome_of, reach, truth_of

TOWN, FIRM, ESS = Option("town", "une ville"), Option("firm", "une société"), Option("ess", "une coopérative")
QUESTIONS = (
    Question("agree", "D’accord ?", Takes.YES_NO),
    Question(
        "lead", "Qui ?", Takes.CHOICE, options=(Option("town", "une ville"), Option("firm", "une société"))
    ),
    Question("months", "Combien de mois ?", Takes.NUMBER, unit="mois"),
    Question("day", "Quel jour ?", Takes.DATE),
    Question("place", "Où ?", Takes.PLACE),
    Question("form", "Quelle forme ?", Takes.LEGAL_FORM),
    Question("with", "Avec qui ?", Takes.PARTNERS, options=(ESS, FIRM)),
)
RULES = Rules(QUESTIONS)
SEINE_SAINT_DENIS = "departement:93 region:11 metropole"


def reads(*lines: str) -> Condition:
    return read_condition(lines)


def outcome(answers: Answers, **conditions: Condition) -> Outcome:
    return outcome_of(Criterion("c", "Un critère", **conditions), RULES, answers)  # type: ignore[arg-type]  # all are conditions


@pytest.mark.parametrize(
    ("line", "question", "answer", "held"),
    [
        ("agree = yes", "agree", "yes", True),
        ("agree = yes", "agree", "no", False),
        ("lead = town | firm", "lead", "firm", True),
        ("lead != town", "lead", "town", False),
        ("lead != town", "lead", "firm", True),
        ("months <= 10", "months", "10", True),
        ("months <= 10", "months", "10.5", False),
        ("months < 10", "months", "10", False),
        ("months >= 10", "months", "9", False),
        ("months > 9.5", "months", "10", True),
        ("months = 2 | 3", "months", "3", True),
        ("months = 2 | 3", "months", "2.5", False),
        ("months = 2", "months", "2.0", True),
        ("months != 2 | 3", "months", "4", True),
        ("months != 2 | 3", "months", "3", False),
        ("day < 2020-02-28", "day", "2020-02-27", True),
        ("day < 2020-02-28", "day", "2020-02-28", False),
        ("day <= 2020-02-28", "day", "2020-02-28", True),
        ("day >= 2020-02-28", "day", "2019-12-31", False),
        ("day > 2020-02-28", "day", "2020-10-01", True),
        ("day = 2020-02-28", "day", "2020-02-28", True),
        ("place = region:11", "place", SEINE_SAINT_DENIS, True),
        ("place = departement:13 | departement:93", "place", SEINE_SAINT_DENIS, True),
        ("place = departement:9", "place", SEINE_SAINT_DENIS, False),
        ("place != metropole", "place", SEINE_SAINT_DENIS, False),
        ("place != metropole", "place", "etranger", True),
        ("form = 54*", "form", "5499", True),
        ("form = 54* | 9220", "form", "9220", True),
        ("form = 922", "form", "9220", False),
        ("form != 54*", "form", "5499", False),
        ("with.ess >= 2", "with", {"ess": 2}, True),
        ("with.ess >= 2", "with", {"ess": 1, "firm": 5}, False),
        ("with.firm = 0", "with", {"ess": 1}, True),
        ("with.total >= 3", "with", {"ess": 1, "firm": 2}, True),
        ("with > 3", "with", {"ess": 1, "firm": 2}, False),
    ],
)
def test_an_answer_is_compared_as_its_question_takes_it(
    line: str, question: str, answer: Answer, held: bool
) -> None:
    assert reach(reads(line), RULES, {question: answer}) == ((Truth.TRUE if held else Truth.FALSE),)


@pytest.mark.parametrize("line", ["agree = no", "lead != town", "months < 3", "with.ess = 0", "form != 54*"])
def test_who_does_not_know_neither_holds_nor_fails(line: str) -> None:
    ((comparison,),) = reads(line)
    assert truth_of(comparison, RULES, {comparison.question: UNSURE}) is Truth.UNSURE
    assert truth_of(comparison, RULES, {}) is Truth.OPEN


def test_a_question_that_is_not_there_stays_open() -> None:
    assert reach(reads("gone = yes"), RULES, {"gone": "yes"}) == (Truth.FALSE, Truth.UNSURE, Truth.TRUE)


@pytest.mark.parametrize(
    ("lines", "answers", "truth"),
    [
        (("agree = yes & months > 3",), {"agree": "no"}, Truth.FALSE),
        (("agree = yes & months > 3",), {"agree": "yes"}, Truth.OPEN),
        (("agree = yes & months > 3",), {"agree": "yes", "months": UNSURE}, Truth.UNSURE),
        (("agree = yes & months > 3",), {"agree": "no", "months": UNSURE}, Truth.FALSE),
        (("agree = yes", "months > 3"), {"months": "4"}, Truth.TRUE),
        (("agree = yes", "months > 3"), {"months": "3"}, Truth.OPEN),
        (("agree = yes", "months > 3"), {"months": "3", "agree": "no"}, Truth.FALSE),
        (("agree = yes", "months > 3"), {"months": UNSURE}, Truth.OPEN),
        (("agree = yes", "months > 3"), {"months": UNSURE, "agree": "no"}, Truth.UNSURE),
        (("agree = yes", "agree = yes & months > 3"), {"agree": UNSURE}, Truth.UNSURE),
        ((), {}, Truth.FALSE),
    ],
)
def test_one_line_is_enough_and_all_of_it_is_needed(
    lines: tuple[str, ...], answers: Answers, truth: Truth
) -> None:
    found = reach(reads(*lines), RULES, answers)
    assert (found[0] if len(found) == 1 else Truth.OPEN) is truth


def test_a_criterion_is_met_or_else_it_is_not() -> None:
    met = reads("agree = yes")
    assert outcome({"agree": "yes"}, met=met) is Outcome.MET
    assert outcome({"agree": "no"}, met=met) is Outcome.NOT_MET
    assert outcome({"agree": UNSURE}, met=met) is Outcome.STAFF
    assert outcome({}, met=met) is Outcome.OPEN


def test_what_neither_condition_decides_is_for_staff() -> None:
    both = {"met": reads("months >= 10"), "not_met": reads("months <= 3")}
    assert outcome({"months": "10"}, **both) is Outcome.MET
    assert outcome({"months": "3"}, **both) is Outcome.NOT_MET
    assert outcome({"months": "5"}, **both) is Outcome.STAFF


def test_what_both_conditions_claim_is_for_staff() -> None:
    both = {"met": reads("months >= 10"), "not_met": reads("agree = no")}
    assert outcome({"months": "10", "agree": "no"}, **both) is Outcome.STAFF


def test_staff_come_before_all_else() -> None:
    conditions = {"met": reads("months >= 10"), "staff": reads("lead = firm")}
    assert outcome({"lead": "firm"}, **conditions) is Outcome.STAFF
    assert outcome({"lead": UNSURE}, **conditions) is Outcome.STAFF
    assert outcome({"lead": UNSURE, "months": "10"}, **conditions) is Outcome.STAFF
    assert outcome({"months": "10"}, **conditions) is Outcome.OPEN
    assert outcome({"lead": "town", "months": "10"}, **conditions) is Outcome.MET


def test_a_criterion_that_may_only_fail_is_else_for_staff() -> None:
    not_met = reads("agree = no")
    assert outcome({"agree": "no"}, not_met=not_met) is Outcome.NOT_MET
    assert outcome({"agree": "yes"}, not_met=not_met) is Outcome.STAFF
    assert outcome({}, not_met=not_met) is Outcome.OPEN


def test_a_criterion_without_condition_is_always_for_staff() -> None:
    assert outcome({}) is Outcome.STAFF


def test_a_criterion_is_decided_as_soon_as_no_answer_can_change_it() -> None:
    met, not_met = reads("months >= 10"), reads("months = 0 & agree = no")
    assert outcome({"months": UNSURE}, met=met, not_met=not_met) is Outcome.STAFF
    assert outcome({"months": "5", "agree": "no"}, met=met, not_met=not_met) is Outcome.STAFF
    assert outcome({"months": "0"}, met=met, not_met=not_met) is Outcome.OPEN


def test_a_line_that_can_only_stay_unknown_leaves_nothing_open() -> None:
    met = reads("lead = town", "lead = firm & agree = yes", "lead = firm & months > 3")
    assert outcome({"lead": UNSURE}, met=met) is Outcome.STAFF
    assert outcome({"lead": "firm"}, met=met) is Outcome.OPEN


def test_what_no_text_says_is_not_stated_whatever_is_answered() -> None:
    criterion = Criterion("c", "Un critère", stated=False, announced="cahier", flagged=True)
    assert outcome_of(criterion, RULES, {"agree": "no"}) is Outcome.NOT_STATED


def test_a_flagged_criterion_is_for_staff_whatever_is_answered() -> None:
    criterion = Criterion("c", "Un critère", met=reads("agree = yes"), flagged=True)
    assert outcome_of(criterion, RULES, {"agree": "yes"}) is Outcome.STAFF
    assert outcome_of(criterion, RULES, {}) is Outcome.STAFF


def test_a_sheet_keeps_the_order_and_says_on_which_answers_it_rests() -> None:
    first = Criterion("first", "Un", met=reads("agree = yes & months > 3"))
    second = Criterion("second", "Deux", stated=False)
    sheet = judge(Rules(QUESTIONS, (first, second)), {"months": "2", "lead": "town"})
    assert [(one.criterion.id, one.outcome, one.questions) for one in sheet.judged] == [
        ("first", Outcome.NOT_MET, ("months",)),
        ("second", Outcome.NOT_STATED, ()),
    ]


def test_a_sheet_is_complete_once_nothing_is_open() -> None:
    rules = Rules(QUESTIONS, (Criterion("c", "Un critère", met=reads("agree = yes")),))
    assert not judge(rules, {}).complete
    assert judge(rules, {"agree": UNSURE}).complete


def test_a_sheet_finds_a_criterion_by_its_name() -> None:
    sheet = judge(Rules(QUESTIONS, (Criterion("c", "Un critère"),)), {})
    found = sheet.of("c")
    assert found is not None
    assert found.outcome is Outcome.STAFF
    assert sheet.of("d") is None


def test_questions_are_mentioned_once_each_in_their_order() -> None:
    assert mentioned([reads("months > 3 & agree = yes"), reads("agree = no", "lead = town")]) == (
        "months",
        "agree",
        "lead",
    )
    assert mentioned([]) == ()


def test_a_legal_form_begins_as_a_starred_one_says() -> None:
    assert form_in("5499", "5*")
    assert not form_in("9220", "5*")
    assert not form_in("9220", "92")
