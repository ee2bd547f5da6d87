from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents import Corpus, Document, Kind, Passage, Status
from knowledge.key_fact_rules import load_rules
from knowledge.key_facts import KeyFact, key_facts
from knowledge.preparation import State
from tests.knowledge.examples import CALL

RULES = Document("cahier", "Cahier des charges de l’appel à projets", Kind.SPECIFICATIONS)
PEOPLE = Document("reglement", "Règlement de l’appel à candidatures", Kind.SPECIFICATIONS)
FAQ = Document("faq", "Questions sur l’appel à projets", Kind.FAQ)
TOPICS = [
    "opening_date", "closing_date", "results_date", "hearing", "project_start", "project_duration",
    "total_budget", "grant_amount", "funding_rate", "number_of_winners", "jury", "where_to_file", "contact",
    "press_contact",
]  # fmt: skip


def corpus_of(*texts: str | tuple[Document, str], headings: tuple[str, ...] = ()) -> Corpus:
    """Return a corpus of one passage per text, of the call's rules unless another document is given."""
    pairs = [(RULES, text) if isinstance(text, str) else text for text in texts]
    documents = tuple(dict.fromkeys(document for document, _ in pairs))
    passages = tuple(
        Passage(f"{document.id}:{number}", document.id, number, text, headings)
        for number, (document, text) in enumerate(pairs)
    )
    return Corpus(CALL, documents, passages)


def stated(corpus: Corpus) -> dict[str, list[str]]:
    """Return the values of the facts that have any, by topic."""
    return {fact.topic: [value.text for value in fact.values] for fact in key_facts(corpus) if fact.values}


def fact(corpus: Corpus, topic: str) -> KeyFact:
    return next(fact for fact in key_facts(corpus) if fact.topic == topic)


def test_every_fact_is_told_in_order_and_what_no_text_says_is_not_stated() -> None:
    facts = key_facts(corpus_of("Toute structure peut répondre à l’appel à projets."))
    assert [fact.topic for fact in facts] == TOPICS
    assert {(fact.state, fact.values) for fact in facts} == {(State.NOT_STATED, ())}


def test_text_quote_and_lead_are_literal() -> None:
    text = "Calendrier :\n- clôture du dépôt des dossiers : 31 mars 2025 à 12 h ;\n- annonce : juin 2025."
    (value,) = fact(corpus_of(text), "closing_date").values
    assert value.quote == "- clôture du dépôt des dossiers : 31 mars 2025 à 12 h ;"
    assert (value.text, value.lead) == ("31 mars 2025 à 12 h", "Calendrier :")
    assert value.lead in text
    assert (value.passage_id, value.document_id, value.firm) == ("cahier:0", "cahier", True)


def test_the_introduction_of_a_list_of_another_passage_counts_too() -> None:
    corpus = corpus_of("- par courriel à depot@data.gouv.fr ;")
    lead = "Le dossier est à envoyer :"
    (passage,) = corpus.passages
    (value,) = fact(replace(corpus, passages=(replace(passage, lead=lead),)), "where_to_file").values
    assert (value.text, value.lead) == ("depot@data.gouv.fr", lead)


def test_a_heading_names_the_only_value_below() -> None:
    answer = "Vendredi 17 mars 2023, minuit."
    assert stated(corpus_of(answer, headings=("Date limite de dépôt des dossiers",))) == {
        "closing_date": ["Vendredi 17 mars 2023, minuit"]
    }
    assert stated(corpus_of(answer, headings=("Article 5",))) == {}


def test_equal_values_are_one_of_the_highest_text_and_the_more_precise_stands() -> None:
    corpus = corpus_of(
        (FAQ, "L’appel à projets est clos le 28 février 2020 à 17h00."),
        "La date limite de l’appel à projets est le 28 février 2020.",
        "Les dossiers sont déposés avant fin février 2020.",
    )
    closing = fact(corpus, "closing_date")
    assert [(value.text, value.document_id) for value in closing.values] == [
        ("28 février 2020 à 17h00", "faq")
    ]
    assert closing.state is State.STATED
    same = corpus_of(
        (FAQ, "Une enveloppe de 2 millions d’euros."), "L’enveloppe est de deux millions d’euros."
    )
    assert [value.document_id for value in fact(same, "total_budget").values] == ["cahier"]


def test_firm_texts_that_differ_on_one_call_disagree() -> None:
    corpus = corpus_of(
        (FAQ, "L’appel à projets est clos le 31 mars 2020."),
        "La clôture de l’appel à projets est le 28 février 2020.",
    )
    closing = fact(corpus, "closing_date")
    assert closing.state is State.CONFLICTING
    assert [value.document_id for value in closing.values] == ["cahier", "faq"]


def test_two_calls_or_two_parts_of_one_do_not_disagree() -> None:
    corpus = corpus_of(
        "L’appel à projets est ouvert jusqu’au 28 février 2020.",
        (PEOPLE, "La clôture aura lieu le 7 juin 2020 à 23h."),
        (PEOPLE, "L’appel à projets a pour date limite le 28 février 2020 à 17h00."),
    )
    closing = fact(corpus, "closing_date")
    assert closing.state is State.STATED
    assert {(value.text, value.about) for value in closing.values} == {
        ("28 février 2020 à 17h00", "appel à projets"),
        ("7 juin 2020 à 23h", "appel à candidatures"),
    }
    parts = corpus_of("Clôture du volet 1 : 3 mars 2025.", "Clôture du volet 2 : 3 juin 2025.")
    assert fact(parts, "closing_date").state is State.STATED


def test_alternatives_of_one_text_do_not_disagree() -> None:
    rates = (
        "Le taux d’aide est de 50 % pour une PME.",
        "Le taux d’aide est de 30 % pour une grande entreprise.",
    )
    assert fact(corpus_of(*rates), "funding_rate").state is State.STATED
    assert fact(corpus_of(rates[0], (FAQ, rates[1])), "funding_rate").state is State.CONFLICTING


@pytest.mark.parametrize(
    "document",
    [
        replace(FAQ, kind=Kind.BILL),
        replace(FAQ, kind=Kind.SUMMARY),
        replace(FAQ, status=Status.DRAFT),
        replace(FAQ, official=False),
    ],
)
def test_what_may_not_be_relied_on_is_kept_but_not_firm_and_contradicts_nothing(document: Document) -> None:
    unsure = (document, "L’appel à projets retiendra 12 projets.")
    (value,) = fact(corpus_of(unsure), "number_of_winners").values
    assert not value.firm
    both = fact(corpus_of(unsure, "L’appel à projets retiendra 15 projets."), "number_of_winners")
    assert (both.state, [value.firm for value in both.values]) == (State.STATED, [True, False])


def test_a_provisional_calendar_and_what_a_bill_would_do_are_not_firm() -> None:
    planned = corpus_of("- 24-25 mars : jury", headings=("Calendrier prévisionnel",))
    assert [value.firm for value in fact(planned, "hearing").values] == [False]
    bill = corpus_of("Le projet de loi fixera la sélection des projets par un comité interministériel.")
    assert [value.firm for value in fact(bill, "jury").values] == [False]


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.WITHDRAWN])
def test_a_text_that_is_no_longer_cited_states_nothing(status: Status) -> None:
    assert stated(corpus_of((replace(RULES, status=status), "Clôture de l’appel : 3 mars 2020."))) == {}


def test_a_validated_answer_states_no_fact_and_contradicts_no_text() -> None:
    says = "Les dossiers de l’appel à projets sont à déposer avant le {} octobre 2013 au plus tard."
    answers = replace(FAQ, id="reponses-validees", kind=Kind.VALIDATED)
    assert fact(corpus_of(says.format(1), (FAQ, says.format(2))), "closing_date").state is State.CONFLICTING
    read = fact(corpus_of(says.format(1), (answers, says.format(2))), "closing_date")
    assert (read.state, len(read.values)) == (State.STATED, 1)


def test_today_is_the_day_of_the_text_and_nothing_without_it() -> None:
    text = "Le ministre a lancé aujourd’hui le premier appel à projets."
    release = Document("c", "Communiqué", Kind.PRESS_RELEASE, published=date(2013, 7, 15))
    other = "Le premier appel à projets a été lancé le 15 juillet 2013."
    opening = fact(
        corpus_of((release, text), (replace(RULES, id="s", official=False), other)), "opening_date"
    )
    assert [(value.text, value.day) for value in opening.values] == [("aujourd’hui", date(2013, 7, 15))]
    assert stated(corpus_of((replace(release, published=None), text))) == {}


def test_a_text_that_speaks_of_no_call_states_nothing() -> None:
    sheet = Document("fiche", "Demander une aide au logement", Kind.GUIDE)
    text = "Le dossier doit être déposé avant le 15 mars 2024. L’aide est de 500 € par projet."
    assert stated(corpus_of((sheet, text))) == {}
    law = Document("loi", "Loi relative à l’économie sociale", Kind.LAW)
    call = "La sélection, dans le cadre d’appels à projets, est décidée par un comité interministériel."
    other = "La sélection des dossiers est décidée par un jury."
    assert stated(corpus_of((law, other), (law, call))) == {"jury": ["un comité interministériel"]}


def test_the_rules_keep_their_order_and_forget_accents() -> None:
    assert [rule.topic for rule in load_rules().facts] == TOPICS
    assert load_rules().calls["appel à projets"].search("les appels a projets")


WORDS = [
    "clôture",
    "appel à projets",
    "le 3 mai 2020",
    "20 %",
    "4 M€",
    "jury",
    ":",
    "\n",
    "- ",
    ".",
    "12 projets",
    "œ",
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_whatever_the_text_each_value_is_a_piece_of_it(text: str) -> None:
    corpus = corpus_of(text)
    for value in (value for fact in key_facts(corpus) for value in fact.values):
        assert value.text in value.quote
        assert value.quote in text
        assert value.lead in text
