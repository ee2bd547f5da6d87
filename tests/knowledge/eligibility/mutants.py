"""Rules with one thing wrong: each way in which one criterion may be mistyped, loosened or forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from knowledge.eligibility.answers import NO, YES
from knowledge.eligibility.conditions import Comparison, Condition, Operator, written
from knowledge.eligibility.criteria import Criterion, Rules, Takes

CONDITIONS = ("staff", "met", "not_met")
OPPOSITE = {
    Operator.IS: Operator.IS_NOT,
    Operator.IS_NOT: Operator.IS,
    Operator.AT_LEAST: Operator.LESS,
    Operator.LESS: Operator.AT_LEAST,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.MORE,
}


@dataclass(frozen=True)
class Mutant:
    """Rules with one thing wrong, and what it is."""

    what: str
    rules: Rules

    def __str__(self) -> str:
        return self.what


def mutants(rules: Rules, criterion: Criterion) -> Iterator[Mutant]:
    """Yield every mutant of one criterion."""
    others = tuple(one for one in rules.criteria if one.id != criterion.id)
    yield Mutant(f"{criterion.id}: removed", replace(rules, criteria=others))
    flipped = replace(criterion, stated=not criterion.stated)
    yield _with(rules, flipped, f"stated = {flipped.stated}")
    for name in CONDITIONS:
        condition: Condition = getattr(criterion, name)
        for changed in _changed(condition, rules):
            said = f"{name} = {list(written(changed))}, not {list(written(condition))}"
            yield _with(rules, _put(criterion, name, changed), said)


def _put(criterion: Criterion, name: str, condition: Condition) -> Criterion:
    match name:
        case "staff":
            return replace(criterion, staff=condition)
        case "met":
            return replace(criterion, met=condition)
        case _:
            return replace(criterion, not_met=condition)


def _with(rules: Rules, criterion: Criterion, what: str) -> Mutant:
    criteria = tuple(criterion if one.id == criterion.id else one for one in rules.criteria)
    return Mutant(f"{criterion.id}: {what}", replace(rules, criteria=criteria))


def _changed(condition: Condition, rules: Rules) -> Iterator[Condition]:
    """Yield a condition without each line, each comparison and all of it, and with each one changed."""
    if len(condition) > 1:
        yield ()
    for at, line in enumerate(condition):
        yield condition[:at] + condition[at + 1 :]
        for place, comparison in enumerate(line):
            before, after = line[:place], line[place + 1 :]
            if before or after:
                yield (*condition[:at], before + after, *condition[at + 1 :])
            for other in _compared_otherwise(comparison, rules):
                yield (*condition[:at], (*before, other, *after), *condition[at + 1 :])


def _compared_otherwise(comparison: Comparison, rules: Rules) -> Iterator[Comparison]:
    yield replace(comparison, operator=OPPOSITE[comparison.operator])
    values = comparison.values
    for at, value in enumerate(values):
        rest = values[:at] + values[at + 1 :]
        if rest:
            yield replace(comparison, values=rest)
        for near in _near(comparison, value, rules):
            if near not in values:
                yield replace(comparison, values=(*values[:at], near, *values[at + 1 :]))


def _near(comparison: Comparison, value: str, rules: Rules) -> Iterator[str]:
    """Yield the bounds just before and after, or the other answers that could have been meant."""
    question = rules.question(comparison.question)
    assert question is not None
    match question.takes:
        case Takes.YES_NO:
            yield NO if value == YES else YES
        case Takes.CHOICE:
            yield from (option.id for option in question.options)
        case Takes.DATE:
            yield from ((date.fromisoformat(value) + timedelta(days)).isoformat() for days in (-1, 1))
        case _:
            yield from _one_off(value)


def _one_off(value: str) -> Iterator[str]:
    try:
        number = Decimal(value)
    except InvalidOperation:  # a place or a legal form
        return
    yield from (f"{number - 1:f}", f"{number + 1:f}")
