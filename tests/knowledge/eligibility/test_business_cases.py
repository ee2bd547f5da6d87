"""The cases of both calls: the sheet of each is the one expected, and together they notice any change."""

import re
from collections.abc import Iterator

import pytest

from knowledge.eligibility.cases import Case, failures
from knowledge.eligibility.criteria import UNSURE, Criterion, Outcome
from tests.knowledge.eligibility.calls import CALLS, EIG4, PTCE, Call
from tests.knowledge.eligibility.mutants import Mutant, mutants

EACH_CALL = pytest.mark.parametrize("call", CALLS, ids=str)


def every_case() -> Iterator[object]:
    for call in CALLS:
        yield from (pytest.param(call, case, id=f"{call}-{case.name}") for case in call.cases)


def every_criterion() -> Iterator[object]:
    for call in CALLS:
        yield from (pytest.param(call, one, id=f"{call}-{one.id}") for one in call.rules.criteria)


@pytest.mark.parametrize(("call", "case"), list(every_case()))
def test_a_case_has_the_sheet_expected(call: Call, case: Case) -> None:
    assert failures(call.rules, [case]) == ()


@pytest.mark.parametrize(("call", "criterion"), list(every_criterion()))
def test_a_case_fails_whatever_is_changed_in_a_criterion(call: Call, criterion: Criterion) -> None:
    changed = list(mutants(call.rules, criterion))
    assert len(changed) >= 2
    assert [mutant.what for mutant in changed if not _noticed(mutant, call)] == []


def test_there_are_as_many_cases_as_promised() -> None:
    assert len(PTCE.cases) >= 60
    assert len(EIG4.cases) >= 40


@EACH_CALL
def test_every_case_says_how_every_criterion_stands(call: Call) -> None:
    criteria = {criterion.id for criterion in call.rules.criteria}
    assert [case.name for case in call.cases if set(case.expected) != criteria] == []


@EACH_CALL
def test_no_case_repeats_another(call: Call) -> None:
    answered = [sorted((name, repr(answer)) for name, answer in case.answers.items()) for case in call.cases]
    assert [
        case.name for case, said in zip(call.cases, answered, strict=True) if answered.count(said) > 1
    ] == []


@EACH_CALL
def test_cases_reach_every_outcome_that_a_criterion_may_have(call: Call) -> None:
    outcomes = {case.expected[criterion] for case in call.cases for criterion in case.expected}
    assert outcomes == set(Outcome)


@EACH_CALL
def test_cases_choose_every_answer_at_least_once(call: Call) -> None:
    said = {(name, part) for case in call.cases for name, part in _parts(case)}
    offered = {(one.id, option.id) for one in call.rules.questions for option in one.options}
    assert offered - said == set()
    assert {(one.id, UNSURE) for one in call.rules.questions} - said == set()


@EACH_CALL
def test_no_name_of_a_case_says_that_anyone_is_eligible(call: Call) -> None:
    promise = re.compile("éligible|admissible|retenu|accepté|refusé|lauréat", re.IGNORECASE)
    assert [case.name for case in call.cases if promise.search(case.name)] == []


def _noticed(mutant: Mutant, call: Call) -> bool:
    return any(failures(mutant.rules, [case]) for case in call.cases)


def _parts(case: Case) -> Iterator[tuple[str, str]]:
    for name, answer in case.answers.items():
        yield from ((name, part) for part in (answer if isinstance(answer, dict) else [str(answer)]))
