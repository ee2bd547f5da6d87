"""Conditions read from their short notation: what each line says, and which lines say nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.eligibility.conditions import (
    BadCondition,
    Comparison,
    Operator,
    read_condition,
    written,
)
from knowledge.eligibility.criteria import Rules
from tests.knowledge.eligibility.calls import CALLS, Call
from tests.knowledge.eligibility.made_up_rules import rules


def test_a_line_joins_comparisons_and_lines_stand_apart() -> None:
    condition = read_condition(["partners.ess >= 2 & lead = commune | epci", "months < 10"])
    assert condition == (
        (
            Comparison("partners", Operator.AT_LEAST, ("2",), "ess"),
            Comparison("lead", Operator.IS, ("commune", "epci")),
        ),
        (Comparison("months", Operator.LESS, ("10",)),),
    )


@pytest.mark.parametrize("sign", ["=", "!=", ">=", "<=", ">", "<"])
def test_every_operator_is_read_with_spaces_and_without(sign: str) -> None:
    expected = ((Comparison("months", Operator(sign), ("10",)),),)
    assert read_condition([f"months {sign} 10"]) == expected
    assert read_condition([f"months{sign}10"]) == expected


def test_a_value_keeps_its_own_signs() -> None:
    ((place,), (form,)) = read_condition(["place = departement:93 | region:11", "form = 54*"])
    assert place.values == ("departement:93", "region:11")
    assert form.values == ("54*",)


def test_no_line_is_a_condition_that_never_holds() -> None:
    assert read_condition([]) == ()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "months",
        "months 10",
        "months >=",
        ">= 10",
        "Months = 10",
        "months == ",
        "months >= 10 &",
        "& months >= 10",
        "partners. >= 1",
        "partners.ess.more >= 1",
        "lead = commune |",
        "lead = | commune",
        "months >= 9 | 10",
    ],
)
def test_what_is_no_condition_is_refused_with_its_words(line: str) -> None:
    with pytest.raises(BadCondition) as refused:
        read_condition([line])
    assert refused.value.args[0].startswith("«")


def test_a_refusal_shows_what_a_condition_looks_like() -> None:
    with pytest.raises(BadCondition, match="« au moins deux » ne se lit pas comme une condition, telle que"):
        read_condition(["au moins deux"])


@pytest.mark.parametrize("sign", ["=", "!="])
def test_only_signs_of_size_take_one_value(sign: str) -> None:
    assert not Operator(sign).orders
    assert len(read_condition([f"lead {sign} a | b"])[0][0].values) == 2


@given(rules())
def test_what_is_written_reads_back_the_same(some: Rules) -> None:
    for criterion in some.criteria:
        for condition in criterion.conditions:
            assert read_condition(written(condition)) == condition


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        (line,) = read_condition([text])
    except BadCondition:
        return
    assert read_condition(written((line,))) == (line,)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_conditions_of_a_call_read_back_as_they_are_written(call: Call) -> None:
    for criterion in call.rules.criteria:
        for condition in criterion.conditions:
            assert read_condition(written(condition)) == condition
