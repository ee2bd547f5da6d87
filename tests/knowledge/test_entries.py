from dataclasses import replace
from datetime import date

import pytest

from knowledge.documents import Corpus, Document, Kind, Status
from knowledge.entries import SEARCHED, Channel, Entry, entries, in_context, intents, speaks, typology_entries
from knowledge.french import words
from knowledge.preparation import Quoted, State, Treatment
from knowledge.proposed import Proposed
from knowledge.typology import load_typology
from knowledge.validated import Validated, as_document, as_passages, as_treatments
from tests.knowledge.examples import CALL, CORPUS, NOTICE, PASSAGES

TYPOLOGY = load_typology()
PROPOSED = Proposed("c:1", ("Combien d’argent y a-t-il ?", "À quoi sert l’enveloppe ?"))
OF_THE_PRODUCT = {Channel.PHRASING, Channel.STATEMENT, Channel.INTENT}
APPROVED = Treatment(
    "sea",
    State.STATED,
    (Quoted("c:2", "des entreprises"), Quoted("c:1", "Une enveloppe"), Quoted("c:2", "solidaire")),
    questions=("Et la mer ?", "Qui navigue ?", "Et la mer ?"),
    name="la mer",
    question="Que dit-on de la mer ?",
)


def of(channel: Channel, corpus: Corpus = CORPUS) -> list[Entry]:
    return [entry for entry in entries(corpus) if entry.channel is channel]


def questions(*treatments: Treatment, corpus: Corpus = CORPUS) -> list[tuple[str, tuple[str, ...]]]:
    approved = of(Channel.QUESTION, replace(corpus, treatments=treatments))
    return [(entry.text, entry.targets) for entry in approved]


def test_passages_are_embedded_below_their_headings_and_introduction() -> None:
    assert [entry.targets for entry in of(Channel.PASSAGE)] == [("c:1",), ("c:2",), ("p:1",)]
    assert of(Channel.PASSAGE)[1].text == (
        "Annonce > Les pôles\nLes pôles rassemblent :\n– des entreprises de l’économie sociale et solidaire ;"
    )
    assert in_context(replace(PASSAGES[0], headings=())) == PASSAGES[0].text


def test_each_sentence_leads_to_its_passage() -> None:
    first = [entry.text for entry in of(Channel.SENTENCE) if entry.targets == ("c:1",)]
    assert first == [
        "Une enveloppe de trois millions d’euros est ouverte.",
        "Elle soutient la coopération locale.",
    ]


def test_a_heading_leads_to_all_the_passages_below_it() -> None:
    twin = replace(PASSAGES[0], id="c:3", position=2)
    corpus = Corpus(CALL, (NOTICE,), (PASSAGES[0], twin))
    assert of(Channel.HEADING, corpus) == [Entry(Channel.HEADING, "Annonce", ("c:1", "c:3"))]


def test_questions_that_staff_approved_lead_to_the_passages_that_answer_them() -> None:
    passages = ("c:2", "c:1")
    assert questions(APPROVED) == [
        ("Que dit-on de la mer ?", passages),
        ("Et la mer ?", passages),
        ("Qui navigue ?", passages),
    ]


def test_the_question_of_a_topic_of_the_typology_is_approved_with_it() -> None:
    topic = TYPOLOGY[0]
    treatment = Treatment(topic.id, State.PARTLY, (Quoted("c:1", "Une enveloppe"),))
    assert questions(treatment) == [(topic.question, ("c:1",))]
    again = replace(treatment, questions=(topic.question, "Combien ?"))
    assert [text for text, _ in questions(again)] == [topic.question, "Combien ?"]


@pytest.mark.parametrize(
    "treatment",
    [
        replace(APPROVED, state=State.CONFLICTING),
        replace(APPROVED, state=State.NOT_STATED, passages=()),
        replace(APPROVED, passages=(Quoted("gone", "un texte"),)),
    ],
)
def test_no_question_is_approved_where_texts_disagree_or_do_not_say_it(treatment: Treatment) -> None:
    assert questions(treatment) == []


def test_no_question_leads_to_a_text_that_may_not_be_quoted() -> None:
    withdrawn = replace(CORPUS, documents=(replace(NOTICE, status=Status.WITHDRAWN), *CORPUS.documents[1:]))
    assert questions(APPROVED, corpus=withdrawn) == []
    both = replace(APPROVED, passages=(*APPROVED.passages, Quoted("p:1", "Les pôles")))
    assert {targets for _, targets in questions(both, corpus=withdrawn)} == {("p:1",)}


def test_announced_topics_lead_to_the_text_that_is_expected() -> None:
    assert [(entry.text, entry.targets) for entry in of(Channel.ANNOUNCED)] == [
        ("date limite", ("cahier",)),
        ("jury", ("cahier",)),
    ]


def test_phrasings_and_statements_lead_to_their_topic() -> None:
    for channel, name in ((Channel.PHRASING, "phrasings"), (Channel.STATEMENT, "statements")):
        found: dict[str, tuple[str, ...]] = {}
        for entry in of(channel):
            (topic,) = entry.targets
            found[topic] = (*found.get(topic, ()), entry.text)
        assert found == {topic.id: getattr(topic, name) for topic in TYPOLOGY}


def test_intents_lead_to_their_name() -> None:
    assert {entry.targets[0] for entry in of(Channel.INTENT)} == set(intents())
    assert [entry.text for entry in of(Channel.INTENT)] == [
        text for said in intents().values() for text in said
    ]


def test_intents_have_examples_enough_to_be_learnt() -> None:
    assert sum(map(len, intents().values())) >= 325
    assert all(len(phrasings) >= 20 for phrasings in intents().values())
    assert all(words(text) and text == text.strip() for said in intents().values() for text in said)


def test_what_the_product_brings_does_not_depend_on_the_corpus() -> None:
    own = [entry for entry in entries(CORPUS) if entry.channel in OF_THE_PRODUCT]
    assert own == list(typology_entries()) == list(entries(Corpus(CALL, (), ())))


def test_questions_of_a_model_lead_to_their_passage_and_are_never_among_the_approved_ones() -> None:
    gone = Proposed("gone:1", ("Qui est parti ?",))
    corpus = replace(CORPUS, proposed=(PROPOSED, gone))
    assert of(Channel.LIKELY, corpus) == [
        Entry(Channel.LIKELY, "Combien d’argent y a-t-il ?", ("c:1",)),
        Entry(Channel.LIKELY, "À quoi sert l’enveloppe ?", ("c:1",)),
    ]
    assert of(Channel.QUESTION, corpus) == []
    others = [entry for entry in entries(corpus) if entry.channel is not Channel.LIKELY]
    assert others == list(entries(CORPUS))


def test_what_leads_to_a_passage_comes_first_and_alone_is_searched() -> None:
    everything = entries(replace(CORPUS, treatments=(APPROVED,), proposed=(PROPOSED,)))
    assert list(dict.fromkeys(entry.channel for entry in everything)) == list(Channel)
    assert {entry.channel for entry in everything if entry.searched} == set(SEARCHED)
    assert [entry.searched for entry in everything] == sorted(
        (entry.searched for entry in everything), reverse=True
    )
    passages = {passage.id for passage in PASSAGES}
    assert all(set(entry.targets) <= passages for entry in everything if entry.searched)


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.WITHDRAWN, Status.EXPECTED])
def test_a_text_that_may_not_be_quoted_is_not_embedded(status: Status) -> None:
    corpus = Corpus(CALL, (replace(NOTICE, status=status),), PASSAGES[:2])
    assert {entry.channel for entry in entries(corpus)} == OF_THE_PRODUCT


@pytest.mark.parametrize(
    "text", ["", "1", "Voir https://exemple.fr/une-page", "ANNEXE", "contact@exemple.fr", "le la"]
)
def test_what_says_nothing_is_not_embedded(text: str) -> None:
    assert not speaks(text)
    corpus = Corpus(CALL, (NOTICE,), (replace(PASSAGES[0], text=text),))
    assert {entry.channel for entry in entries(corpus)} == OF_THE_PRODUCT


def validated(*questions: str, text: str = "Oui.") -> Corpus:
    """Return the corpus with an answer to these questions, and what staff approved of the sea."""
    answers = (Validated("v", questions[0], questions[1:], text, date(2026, 11, 3)),)
    documents: tuple[Document, ...] = (*CORPUS.documents, as_document(answers))
    passages = (*PASSAGES, *as_passages(answers))
    return replace(
        CORPUS, documents=documents, passages=passages, treatments=(APPROVED, *as_treatments(answers))
    )


def test_a_question_that_a_validated_answer_has_is_answered_by_nothing_else() -> None:
    corpus = validated("Combien ?", "et la MER", "que dit on de la mer")
    assert questions(*corpus.treatments, corpus=corpus) == [
        ("Qui navigue ?", ("c:2", "c:1")),
        ("Combien ?", ("reponses-validees:v",)),
        ("et la MER", ("reponses-validees:v",)),
        ("que dit on de la mer", ("reponses-validees:v",)),
    ]


def test_a_validated_answer_of_one_word_is_searched_with_its_question() -> None:
    corpus = validated("Le dossier peut-il être en breton ?")
    assert not speaks("Oui.")
    assert of(Channel.PASSAGE, corpus)[-1] == Entry(
        Channel.PASSAGE, "Le dossier peut-il être en breton ?\nOui.", ("reponses-validees:v",)
    )
    guide = replace(corpus.documents[-1], kind=Kind.GUIDE)
    as_a_guide = replace(corpus, documents=(*CORPUS.documents, guide))
    assert len(of(Channel.PASSAGE, as_a_guide)) == len(of(Channel.PASSAGE, corpus)) - 1
