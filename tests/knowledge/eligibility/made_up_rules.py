"""Rules and answers made up by hypothesis: every sort of question and operator, every mix of conditions."""

from decimal import Decimal
from itertools import product
from typing import Final

from hypothesis import strategies as st

from knowledge.eligibility.answers import ELSEWHERE, NO, YES, normal
from knowledge.eligibility.conditions import Comparison, Condition, Operator
from knowledge.eligibility.criteria import (
    TOTAL,
    UNSURE,
    Answer,
    Answers,
    Criterion,
    Option,
    Question,
    Rules,
    Takes,
)

NAMES: Final = ("alpha", "beta", "gamma")
OPTIONS = tuple(Option(name, f"une {name}") for name in NAMES)
VALUES = {
    Takes.YES_NO: (YES, NO),
    Takes.CHOICE: NAMES,
    Takes.NUMBER: ("0", "2", "3.5", "10"),
    Takes.DATE: ("2020-01-15", "2020-02-28", "2020-09-01"),
    Takes.PLACE: ("departement:93", "departement:13", "region:11", "metropole"),
    Takes.LEGAL_FORM: ("9220", "54*", "72*"),
    Takes.PARTNERS: ("0", "1", "2"),
}
GIVEN = {
    Takes.YES_NO: (YES, NO),
    Takes.NUMBER: ("0", "0.5", "1", "2", "3", "3.5", "4", "9", "10", "11"),
    Takes.DATE: ("2020-01-14", "2020-01-15", "2020-02-27", "2020-02-28", "2020-02-29", "2020-09-01"),
    Takes.PLACE: ("departement:93", "departement:13", "departement:974", ELSEWHERE),
    Takes.LEGAL_FORM: ("9220", "5499", "7210"),
}
"""Answers as they may be given; those of choices and partners are among the options."""

ORDERED = (Takes.NUMBER, Takes.DATE, Takes.PARTNERS)
SAME = (Operator.IS, Operator.IS_NOT)
SORTS = st.sampled_from(Takes)
FEW, MANY = st.integers(0, 3), st.integers(1, 5)
MAYBE = st.booleans()


def comparisons_of(takes: Takes) -> tuple[Comparison, ...]:
    """Return every comparison that suits a sort of question, with no question named yet."""
    parts = (*NAMES, TOTAL) if takes is Takes.PARTNERS else ("",)
    single = [(value,) for value in VALUES[takes]]
    double = list(product(VALUES[takes], repeat=2))
    sizes = product(tuple(Operator) if takes in ORDERED else SAME, single, parts)
    return tuple(Comparison("", *one) for one in (*sizes, *product(SAME, double, parts)))


COMPARISONS = {takes: st.sampled_from(comparisons_of(takes)) for takes in Takes}


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Draw rules whose criteria look at questions that there are, in ways that suit them."""
    asked = tuple(_question(number, draw(SORTS)) for number in range(draw(MANY)))
    return Rules(asked, tuple(_criterion(draw, number, asked) for number in range(draw(MANY))))


@st.composite
def answers_to(draw: st.DrawFn, some: Rules, *, all_of_them: bool = False) -> Answers:
    """Draw answers to some of the questions, or to all, in their normal form."""
    return {one.id: draw_answer(draw, one) for one in some.questions if all_of_them or draw(MAYBE)}


@st.composite
def answer_to(draw: st.DrawFn, question: Question) -> Answer:
    """Draw an answer to one question in its normal form, "I do not know" among them."""
    return draw_answer(draw, question)


def draw_answer(draw: st.DrawFn, question: Question) -> Answer:
    if draw(FEW) == 0:
        return UNSURE
    if question.takes is Takes.PARTNERS:
        return normal(question, {option.id: draw(FEW) for option in question.options})
    given = GIVEN.get(question.takes) or tuple(option.id for option in question.options)
    if question.takes is Takes.NUMBER:
        given = tuple(one for one in given if (question.least or 0) <= Decimal(one))
    return normal(question, given[draw(st.integers(0, len(given) - 1))])


def _question(number: int, takes: Takes) -> Question:
    options = OPTIONS if takes in (Takes.CHOICE, Takes.PARTNERS) else ()
    return Question(f"q{number}", f"Question {number} ?", takes, options=options)


def _criterion(draw: st.DrawFn, number: int, asked: tuple[Question, ...]) -> Criterion:
    name = f"Critère {number}"
    if draw(FEW) == 0:
        return Criterion(f"c{number}", name, stated=False)
    met, not_met, staff = (_condition(draw, asked) for _ in range(3))
    flagged = draw(FEW) == 0
    return Criterion(f"c{number}", name, met=met, not_met=not_met, staff=staff, flagged=flagged)


def _condition(draw: st.DrawFn, asked: tuple[Question, ...]) -> Condition:
    """Draw a condition on a few questions, an empty one now and then."""
    lines = range(draw(FEW))
    return tuple(tuple(_comparison(draw, asked) for _ in range(1 + draw(FEW) // 2)) for _ in lines)


def _comparison(draw: st.DrawFn, asked: tuple[Question, ...]) -> Comparison:
    question = asked[draw(st.integers(0, len(asked) - 1))]
    drawn = draw(COMPARISONS[question.takes])
    return Comparison(question.id, drawn.operator, drawn.values, drawn.part)
