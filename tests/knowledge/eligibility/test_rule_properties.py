"""What always holds of a sheet and of the path to it, over made-up rules and over those of both calls."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.eligibility.asking import next_question, path_length, trials
from knowledge.eligibility.criteria import UNSURE, Answers, Criterion, Outcome, Question, Rules
from knowledge.eligibility.judging import judge, mentioned, outcome_of
from tests.knowledge.eligibility.calls import CALLS, Call
from tests.knowledge.eligibility.made_up_rules import answer_to, answers_to, rules

ANY_RULES = rules() | st.sampled_from([call.rules for call in CALLS])
EACH_CALL = pytest.mark.parametrize("call", CALLS, ids=str)
DECIDED = {Outcome.MET, Outcome.NOT_MET}
MORE = settings(suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(MORE, max_examples=12)
"""For properties of whole paths, each step of which tries many answers."""


def outcomes(some: Rules, answers: Answers) -> dict[str, Outcome]:
    return {one.criterion.id: one.outcome for one in judge(some, answers).judged}


def path(some: Rules, data: st.DataObject) -> Iterator[tuple[Question, Answers]]:
    """Yield each question of a path and what is answered once it is, whatever that is, to its end."""
    answers: Answers = {}
    while question := next_question(some, answers):
        assert question.id not in answers
        answers = {**answers, question.id: data.draw(answer_to(question), question.id)}
        yield question, answers


def completions(some: Rules, criterion: Criterion, answers: Answers) -> Iterator[Answers]:
    """Yield the ways to answer every question that a criterion looks at, as far as they differ."""
    asked = [some.question(name) for name in mentioned(criterion.conditions)]
    missing = [question for question in asked if question and question.id not in answers]
    for said in product(*((UNSURE, *trials(question, some)) for question in missing)):
        yield {**answers, **{question.id: one for question, one in zip(missing, said, strict=True)}}


@MORE
@given(ANY_RULES, st.data())
def test_the_order_of_answers_and_questions_never_changes_the_sheet(some: Rules, data: st.DataObject) -> None:
    answers = data.draw(answers_to(some))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    turned = replace(some, questions=tuple(data.draw(st.permutations(some.questions))))
    assert judge(some, shuffled) == judge(some, answers)
    assert outcomes(turned, shuffled) == outcomes(some, answers)


@MORE
@given(ANY_RULES, st.data())
def test_an_answer_changed_and_changed_back_leaves_no_trace(some: Rules, data: st.DataObject) -> None:
    answers = data.draw(answers_to(some, all_of_them=True))
    before, asked = judge(some, answers), next_question(some, answers)
    question = data.draw(st.sampled_from(some.questions))
    judge(some, {**answers, question.id: data.draw(answer_to(question))})
    forgotten = {name: answer for name, answer in answers.items() if name != question.id}
    judge(some, forgotten)
    assert judge(some, {**forgotten, question.id: answers[question.id]}) == before
    assert next_question(some, {**forgotten, question.id: answers[question.id]}) == asked


@FEWER
@given(ANY_RULES, st.data())
def test_every_path_ends_within_its_length(some: Rules, data: st.DataObject) -> None:
    assert len(list(path(some, data))) <= path_length(some) <= len(some.questions)


@EACH_CALL
@FEWER
@given(data=st.data())
def test_no_path_of_a_call_is_longer_than_the_number_of_its_criteria(call: Call, data: st.DataObject) -> None:
    assert len(list(path(call.rules, data))) <= len(call.rules.criteria)


@FEWER
@given(ANY_RULES, st.data())
def test_at_the_end_of_a_path_nothing_is_open_nor_could_change(some: Rules, data: st.DataObject) -> None:
    answers: Answers = {}
    for _, so_far in path(some, data):
        answers = so_far
    assert judge(some, answers).complete
    found = outcomes(some, answers)
    for question in some.questions:
        if question.id not in answers:
            tried = [*trials(question, some), UNSURE, data.draw(answer_to(question))]
            assert [one for one in tried if outcomes(some, {**answers, question.id: one}) != found] == []


@MORE
@given(ANY_RULES, st.data())
def test_what_an_answer_decided_no_further_answer_changes(some: Rules, data: st.DataObject) -> None:
    every = data.draw(answers_to(some, all_of_them=True))
    kept = data.draw(st.sets(st.sampled_from(sorted(every)))) if every else set()
    early = outcomes(some, {name: answer for name, answer in every.items() if name in kept})
    late = outcomes(some, every)
    assert {name: late[name] for name, found in early.items() if found is not Outcome.OPEN} == {
        name: found for name, found in early.items() if found is not Outcome.OPEN
    }


@FEWER
@given(ANY_RULES, st.data())
def test_a_path_and_all_the_answers_at_once_give_the_same_sheet(some: Rules, data: st.DataObject) -> None:
    every = data.draw(answers_to(some, all_of_them=True))
    answers: Answers = {}
    while question := next_question(some, answers):
        answers = {**answers, question.id: every[question.id]}
    assert outcomes(some, answers) == outcomes(some, every)


@MORE
@given(ANY_RULES)
def test_who_knows_nothing_meets_nothing_and_fails_nothing(some: Rules) -> None:
    found = outcomes(some, {question.id: UNSURE for question in some.questions})
    looked_at = [one for one in some.criteria if one.stated]
    assert {found[one.id] for one in looked_at} <= {Outcome.STAFF}
    assert all(found[one.id] is Outcome.NOT_STATED for one in some.criteria if not one.stated)


@MORE
@given(ANY_RULES, st.data())
def test_what_an_unsure_answer_leaves_decided_does_not_rest_on_it(some: Rules, data: st.DataObject) -> None:
    answers = data.draw(answers_to(some, all_of_them=True))
    unsure = [question for question in some.questions if answers[question.id] == UNSURE]
    for question in unsure:
        sure = {**answers, question.id: data.draw(answer_to(question))}
        for one in judge(some, answers).judged:
            if one.outcome in DECIDED:
                assert outcome_of(one.criterion, some, sure) is one.outcome


@MORE
@given(ANY_RULES, st.data())
def test_a_sheet_names_each_criterion_once_and_only_questions_answered(
    some: Rules, data: st.DataObject
) -> None:
    answers = data.draw(answers_to(some))
    sheet = judge(some, answers)
    assert [one.criterion for one in sheet.judged] == list(some.criteria)
    assert all(set(one.questions) <= set(answers) for one in sheet.judged)


@EACH_CALL
@MORE
@given(data=st.data())
def test_a_criterion_is_open_only_if_it_may_turn_out_in_several_ways(call: Call, data: st.DataObject) -> None:
    answers = data.draw(answers_to(call.rules))
    for criterion in call.rules.criteria:
        if outcome_of(criterion, call.rules, answers) is Outcome.OPEN:
            ways = {
                outcome_of(criterion, call.rules, every)
                for every in completions(call.rules, criterion, answers)
            }
            assert len(ways) > 1, (criterion.id, answers)
            assert Outcome.OPEN not in ways


@EACH_CALL
@FEWER
@given(data=st.data())
def test_a_question_is_asked_only_if_its_answer_may_matter(call: Call, data: st.DataObject) -> None:
    before: Answers = {}
    for question, answers in path(call.rules, data):
        assert any(matters(question, one, call.rules, before) for one in call.rules.criteria), question.id
        before = answers


def matters(question: Question, criterion: Criterion, some: Rules, answers: Answers) -> bool:
    """Whether some answers to the other questions leave it to this one how a criterion stands."""
    if question.id not in mentioned(criterion.conditions):
        return False
    said = (UNSURE, *trials(question, some))
    return any(
        len({outcome_of(criterion, some, {**every, question.id: one}) for one in said}) > 1
        for every in completions(some, criterion, answers)
    )
