"""Answers in their normal form: the same for the same answer, and refused in French when they are none."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.eligibility.answers import (
    ELSEWHERE,
    MOST_PARTNERS,
    BadAnswer,
    normal,
    normal_answers,
    still_taken,
)
from knowledge.eligibility.criteria import UNSURE, Option, Question, Rules, Takes

OPTIONS = (Option("ess", "une entreprise de l’ESS"), Option("local", "une collectivité"))
OF = {takes: Question(takes.value, "Une question ?", takes, options=OPTIONS) for takes in Takes}
RULES = Rules(tuple(OF.values()))


@pytest.mark.parametrize(
    ("takes", "said", "kept"),
    [
        (Takes.YES_NO, "yes", "yes"),
        (Takes.YES_NO, " no ", "no"),
        (Takes.CHOICE, "local", "local"),
        (Takes.NUMBER, 10, "10"),
        (Takes.NUMBER, "10,50", "10.5"),
        (Takes.NUMBER, 2.5, "2.5"),
        (Takes.NUMBER, "100", "100"),
        (Takes.NUMBER, "007", "7"),
        (Takes.NUMBER, "0,0", "0"),
        (Takes.NUMBER, "1000000000000", "1000000000000"),
        (Takes.NUMBER, "0.000001", "0.000001"),
        (Takes.DATE, "2020-02-28", "2020-02-28"),
        (Takes.DATE, date(2020, 2, 28), "2020-02-28"),
        (Takes.PLACE, "departement:93", "departement:93 region:11 metropole"),
        (Takes.PLACE, "departement:93 region:11 metropole", "departement:93 region:11 metropole"),
        (Takes.PLACE, ELSEWHERE, ELSEWHERE),
        (Takes.LEGAL_FORM, "9220", "9220"),
        (Takes.LEGAL_FORM, 9220, "9220"),
        (Takes.PARTNERS, {"local": 1, "ess": 2}, {"ess": 2, "local": 1}),
        (Takes.PARTNERS, {"local": 0}, {}),
        (Takes.PARTNERS, {}, {}),
    ],
)
def test_an_answer_is_kept_in_its_normal_form(takes: Takes, said: object, kept: object) -> None:
    assert normal(OF[takes], said) == kept
    assert normal(OF[takes], kept) == kept


@pytest.mark.parametrize("takes", Takes)
def test_every_question_takes_that_one_does_not_know(takes: Takes) -> None:
    assert normal(OF[takes], UNSURE) == UNSURE


@pytest.mark.parametrize(
    ("takes", "said", "why"),
    [
        (Takes.YES_NO, "oui", "l’une de celles qui sont proposées"),
        (Takes.YES_NO, None, "proposées"),
        (Takes.CHOICE, "ESS", "proposées"),
        (Takes.CHOICE, "", "proposées"),
        (Takes.NUMBER, "une douzaine", "en chiffres"),
        (Takes.NUMBER, "", "en chiffres"),
        (Takes.NUMBER, "nan", "en chiffres"),
        (Takes.NUMBER, "Infinity", "en chiffres"),
        (Takes.NUMBER, "-3", "sans signe"),
        (Takes.NUMBER, "+3", "sans signe"),
        (Takes.NUMBER, -1, "sans signe"),
        (Takes.NUMBER, "1e3", "en chiffres"),
        (Takes.NUMBER, "1e-999999", "en chiffres"),
        (Takes.NUMBER, 1e-9, "en chiffres"),
        (Takes.NUMBER, "1.", "en chiffres"),
        (Takes.NUMBER, ".5", "en chiffres"),
        (Takes.NUMBER, "0.0000001", "en chiffres"),
        (Takes.NUMBER, "1_000", "en chiffres"),
        (Takes.NUMBER, "١٢", "en chiffres"),
        (Takes.NUMBER, True, "en chiffres"),
        (Takes.NUMBER, 10**13, "trop grand"),
        (Takes.NUMBER, "1000000000000.1", "trop grand"),
        pytest.param(Takes.NUMBER, 10**5000, "trop grand", id="thousands of digits"),
        pytest.param(Takes.NUMBER, -(10**5000), "trop grand", id="thousands of digits below zero"),
        pytest.param(Takes.NUMBER, "9" * 100_000, "trop grand", id="as many digits in a text"),
        (Takes.DATE, "0020-01-01", "quatre chiffres de l’année"),
        (Takes.DATE, "1899-12-31", "à partir de 1900"),
        (Takes.DATE, "28/02/2020", "28/02/2020"),
        (Takes.DATE, "2020-02-30", "une date"),
        (Takes.DATE, "bientôt", "une date"),
        (Takes.PLACE, "departement:999", "pas reconnu"),
        (Takes.PLACE, "", "pas reconnu"),
        (Takes.LEGAL_FORM, "0", "proposées"),
        (Takes.LEGAL_FORM, "SARL", "proposées"),
        (Takes.PARTNERS, "deux", "combien"),
        (Takes.PARTNERS, ["ess"], "combien"),
        (Takes.PARTNERS, {"total": 2}, "type de partenaire"),
        (Takes.PARTNERS, {"ess": -1}, "entier"),
        (Takes.PARTNERS, {"ess": 1.5}, "entier"),
        (Takes.PARTNERS, {"ess": True}, "entier"),
        (Takes.PARTNERS, {"ess": "2"}, "entier"),
        (Takes.PARTNERS, {"ess": MOST_PARTNERS + 1}, "entier"),
    ],
)
def test_what_a_question_does_not_take_is_refused_and_why(takes: Takes, said: object, why: str) -> None:
    with pytest.raises(BadAnswer, match=why):
        normal(OF[takes], said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("0", "Écrivez un nombre d’au moins 1."),
        ("0,999999", "Écrivez un nombre d’au moins 1."),
        ("10,6", "Écrivez un nombre d’au plus 10,5."),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_and_the_bound_is_told(said: str, why: str) -> None:
    bounded = Question("months", "Combien ?", Takes.NUMBER, least=Decimal(1), most=Decimal("10.5"))
    with pytest.raises(BadAnswer) as caught:
        normal(bounded, said)
    assert str(caught.value) == why
    assert (normal(bounded, "1"), normal(bounded, "10,5")) == ("1", "10.5")
    assert normal(bounded, UNSURE) == UNSURE


def test_a_bound_of_zero_counts_as_one() -> None:
    none_at_most = Question("months", "Combien ?", Takes.NUMBER, least=Decimal(0), most=Decimal(0))
    assert normal(none_at_most, 0) == "0"
    with pytest.raises(BadAnswer, match="au plus 0"):
        normal(none_at_most, 1)


def test_an_unknown_name_is_told_again_only_in_part() -> None:
    with pytest.raises(BadAnswer) as caught:
        normal_answers(RULES, {"x" * 100_000: "12"})
    assert len(str(caught.value)) < 200


def test_numbers_kept_before_they_were_bounded_are_asked_again() -> None:
    assert still_taken(RULES, {"number": "-3"}) == {}


def test_answers_come_in_the_order_of_the_questions() -> None:
    kept = normal_answers(RULES, {"date": "2020-02-28", "yes_no": "no", "number": UNSURE})
    assert list(kept.items()) == [("yes_no", "no"), ("number", UNSURE), ("date", "2020-02-28")]


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(BadAnswer, match="« age »"):
        normal_answers(RULES, {"age": "12"})


def test_answers_given_under_earlier_rules_stay_as_far_as_they_are_still_taken() -> None:
    former = {"choice": "gone", "yes_no": "yes", "age": "12", "partners": {"gone": 1}, "number": "7"}
    assert still_taken(RULES, former) == {"yes_no": "yes", "number": "7"}


@given(st.sampled_from(Takes), st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_any_value_is_kept_in_a_form_that_stays_or_is_refused(takes: Takes, said: object) -> None:
    try:
        kept = normal(OF[takes], said)
    except BadAnswer:
        return
    assert normal(OF[takes], kept) == kept
