"""Judge criteria on the answers given so far: each alone, never the whole."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from itertools import product
from typing import Final

from knowledge.eligibility.conditions import Comparison, Condition, Operator
from knowledge.eligibility.criteria import (
    TOTAL,
    UNSURE,
    Answer,
    Answers,
    Criterion,
    Outcome,
    Rules,
    Takes,
)


class Truth(IntEnum):
    """Whether a condition holds; the least of several is that of all together."""

    FALSE = 0
    OPEN = 1
    """An answer is missing."""
    UNSURE = 2
    """The applicant does not know."""
    TRUE = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion and how it stands; `questions` are those, answered, on which that rests."""

    criterion: Criterion
    outcome: Outcome
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every criterion, judged, in the order of the rules."""

    judged: tuple[Judged, ...]

    @property
    def complete(self) -> bool:
        """Whether no answer is missing any more."""
        return all(one.outcome is not Outcome.OPEN for one in self.judged)

    def of(self, criterion_id: str) -> Judged | None:
        """Return how one criterion stands, None if there is none of this identifier."""
        return next((one for one in self.judged if one.criterion.id == criterion_id), None)


def judge(rules: Rules, answers: Answers) -> Sheet:
    """Return how each criterion stands; nothing but the answers counts, not the order they came in."""
    return Sheet(tuple(_judged(criterion, rules, answers) for criterion in rules.criteria))


def outcome_of(criterion: Criterion, rules: Rules, answers: Answers) -> Outcome:
    """Return how one criterion stands; whatever its conditions leave undecided is for staff.

    It is open only as long as the answers that are missing may make it stand in more than one way.
    """
    if not criterion.stated:
        return Outcome.NOT_STATED
    if criterion.flagged:
        return Outcome.STAFF
    staff, met, not_met = (reach(condition, rules, answers) for condition in criterion.conditions)
    both = set(product(met, not_met))
    if criterion.met and not criterion.not_met:
        both = {(truth, _NOT[truth]) for truth in met}
    ways = {_settled(to_judge, *pair) for to_judge in staff for pair in both}
    return ways.pop() if len(ways) == 1 else Outcome.OPEN


def reach(condition: Condition, rules: Rules, answers: Answers) -> tuple[Truth, ...]:
    """Return what a condition may still turn out to be, whatever the answers that are missing."""
    lines = [[truth_of(one, rules, answers) for one in line] for line in condition]
    least = max((Truth.FALSE if Truth.OPEN in line else min(line) for line in lines), default=Truth.FALSE)
    known = ([truth for truth in line if truth is not Truth.OPEN] for line in lines)
    most = max((min(truths, default=Truth.TRUE) for truths in known), default=Truth.FALSE)
    return tuple(truth for truth in Truth if truth is not Truth.OPEN and least <= truth <= most)


def truth_of(comparison: Comparison, rules: Rules, answers: Answers) -> Truth:
    """Return whether one comparison holds."""
    question, answer = rules.question(comparison.question), answers.get(comparison.question)
    if question is None or answer is None:
        return Truth.OPEN
    if answer == UNSURE:
        return Truth.UNSURE
    return Truth.TRUE if _COMPARE[question.takes](comparison, answer) else Truth.FALSE


def mentioned(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """Return the identifiers of the questions that conditions look at, each once, in their order."""
    found = (one.question for condition in conditions for line in condition for one in line)
    return tuple(dict.fromkeys(found))


def _judged(criterion: Criterion, rules: Rules, answers: Answers) -> Judged:
    outcome = outcome_of(criterion, rules, answers)
    if outcome is Outcome.NOT_STATED:
        return Judged(criterion, outcome)
    used = mentioned(criterion.conditions)
    return Judged(criterion, outcome, tuple(question for question in used if question in answers))


def _settled(staff: Truth, met: Truth, not_met: Truth) -> Outcome:
    """Return how a criterion stands whose conditions are all decided, or are not known."""
    if staff in (Truth.TRUE, Truth.UNSURE):
        return Outcome.STAFF
    if (met, not_met) == (Truth.TRUE, Truth.FALSE):
        return Outcome.MET
    return Outcome.NOT_MET if (met, not_met) == (Truth.FALSE, Truth.TRUE) else Outcome.STAFF


def _as_word(comparison: Comparison, answer: Answer) -> bool:
    return (answer in comparison.values) is (comparison.operator is Operator.IS)


def _as_number(comparison: Comparison, answer: Answer) -> bool:
    return _ordered(comparison, Decimal(str(answer)), Decimal)


def _as_day(comparison: Comparison, answer: Answer) -> bool:
    return _ordered(comparison, date.fromisoformat(str(answer)), date.fromisoformat)


def _as_place(comparison: Comparison, answer: Answer) -> bool:
    within = str(answer).split()
    return any(value in within for value in comparison.values) is (comparison.operator is Operator.IS)


def _as_form(comparison: Comparison, answer: Answer) -> bool:
    found = any(form_in(str(answer), value) for value in comparison.values)
    return found is (comparison.operator is Operator.IS)


def _as_partners(comparison: Comparison, answer: Answer) -> bool:
    counts = answer if not isinstance(answer, str) else {}
    part = comparison.part
    count = sum(counts.values()) if part in ("", TOTAL) else counts.get(part, 0)
    return _ordered(comparison, Decimal(count), Decimal)


def form_in(code: str, form: str) -> bool:
    """Return whether a legal form is one, or begins as one that ends with a star.

    >>> form_in("5462", "54*"), form_in("5462", "9220")
    (True, False)
    """
    return code.startswith(form[:-1]) if form.endswith("*") else code == form


def _ordered(comparison: Comparison, answer: Decimal | date, read: Callable[[str], Decimal | date]) -> bool:
    values = [read(value) for value in comparison.values]
    match comparison.operator:
        case Operator.IS:
            return answer in values
        case Operator.IS_NOT:
            return answer not in values
        case Operator.AT_LEAST:
            return answer >= values[0]  # type: ignore[operator]  # both are numbers, or both days
        case Operator.AT_MOST:
            return answer <= values[0]  # type: ignore[operator]  # likewise
        case Operator.MORE:
            return answer > values[0]  # type: ignore[operator]  # likewise
        case Operator.LESS:
            return answer < values[0]  # type: ignore[operator]  # likewise


_NOT: Final = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNSURE: Truth.UNSURE}

_COMPARE: Final = {
    Takes.YES_NO: _as_word,
    Takes.CHOICE: _as_word,
    Takes.NUMBER: _as_number,
    Takes.DATE: _as_day,
    Takes.PLACE: _as_place,
    Takes.LEGAL_FORM: _as_form,
    Takes.PARTNERS: _as_partners,
}
