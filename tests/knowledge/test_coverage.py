from dataclasses import replace

import numpy as np
import pytest

from knowledge.asked import wanted
from knowledge.coverage import SHOWN, Basis, Coverage, Covered, Settling, cover, guess, likeness
from knowledge.embedders import Vectors
from knowledge.entries import Channel, Entry
from knowledge.key_facts import KeyFact, Value
from knowledge.preparation import Quoted, State, Treatment
from knowledge.topics import TopicModel
from knowledge.typology import Topic
from tests.knowledge.examples import CORPUS, PASSAGES

QUOTED = (Quoted("c:1", "Une enveloppe de trois millions d’euros est ouverte."),)
GUESSED = (Quoted("p:1", "Les pôles territoriaux de coopération sont définis par la loi."),)
FACT = Value("trois millions d’euros", QUOTED[0].quote, "c:1", "communique")


def topic(name: str, *terms: str) -> Topic:
    return Topic(name, f"le sujet {name}", f"Et {name} ?", terms, (), ())


MONEY, JURY = topic("total_budget", "enveloppe"), topic("jury", "jury", "comité de sélection")
TYPOLOGY = (MONEY, JURY)


def covered(
    treatment: Treatment | None = None, fact: KeyFact | None = None, guessed: tuple[Quoted, ...] = ()
) -> Covered:
    """Return what is covered of the topic of money."""
    corpus = replace(CORPUS, treatments=(treatment,) if treatment else ())
    found = cover(corpus, TYPOLOGY, [fact] if fact else [], {"total_budget": guessed} if guessed else {})
    assert (one := found.of("total_budget"))
    return one


STATED = Treatment("total_budget", State.STATED, QUOTED, value="trois millions")
UNSAID = Treatment("total_budget", State.NOT_STATED, announced="cahier")
AGAINST = Treatment("total_budget", State.CONFLICTING, QUOTED)
READ = KeyFact("total_budget", State.STATED, (FACT,))
NOT_READ = KeyFact("total_budget", State.NOT_STATED)


@pytest.mark.parametrize(
    ("treatment", "fact", "guessed", "state", "basis", "passages"),
    [
        (STATED, READ, GUESSED, State.STATED, Basis.STAFF, QUOTED),
        (UNSAID, READ, GUESSED, State.NOT_STATED, Basis.STAFF, ()),
        (AGAINST, NOT_READ, (), State.CONFLICTING, Basis.STAFF, QUOTED),
        (None, READ, GUESSED, State.STATED, Basis.FACT, QUOTED),
        (None, replace(READ, state=State.CONFLICTING), (), State.CONFLICTING, Basis.FACT, QUOTED),
        (None, NOT_READ, GUESSED, State.STATED, Basis.GUESS, GUESSED),
        (None, NOT_READ, (), State.NOT_STATED, Basis.FACT, ()),
        (None, None, GUESSED, State.STATED, Basis.GUESS, GUESSED),
        (None, None, (), State.NOT_STATED, Basis.GUESS, ()),
    ],
)
def test_staff_know_best_then_the_key_facts_then_a_likeness(
    treatment: Treatment | None,
    fact: KeyFact | None,
    guessed: tuple[Quoted, ...],
    state: State,
    basis: Basis,
    passages: tuple[Quoted, ...],
) -> None:
    found = covered(treatment, fact, guessed)
    assert (found.state, found.basis, found.passages) == (state, basis, passages)
    assert found.settled == (basis is not Basis.GUESS)


@pytest.mark.parametrize(
    ("treatment", "fact", "certain"),
    [
        (STATED, None, State.STATED),
        (UNSAID, None, State.NOT_STATED),
        (AGAINST, None, State.CONFLICTING),
        (None, READ, None),
        (None, NOT_READ, None),
        (None, replace(READ, state=State.CONFLICTING), State.CONFLICTING),
        (None, None, None),
    ],
)
def test_only_what_staff_said_and_facts_that_contradict_each_other_are_certain(
    treatment: Treatment | None, fact: KeyFact | None, certain: State | None
) -> None:
    assert covered(treatment, fact).certain is certain


def test_what_staff_wrote_is_kept() -> None:
    said = replace(STATED, missing="la part de chaque projet", announced="cahier")
    found = covered(said)
    assert (found.value, found.missing, found.announced) == (said.value, said.missing, said.announced)
    assert (found.name, found.question) == (MONEY.name, MONEY.question)
    assert covered(None, READ).value == FACT.text


def test_topics_come_in_the_order_of_the_typology_then_those_of_the_call() -> None:
    own = Treatment("sea", State.STATED, QUOTED, name="la mer", question="Et la mer ?")
    found = cover(replace(CORPUS, treatments=(own, STATED)), TYPOLOGY, [], {})
    assert [one.topic for one in found.topics] == ["total_budget", "jury", "sea"]
    assert (found.topics[-1].name, found.topics[-1].question) == ("la mer", "Et la mer ?")
    assert found.of("sea") is found.topics[-1]
    assert found.of("") is None


def test_passages_settle_the_topics_that_they_are_known_to_treat() -> None:
    coverage = Coverage(
        (
            Covered("a", "", "", State.STATED, Basis.STAFF, QUOTED),
            Covered("b", "", "", State.STATED, Basis.FACT, (*QUOTED, *GUESSED)),
            Covered("c", "", "", State.STATED, Basis.GUESS, GUESSED),
        )
    )
    assert coverage.settling() == {
        "c:1": (Settling("a"), Settling("b", QUOTED[0].quote)),
        "p:1": (Settling("b", GUESSED[0].quote),),
    }
    assert Coverage().settling() == {}


@pytest.mark.parametrize(
    ("fact", "question", "settled"),
    [
        ("", "Combien de temps dure l’audition ?", True),
        ("", "L’audition ?", True),
        ("le 30 juin", "Quand est l’audition ?", True),
        ("le 30 juin", "Combien de temps dure l’audition ?", False),
        ("le 30 juin", "L’audition ?", False),
        ("le 30 juin", "Où se passe l’audition ?", False),
    ],
)
def test_a_key_fact_settles_only_what_it_is(fact: str, question: str, settled: bool) -> None:
    assert Settling("hearing", fact).settles(wanted(question)) is settled


MODEL = TopicModel(
    labels=("jury", "total_budget", "thanks"),
    topics=2,
    weights=np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32),
    asked_mean=np.zeros(3, dtype=np.float32),
    stated_mean=np.zeros(3, dtype=np.float32),
)
SAID = ("Une enveloppe est ouverte.", "Un comité de sélection choisit les dossiers.", "Il pleut souvent.")
NEAR = np.array([[0.1, 0.9, 0.0], [0.8, 0.1, 0.1], [0.0, 0.0, 1.0]], dtype=np.float32)
SENTENCES = tuple(Entry(Channel.SENTENCE, text, (f"c:{n}",)) for n, text in enumerate(SAID))


def test_sentences_look_like_the_topic_that_their_vectors_and_words_say() -> None:
    scores = likeness(TYPOLOGY, MODEL, SENTENCES, NEAR)
    assert scores.shape == (3, 2)
    assert scores.argmax(axis=0).tolist() == [0, 1]
    assert scores[2] == pytest.approx(0)


def test_a_topic_counts_the_terms_that_are_said_whole() -> None:
    def likely(*terms: str) -> Vectors:
        return likeness((MONEY, topic("jury", *terms)), MODEL, SENTENCES, NEAR)[:, 1]

    assert likely("comité de sélection") - likely() == pytest.approx([0, np.log(2), 0], abs=1e-5)
    assert likely("Comités de sélection", "dossier") - likely() == pytest.approx([0, np.log(3), 0], abs=1e-5)
    assert likely("comité d’audit", "le la") == pytest.approx(likely())


def test_the_sentences_that_seem_to_treat_a_topic_are_quoted() -> None:
    assert guess(TYPOLOGY, MODEL, SENTENCES, NEAR) == {
        "total_budget": (Quoted("c:0", SAID[0]),),
        "jury": (Quoted("c:1", SAID[1]),),
    }


def test_best_guesses_come_first_and_no_more_than_a_person_reads() -> None:
    many = tuple(replace(SENTENCES[1], targets=(f"c:{n}",)) for n in range(6))
    near = np.array([[0.8, n / 10, 0.0] for n in reversed(range(6))], dtype=np.float32)
    found = guess(TYPOLOGY, MODEL, many, near)["jury"]
    assert [quoted.passage for quoted in found] == [f"c:{n}" for n in reversed(range(6))][:SHOWN]


def test_other_entries_than_sentences_are_no_guess() -> None:
    around = (
        replace(SENTENCES[0], channel=Channel.PASSAGE),
        *SENTENCES[1:],
        replace(SENTENCES[0], channel=Channel.PHRASING),
    )
    assert guess(TYPOLOGY, MODEL, around, NEAR[[0, 1, 2, 0]])["total_budget"] == ()
    assert guess(TYPOLOGY, MODEL, around[-1:], NEAR[:1]) == guess(TYPOLOGY, MODEL, (), NEAR[:0]) == {}


def test_validated_answers_are_no_guess_of_what_the_texts_say() -> None:
    answer = replace(SENTENCES[0], targets=("reponses-validees:7f3a",))
    assert guess(TYPOLOGY, MODEL, (answer, *SENTENCES[1:]), NEAR) == {
        "total_budget": (),
        "jury": (Quoted("c:1", SAID[1]),),
    }


def test_a_validated_answer_to_a_question_comes_before_what_staff_approved_of_the_texts() -> None:
    answer = Treatment(
        "reponse-validee:7f3a", State.STATED, GUESSED, name="x", question="Combien ?", questions=("Quoi ?",)
    )
    texts = replace(STATED, questions=("Combien ?", "Quelle enveloppe ?"))
    found = cover(replace(CORPUS, treatments=(texts, answer)), TYPOLOGY, (), {})
    for question, passages in [
        ("combien", GUESSED),
        ("Quoi ?", GUESSED),
        ("Quelle enveloppe ?", QUOTED),
        (MONEY.question, QUOTED),
    ]:
        assert (one := found.answering(question)), question
        assert (one.passages, one.validated) == (passages, passages == GUESSED)
    assert found.answering("Combien de temps ?") is None


def test_a_coverage_never_leads_out_of_the_texts() -> None:
    known = {passage.id for passage in PASSAGES}
    found = cover(replace(CORPUS, treatments=(STATED,)), TYPOLOGY, [READ], {"jury": GUESSED})
    assert {quoted.passage for one in found.topics for quoted in one.passages} <= known
    assert set(found.settling()) <= known
