"""Choose the question to ask next: the one whose answer decides most, and none that decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Final

from knowledge.eligibility.answers import ELSEWHERE, NO, YES
from knowledge.eligibility.conditions import Comparison
from knowledge.eligibility.criteria import TOTAL, Answer, Answers, Criterion, Outcome, Question, Rules, Takes
from knowledge.eligibility.judging import Truth, mentioned, outcome_of, truth_of

MOST_TRIED: Final = 64
"""Answers that are tried of one question, to see what they would decide."""


def next_question(rules: Rules, answers: Answers) -> Question | None:
    """Return the question that decides soonest, None when no answer would change anything any more.

    Those that serve a criterion in force come before those that only serve a draft, which governs nothing.
    Of them, that is the one whose possible answers settle the most open criteria on average; of equals,
    the first in the file. A question that no open criterion still looks at is never asked.
    """
    in_force = tuple(one for one in rules.criteria if not one.draft)
    governing = live_questions(replace(rules, criteria=in_force), answers)
    live = governing or live_questions(rules, answers)
    return max(live, key=lambda question: _settled(question, rules, answers), default=None)


def live_questions(rules: Rules, answers: Answers) -> tuple[Question, ...]:
    """Return the questions whose answer may still change how a criterion stands, in their order."""
    open_ones = [one for one in rules.criteria if outcome_of(one, rules, answers) is Outcome.OPEN]
    wanted = {name for criterion in open_ones for name in _wanted(criterion, rules, answers)}
    return tuple(question for question in rules.questions if question.id in wanted)


def path_length(rules: Rules) -> int:
    """Return the most questions that anyone is asked."""
    wanted = {one.question for criterion in rules.criteria for one in _comparisons(criterion)}
    return sum(question.id in wanted for question in rules.questions)


def trials(question: Question, rules: Rules) -> tuple[Answer, ...]:
    """Return answers of a question that differ in what they decide, in a fixed order; a few dozen at most."""
    compared = [
        one for criterion in rules.criteria for one in _comparisons(criterion) if one.question == question.id
    ]
    distinct = {repr(answer): answer for answer in _tried(question, compared)}
    return tuple(distinct.values())[:MOST_TRIED]


def _wanted(criterion: Criterion, rules: Rules, answers: Answers) -> Iterator[str]:
    """Yield the questions still to answer in the lines of a criterion that can still hold."""
    for condition in criterion.conditions:
        for line in condition:
            truths = [truth_of(one, rules, answers) for one in line]
            if Truth.FALSE not in truths:
                yield from (
                    one.question for one, truth in zip(line, truths, strict=True) if truth is Truth.OPEN
                )


def _settled(question: Question, rules: Rules, answers: Answers) -> float:
    """Return how many open criteria an answer settles, on average over the answers tried."""
    open_ones = [
        one
        for one in rules.criteria
        if question.id in mentioned(one.conditions) and outcome_of(one, rules, answers) is Outcome.OPEN
    ]
    tried = trials(question, rules)
    settled = sum(
        outcome_of(one, rules, {**answers, question.id: answer}) is not Outcome.OPEN
        for answer in tried
        for one in open_ones
    )
    return settled / len(tried)


def _comparisons(criterion: Criterion) -> Iterator[Comparison]:
    return (one for condition in criterion.conditions for line in condition for one in line)


def _tried(question: Question, compared: list[Comparison]) -> Iterator[Answer]:
    values = [value for one in compared for value in one.values]
    match question.takes:
        case Takes.YES_NO:
            yield from (YES, NO)
        case Takes.CHOICE:
            yield from (one.id for one in question.options)
        case Takes.NUMBER:
            least = question.least or 0
            for bound in sorted(set(map(Decimal, values))):
                yield from (f"{near:f}" for near in (bound - 1, bound, bound + 1) if near >= least)
        case Takes.DATE:
            for day in sorted(set(map(date.fromisoformat, values))):
                yield from ((day + timedelta(days)).isoformat() for days in (-1, 0, 1))
        case Takes.PLACE | Takes.LEGAL_FORM:
            yield from sorted({value.rstrip("*") for value in values})
            yield ELSEWHERE
        case Takes.PARTNERS:
            yield from _mixtures(question, compared)


def _mixtures(question: Question, compared: Iterable[Comparison]) -> Iterator[Answer]:
    """Yield every mixture of none and of just enough of each type that is looked at."""
    bounds = {one.id: 1 for one in question.options}
    for one in compared:
        if one.part in bounds:
            bounds[one.part] = max(bounds[one.part], int(Decimal(one.values[0])))
    looked_at = {one.part for one in compared} - {"", TOTAL}
    names = [name for name in bounds if name in looked_at] or list(bounds)[:1]
    for counts in product(*((0, bounds[name]) for name in names)):
        yield {name: count for name, count in zip(names, counts, strict=True) if count}
    total = max((int(Decimal(one.values[0])) for one in compared if one.part in ("", TOTAL)), default=0)
    yield {next(iter(bounds)): total} if total and bounds else {}
