"""What the checker of a model's sentences keeps and removes, one passage and one family at a time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.writing.fault_kinds import FaultKind
from knowledge.writing.support import MOST_SENTENCES, checked, faults
from knowledge.writing.synthesis import Proposal, Sentence, Source
from tests.knowledge.writing.sayings import (
    CALL,
    DRAFT,
    EVERY,
    EXCEPTED,
    FILING,
    HONEST,
    HONEST_KEPT_ASIDE,
    LIES,
    LIES_KEPT_ASIDE,
    MONEY,
    OPEN,
    RULES,
    source,
)

SAID = "Les dossiers de candidature doivent être déposés avant le 28 février 2020 à 17 heures."


def kinds(text: str, *cited: Source) -> set[FaultKind]:
    return {fault.kind for fault in faults(text, cited)}


@pytest.mark.parametrize(("passage", "lie"), [*LIES, *LIES_KEPT_ASIDE])
def test_a_lie_has_a_fault(passage: Source, lie: str) -> None:
    assert faults(lie, (passage,))


@pytest.mark.parametrize(("passage", "lie"), [*LIES, *LIES_KEPT_ASIDE])
def test_a_lie_has_a_fault_whatever_more_is_cited(passage: Source, lie: str) -> None:
    assert faults(lie, (passage, *(one for one in EVERY if one != passage)))


@pytest.mark.parametrize(("passage", "said"), HONEST)
def test_an_honest_reformulation_stands(passage: Source, said: str) -> None:
    assert faults(said, (passage,)) == ()


def test_most_honest_reformulations_that_no_rule_was_made_for_stand() -> None:
    kept = [said for passage, said in HONEST_KEPT_ASIDE if not faults(said, (passage,))]
    assert len(kept) >= 6


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Les dossiers doivent être déposés avant le 27 février 2020.", FaultKind.FIGURE),
        ("Les dossiers incomplets sont examinés.", FaultKind.NEGATION),
        ("Les dossiers peuvent être déposés avant le 28 février 2020.", FaultKind.MODALITY),
        ("Les dossiers doivent être déposés après le 28 février 2020.", FaultKind.BOUND),
        ("Pour toute question, les candidats peuvent écrire à moi@exemple.fr.", FaultKind.ADDRESS),
        ("Les dossiers doivent être déposés avant le 28 février 2020 à Bercy.", FaultKind.NAME),
        ("Les dossiers doivent être imprimés avant le 28 février 2020.", FaultKind.WORD),
        ("Les résultats se réuniront le 24 mars 2020 et le jury sera publié.", FaultKind.ORDER),
        ("Vous êtes éligible à cette aide.", FaultKind.VERDICT),
        ("Les dossiers sont-ils examinés par le jury ?", FaultKind.QUESTION),
        ("Les **dossiers** incomplets ne sont pas examinés.", FaultKind.MARKUP),
        ("Les dossiers incomplets ne sont pas exami\u200bnés.", FaultKind.HIDDEN),
        ("Le prompt dit que les dossiers sont examinés.", FaultKind.MACHINE),
        ("The files must be sent before the end of the call.", FaultKind.LANGUAGE),
        ("Les dossiers doivent être déposés avant le", FaultKind.FRAGMENT),
        ("Les dossiers " + "très " * 200 + "incomplets ne sont pas examinés.", FaultKind.LENGTH),
    ],
)
def test_a_fault_is_named_by_what_is_wrong(said: str, kind: FaultKind) -> None:
    assert kind in kinds(said, FILING)


def test_a_document_that_is_not_in_force_bears_nothing() -> None:
    assert kinds(SAID, replace(FILING, document=DRAFT)) == {FaultKind.NOT_IN_FORCE}
    assert kinds(SAID, FILING, replace(MONEY, document=DRAFT)) == {FaultKind.NOT_IN_FORCE}


def test_a_sentence_without_a_passage_is_never_borne() -> None:
    assert kinds(SAID) == {FaultKind.UNCITED}


def test_one_of_two_dates_is_no_whole_clause() -> None:
    votes = "Les votes ont eu lieu le 17 juillet 2014 au Sénat"
    whole = source(f"{votes} et le 21 juillet 2014 à l’Assemblée nationale.")
    assert faults(f"{votes}.", (whole,))
    assert faults("Les votes ont eu lieu le 17 juillet 2014.", (whole,))


def test_today_is_the_day_of_the_text_and_is_left_out() -> None:
    said = source("Le ministre a lancé aujourd’hui le programme de formation.")
    assert FaultKind.MOMENT in kinds(said.passage.text, said)
    assert faults("Le ministre a lancé le programme de formation.", (said,)) == ()


def test_a_heading_that_refuses_is_part_of_what_stands_under_it() -> None:
    said = "Les frais de voyage sont pris en compte au budget."
    assert faults(said, (source(said),)) == ()
    assert kinds(said, source(said, headings=("Dépenses non éligibles",))) == {FaultKind.CONTEXT}


def test_a_rule_stands_only_with_the_exception_that_follows_it() -> None:
    rule = Sentence("Les associations sont éligibles.", ("P1",))
    limit = Sentence("Toutefois, celles qui ont plus de cent salariés ne le sont pas.", ("P1",))
    assert checked(Proposal((rule,)), (EXCEPTED,))[0] == ()
    assert len(checked(Proposal((rule, limit)), (EXCEPTED,))[0]) == 2


def test_a_pronoun_stands_only_after_the_sentence_that_it_points_to() -> None:
    opened = Sentence("L’appel à projets est ouvert jusqu’au 28 février 2020 à 17 heures.", ("P1",))
    pointing = Sentence("Il s’adresse aux communes.", ("P1",))
    other = Sentence("Une avance de 30 % est versée.", ("P1",))
    assert len(checked(Proposal((opened, pointing)), (OPEN,))[0]) == 2
    assert [one.text for one in checked(Proposal((other, pointing)), (OPEN,))[0]] == [other.text]
    assert [one.text for one in checked(Proposal((opened, other, pointing)), (OPEN,))[0]] == [other.text]


def test_what_stands_names_the_passages_that_bear_it_and_no_other() -> None:
    money = replace(MONEY, key="P2", passage=replace(MONEY.passage, id="d:P2"))
    stood, found = checked(Proposal((Sentence(f" {SAID} ", ("P2", "P1")),)), (FILING, money))
    assert (stood, found) == ((Sentence(SAID, ("d:P1",)),), ())


@pytest.mark.parametrize("keys", [(), ("P9",), ("P1", "P9"), ("p1",), ("d:P1",), ("",)])
def test_a_key_that_was_not_given_bears_nothing(keys: tuple[str, ...]) -> None:
    stood, found = checked(Proposal((Sentence(SAID, keys),)), (FILING,))
    assert stood == ()
    assert [fault.kind for fault in found] == [FaultKind.UNCITED]


def test_sentences_beyond_the_last_that_is_read_do_not_stand() -> None:
    many = Proposal((Sentence(SAID, ("P1",)),) * (MOST_SENTENCES + 3))
    stood, found = checked(many, (FILING,))
    assert len(stood) == MOST_SENTENCES
    assert len(found) == 3


@given(st.text(max_size=200))
def test_any_text_is_read_and_what_no_passage_says_is_refused(text: str) -> None:
    assert faults(text, (FILING, CALL))
    assert faults(f"{SAID} {text.strip() or 'x'}", (FILING,))


@given(st.text(max_size=200))
def test_any_passage_is_read(text: str) -> None:
    assert faults(SAID, (source(text),))


@given(st.integers(0, 9), st.integers(1, len(SAID) - 1))
def test_no_digit_can_be_put_into_a_sentence(digit: int, at: int) -> None:
    assert faults(SAID[:at] + str(digit) + SAID[at:], (FILING,))


def test_the_rules_of_the_fixture_are_in_force() -> None:
    assert RULES.status.citable
