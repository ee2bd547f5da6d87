from dataclasses import replace

import pytest

from bot.links import passage_path
from bot.pages.at_a_glance import LABELS, Fact, at_a_glance, in_short
from knowledge.coverage import Basis, Coverage, Covered, cover
from knowledge.documents import Corpus
from knowledge.key_facts import key_facts
from knowledge.preparation import Quoted, State
from knowledge.typology import load_typology
from tests.bot.desks import BILL_SAYS, BUDGET, CALL, CORPUS, COVERAGE, MEMBERS, NOTES_SAY, PASSAGES, RULES

UNDATED = replace(CALL, closes=None)


def covered(topic: str, state: State, basis: Basis, *quoted: Quoted, value: str = "") -> Covered:
    return Covered(topic, f"sujet {topic}", "?", state, basis, quoted, value)


def fact_of(covered: Covered) -> Fact:
    (fact,) = at_a_glance(Coverage((covered,)), CORPUS)
    return fact


def test_every_key_fact_is_labelled_and_they_stand_in_their_order() -> None:
    coverage = cover(CORPUS, load_typology(), key_facts(CORPUS), {})
    assert [fact.topic for fact in at_a_glance(coverage, CORPUS)] == list(LABELS)
    assert set(LABELS) == {fact.topic for fact in key_facts(CORPUS)}


def test_a_fact_that_staff_approved_is_its_value_and_its_first_quotation() -> None:
    fact = fact_of(
        covered("total_budget", State.STATED, Basis.STAFF, BUDGET, MEMBERS, BILL_SAYS, value="trois millions")
    )
    assert (fact.label, fact.value) == ("Enveloppe totale", "trois millions")
    assert (fact.more, fact.automatic) == (2, False)
    (source,) = fact.sources
    assert (source.quote, source.title) == (BUDGET.quote, "Communiqué de presse n° 727")
    assert (source.where, source.path) == ("1er alinéa, page 1", passage_path(PASSAGES[0]))
    assert source.warning == ""


def test_a_value_that_nobody_approved_says_so() -> None:
    fact = fact_of(covered("total_budget", State.STATED, Basis.FACT, BUDGET, value="trois millions"))
    assert (fact.value, fact.automatic) == ("trois millions", True)


def test_different_values_are_all_quoted_and_none_is_put_first() -> None:
    fact = fact_of(
        covered("total_budget", State.STATED, Basis.FACT, BUDGET, NOTES_SAY, value="trois millions")
    )
    assert [source.quote for source in fact.sources] == [BUDGET.quote, NOTES_SAY.quote]
    assert (fact.value, fact.more) == ("", 0)


@pytest.mark.parametrize("basis", [Basis.FACT, Basis.STAFF])
def test_of_texts_that_disagree_every_quotation_is_shown_and_no_value(basis: Basis) -> None:
    fact = fact_of(covered("jury", State.CONFLICTING, basis, MEMBERS, BILL_SAYS, value="Les pôles"))
    assert (fact.state, fact.value, len(fact.sources)) == (State.CONFLICTING, "", 2)


@pytest.mark.parametrize("state", [State.STATED, State.NOT_STATED])
def test_nothing_that_is_only_likely_is_shown_of_a_fact(state: State) -> None:
    quoted = (BUDGET,) if state is State.STATED else ()
    fact = fact_of(covered("total_budget", state, Basis.GUESS, *quoted, value="trois millions"))
    assert (fact.state, fact.value, fact.sources, fact.more) == (None, "", (), 0)


@pytest.mark.parametrize("value", ["aujourd’hui", "aujourd'hui", "Ce jour"])
def test_a_day_that_only_its_text_dates_leaves_the_quotation_alone(value: str) -> None:
    passage = replace(PASSAGES[0], text=f"L’appel est lancé : {value}.")
    quoted = Quoted(passage.id, passage.text)
    coverage = Coverage((covered("opening_date", State.STATED, Basis.FACT, quoted, value=value),))
    (fact,) = at_a_glance(coverage, replace(CORPUS, passages=(passage,)))
    assert (fact.value, len(fact.sources)) == ("", 1)


def test_a_value_that_is_not_in_its_quotation_is_not_shown() -> None:
    assert fact_of(covered("total_budget", State.STATED, Basis.STAFF, BUDGET, value="deux euros")).value == ""


def test_the_warning_of_a_document_goes_with_its_quotation() -> None:
    warnings = [
        fact_of(covered("jury", State.STATED, Basis.STAFF, quoted)).sources[0].warning
        for quoted in (BILL_SAYS, NOTES_SAY)
    ]
    assert warnings == [
        "Projet de loi\xa0: n’est pas en vigueur",
        "Synthèse\xa0– n’est pas un texte officiel",
    ]


def test_what_is_not_said_names_the_text_that_should_say_it() -> None:
    by_topic = {fact.topic: fact for fact in at_a_glance(COVERAGE, CORPUS)}
    assert by_topic["closing_date"].awaited == RULES
    assert by_topic["grant_amount"].missing == "le montant maximum"
    assert by_topic["where_to_file"].awaited is None


def test_in_short_is_what_is_stated_or_disputed_and_what_is_vital() -> None:
    facts = at_a_glance(COVERAGE, CORPUS)
    assert [fact.topic for fact in in_short(facts, UNDATED)] == [
        "closing_date", "total_budget", "jury", "where_to_file",
    ]  # fmt: skip
    assert "closing_date" not in [fact.topic for fact in in_short(facts, CALL)]


def test_in_short_several_values_are_left_to_the_page_unless_they_are_vital() -> None:
    several = [
        covered(topic, State.STATED, Basis.FACT, BUDGET, NOTES_SAY) for topic in ("hearing", "closing_date")
    ]
    facts = at_a_glance(Coverage(tuple(several)), CORPUS)
    assert [fact.topic for fact in in_short(facts, CALL)] == ["closing_date"]


def test_a_call_of_which_nothing_is_known_has_no_facts() -> None:
    assert at_a_glance(Coverage(), Corpus(CALL, (), ())) == ()
