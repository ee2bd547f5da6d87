"""Proposals say what the texts seem to say, approve nothing, and touch nothing that staff approved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ingest.manifest import PREPARATION
from ingest.preparation import Prepared, PreparedQuote, PreparedTopic, load_preparation
from ingest.preparation_render import render
from ingest.preparation_settle import settle
from ingest.proposal import PARTS, QUESTIONS, propose
from knowledge.coverage import Coverage, cover
from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status
from knowledge.key_facts import KeyFact, Value
from knowledge.preparation import Quoted, State
from knowledge.typology import load_typology

TYPOLOGY = load_typology()
RULES = Document("reglement", "Règlement de l’appel", Kind.SPECIFICATIONS)
NOTICE = Document("communique", "Communiqué", Kind.PRESS_RELEASE, published=date(2013, 7, 15))
NOTES = Document("synthese", "Synthèse", Kind.SUMMARY, official=False)
AWAITED = Document(
    "faq", "Foire aux questions", Kind.FAQ, Status.EXPECTED, topics=("date et heure limites de dépôt", "jury")
)


HUB = "III. – L’espace « Hub »"


def passage(name: str, text: str, *headings: str, location: str = "") -> Passage:
    document, _, position = name.partition(":")
    return Passage(name, document, int(position), text, headings, location)


PASSAGES = (
    passage("communique:0", "Une enveloppe de trois millions d'euros est ouverte.", "Annonce"),
    passage("reglement:0", "Une enveloppe de\u00a03 millions d’euros est ouverte.", "Article 1 – Budget"),
    passage("reglement:1", "Ils sont notés de 0 à 4 par deux experts.", "2. Critères de sélection"),
    passage("reglement:2", "Les recours sont portés devant le tribunal.\nSous deux mois.", "Article 5"),
    passage("reglement:3", "Chaque équipe est hébergée dans un espace commun.", HUB),
    passage("reglement:4", "Elle y reçoit des intervenants chaque mois de l’année.", HUB),
    passage("reglement:5", "1 Voir la liste des membres en ligne.", "Le parrainage", location="note 1"),
    passage("reglement:6", "Nom du parrain :", "Le parrainage"),
    passage("synthese:0", "Le jury est nommé par le ministre, dit un journal.", "Presse"),
)  # fmt: skip
CORPUS = Corpus(Call("appel", "Appel"), (NOTES, NOTICE, RULES, AWAITED), PASSAGES)
NOTHING = Coverage()
EMPTY = Prepared()


def value(text: str, place: str, quote: str, *, firm: bool = True, day: date | None = None) -> Value:
    return Value(text, quote, place, place.partition(":")[0], firm=firm, day=day)


THREE = value(
    "trois millions d'euros", "communique:0", "Une enveloppe de trois millions d'euros est ouverte."
)
ALSO = value("3 millions d’euros", "reglement:0", "Une enveloppe de\u00a03 millions d’euros est ouverte.")


def proposed(
    *facts: KeyFact, guesses: Mapping[str, tuple[Quoted, ...]] = {}, existing: Prepared = EMPTY
) -> dict[str, PreparedTopic]:
    coverage = cover(CORPUS, TYPOLOGY, facts, guesses)
    return {topic.id: topic for topic in propose(coverage, facts, TYPOLOGY, CORPUS, existing).topics}


def test_every_topic_is_proposed_and_none_approved() -> None:
    topics = proposed()
    assert list(topics)[: len(TYPOLOGY)] == [topic.id for topic in TYPOLOGY]
    assert not any(topic.approved for topic in topics.values())


def test_a_key_fact_is_proposed_with_its_value_and_its_quotations() -> None:
    topic = proposed(KeyFact("total_budget", State.STATED, (THREE, ALSO)))["total_budget"]
    assert (topic.state, topic.value, topic.announced) == (State.STATED, "trois millions d'euros", "")
    assert topic.passages == (
        PreparedQuote("communique", "Une enveloppe de trois millions d'euros est ouverte."),
        PreparedQuote("reglement", "Une enveloppe de 3 millions d’euros est ouverte."),
    )
    assert topic.questions[0] == "Quelle est l’enveloppe totale consacrée à cet appel à projets ?"


def test_facts_that_contradict_each_other_are_all_quoted_and_none_is_chosen() -> None:
    topic = proposed(KeyFact("total_budget", State.CONFLICTING, (THREE, ALSO)))["total_budget"]
    assert (topic.state, topic.value, len(topic.passages)) == (State.CONFLICTING, "", 2)


def test_a_fact_that_no_binding_text_states_is_stated_in_part() -> None:
    loose = replace(ALSO, firm=False)
    assert proposed(KeyFact("total_budget", State.STATED, (loose,)))["total_budget"].state is State.PARTLY


def test_a_day_that_a_text_calls_today_is_no_value() -> None:
    today = replace(THREE, text="ouverte", day=date(2013, 7, 15))
    assert proposed(KeyFact("opening_date", State.STATED, (today,)))["opening_date"].value == ""


def test_a_guess_is_stated_unless_only_a_summary_says_it_or_a_key_fact_was_not_found() -> None:
    notes = (Quoted("synthese:0", "Le jury est nommé par le ministre, dit un journal."),)
    rules = (Quoted("reglement:2", "Les recours sont portés devant le tribunal."),)
    topics = proposed(
        KeyFact("closing_date", State.NOT_STATED),
        guesses={"legal_basis": notes, "appeals": (*notes, *rules), "closing_date": rules},
    )
    assert topics["legal_basis"].state is State.PARTLY
    assert topics["closing_date"].state is State.PARTLY
    assert topics["appeals"].state is State.STATED
    assert [quote.document for quote in topics["appeals"].passages] == ["reglement", "synthese"]


def test_a_heading_that_names_a_topic_and_a_hint_propose_it_in_part() -> None:
    assert proposed()["selection_criteria"].passages[0].quote == "Ils sont notés de 0 à 4 par deux experts."
    hints = {"scoring": (Quoted("reglement:1", "Ils sont notés de 0 à 4"),)}
    topics = propose(NOTHING, (), TYPOLOGY, CORPUS, Prepared(), hints).topics
    (scoring,) = (topic for topic in topics if topic.id == "scoring")
    assert (scoring.state, scoring.passages) == (
        State.PARTLY, (PreparedQuote("reglement", "Ils sont notés de 0 à 4"),)
    )  # fmt: skip


def test_what_is_not_found_is_asked_of_the_expected_document_that_names_it() -> None:
    topics = proposed()
    closing = topics["closing_date"]
    assert (closing.state, closing.announced, closing.questions) == (State.NOT_STATED, "faq", ())
    assert topics["jury"].announced == topics["annexes"].announced == ""


def test_questions_are_whole_distinct_and_printed_as_french_is() -> None:
    somewhere = (Quoted("reglement:2", "Les recours sont portés devant le tribunal."),)
    topics = proposed(guesses={topic.id: somewhere for topic in TYPOLOGY})
    asked = [question for topic in topics.values() for question in topic.questions]
    assert len({question.casefold() for question in asked}) == len(asked)
    assert all(question.endswith(" ?") and "'" not in question for question in asked)
    for topic in TYPOLOGY:
        assert topics[topic.id].questions[0] == topic.question
        assert 2 <= len(topics[topic.id].questions) <= QUESTIONS
    assert "Calendrier prévisionnel ?" not in asked


def test_a_part_that_no_topic_claims_is_a_topic_of_its_own() -> None:
    topics = proposed()
    parts = [topic for topic in topics.values() if topic.name]
    assert [part.id for part in parts] == [
        "partie-budget",
        "partie-lespace-hub",
        "partie-annonce",
        "partie-presse",
    ]
    hub = parts[1]
    assert (hub.name, hub.question) == (
        "la partie « L’espace “Hub” »",
        "Que disent les textes sur « L’espace “Hub” » ?",
    )
    assert [quote.quote for quote in hub.passages] == [PASSAGES[4].text, PASSAGES[5].text]
    quoted = proposed(KeyFact("total_budget", State.STATED, (THREE, ALSO)))
    assert "partie-budget" not in quoted and "partie-annonce" not in quoted


def test_parts_are_not_proposed_without_end() -> None:
    many = tuple(
        passage(
            f"reglement:{place}", f"Le thème numéro {place} est ouvert à tous les candidats.", f"Thème {word}"
        )
        for place, word in enumerate(f"bleu{chr(97 + one // 26)}{chr(97 + one % 26)}" for one in range(50))
    )
    corpus = replace(CORPUS, passages=many)
    first = propose(NOTHING, (), TYPOLOGY, corpus, Prepared())
    assert sum(bool(topic.name) for topic in first.topics) == PARTS
    assert propose(NOTHING, (), TYPOLOGY, corpus, first) == first


def test_what_is_approved_stays_as_it_is_even_if_the_texts_changed() -> None:
    gone = PreparedTopic(
        "total_budget", State.STATED, (PreparedQuote("communique", "dix millions"),), questions=("Combien ?",)
    )
    own = PreparedTopic(
        "espace",
        State.STATED,
        (PreparedQuote("reglement", "un espace commun"),),
        name="l’espace",
        question="Où ?",
    )  # fmt: skip
    facts = KeyFact("total_budget", State.STATED, (THREE,))
    topics = proposed(facts, existing=Prepared((gone, own)))
    assert list(topics)[:2] == ["total_budget", "espace"]
    assert (topics["total_budget"], topics["espace"]) == (gone, own)
    assert [quote.quote for quote in topics["partie-lespace-hub"].passages] == [PASSAGES[5].text]


def test_a_proposal_that_staff_mended_stays_and_one_that_is_gone_is_made_again() -> None:
    mended = PreparedTopic(
        "appeals",
        State.PARTLY,
        (PreparedQuote("reglement", "devant le tribunal"),),
        missing="le délai",
        approved=False,
    )  # fmt: skip
    gone = replace(
        mended, id="jury", passages=(PreparedQuote("reglement", "rien"),), questions=("Qui choisit ?",)
    )
    guesses = {
        "jury": (Quoted("synthese:0", PASSAGES[8].text),),
        "appeals": (Quoted("reglement:2", "Sous deux mois."),),
    }
    topics = proposed(guesses=guesses, existing=Prepared((gone, mended)))
    assert topics["appeals"] == mended
    assert topics["jury"].passages == (PreparedQuote("synthese", PASSAGES[8].text),)
    assert (topics["jury"].questions, topics["jury"].missing) == (("Qui choisit ?",), "le délai")


def test_silence_is_proposed_no_more_once_the_texts_speak() -> None:
    silent = Prepared((PreparedTopic("appeals", State.NOT_STATED, approved=False),))
    assert proposed(existing=silent)["appeals"] == silent.topics[0]
    speaking = proposed(guesses={"appeals": (Quoted("reglement:2", "Sous deux mois."),)}, existing=silent)
    assert speaking["appeals"].state is State.STATED


def test_a_question_that_staff_approved_is_not_proposed_again() -> None:
    asked = PreparedTopic(
        "jury", State.NOT_STATED, questions=("quelle est la date limite de depot des dossiers ?",)
    )
    closing = value("deux mois", "reglement:2", "Sous deux mois.")
    topics = proposed(KeyFact("closing_date", State.STATED, (closing,)), existing=Prepared((asked,)))
    assert topics["closing_date"].questions
    assert "Quelle est la date limite de dépôt des dossiers ?" not in topics["closing_date"].questions


@pytest.mark.parametrize("quote", ["Un jury", "", "enveloppe de trois millions d’euro"])
def test_a_quotation_that_would_not_be_found_is_not_proposed(quote: str) -> None:
    assert proposed(guesses={"support": (Quoted("communique:0", quote),)})["support"].passages == ()


def test_all_that_is_proposed_could_be_approved_and_changes_no_more() -> None:
    facts = (
        KeyFact("total_budget", State.CONFLICTING, (THREE, ALSO)),
        KeyFact("closing_date", State.NOT_STATED),
    )
    coverage = cover(CORPUS, TYPOLOGY, facts, {})
    prepared = propose(coverage, facts, TYPOLOGY, CORPUS, Prepared())
    assert propose(coverage, facts, TYPOLOGY, CORPUS, prepared) == prepared
    with TemporaryDirectory() as folder:
        path = Path(folder, PREPARATION)
        path.write_text(render(prepared), encoding="utf-8")
        assert load_preparation(Path(folder)) == prepared
        path.write_text(render(prepared).replace("approved = false\n", ""), encoding="utf-8")
        approved = load_preparation(Path(folder))
    treatments, set_aside = settle(approved, CORPUS.documents, PASSAGES)
    assert (len(treatments), set_aside) == (len(prepared.topics), ())
