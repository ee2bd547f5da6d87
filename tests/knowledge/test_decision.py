import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decision import Answer, Clarification, Handoff, Model, Outcome, Reason, decide, load_model
from knowledge.entries import intents
from knowledge.retrieval import Findings, Neighbour
from knowledge.signals import Signals
from tests.knowledge.drafts import findings, hit, passage

MODEL = load_model()
HITS = (hit(passage("Un jury choisit."), [0.9]),)
TO_A_PERSON = {
    "person": Reason.REQUESTED,
    "personal_file": Reason.PERSONAL_FILE,
    "verdict": Reason.POLICY,
    "manipulation": Reason.UNSAFE,
}
OTHERS = ("greeting", "thanks", "identity", "insult", "distress")

cosines = st.floats(-1, 1)
signals = st.builds(Signals, cosines, cosines, st.floats(0, 1), st.sampled_from([0.0, 1.0]))
neighbours = st.builds(Neighbour, cosines, st.text(), st.sampled_from([*TO_A_PERSON, *OTHERS]))
searches = st.builds(
    findings,
    st.text() | st.sampled_from(["Où en est mon dossier ?", "Le dossier est-il long ?"]),
    st.sampled_from([(), HITS]),
    st.lists(st.builds(Neighbour, cosines, st.text(), st.just("cahier")), max_size=2),
    st.lists(neighbours, max_size=3),
)


def measured(
    nearest: float = 0.9, elsewhere: float = 0.8, covered: float = 1.0, lacking: float = 0.0
) -> Signals:
    return Signals(nearest, elsewhere, covered, lacking)


def model(confidence: float) -> Model:
    """Return a model that always says `confidence`, with round thresholds."""
    bias = math.log(confidence / (1 - confidence))
    return Model({}, bias, answer=0.6, offer=0.4, scope=0.2, sure=0.95, likely=0.85)


@given(searches, signals)
def test_every_search_has_an_outcome_and_only_hits_are_answered_from(
    found: Findings, measures: Signals
) -> None:
    outcome = decide(found, measures, MODEL)
    assert isinstance(outcome, Answer | Clarification | Handoff)
    assert 0 <= outcome.confidence <= 1
    assert not isinstance(outcome, Answer) or (found.hits and outcome.confidence >= MODEL.answer)
    assert outcome == decide(found, measures, MODEL)


@pytest.mark.parametrize(("intent", "reason"), TO_A_PERSON.items())
@given(signals, cosines)
def test_what_only_a_person_may_treat_is_never_answered(
    intent: str, reason: Reason, measures: Signals, near: float
) -> None:
    found = findings("Où en est mon dossier ?", HITS, intents=[Neighbour(near, "", intent)])
    outcome = decide(found, measures, MODEL)
    if near >= MODEL.sure or (near >= MODEL.likely and near > measures.nearest):
        assert outcome == Handoff(reason, MODEL.confidence(measures))
    else:
        assert outcome == decide(findings("Où en est mon dossier ?", HITS), measures, MODEL)


@given(signals)
def test_confidence_is_a_probability(measures: Signals) -> None:
    assert 0 <= MODEL.confidence(measures) <= 1


@given(signals, cosines, cosines)
def test_confidence_grows_with_how_much_nearer_the_texts_are(
    measures: Signals, nearest: float, elsewhere: float
) -> None:
    other = Signals(nearest, elsewhere, measures.covered, measures.lacking)
    lower, higher = sorted((measures, other), key=lambda given: given.values()["nearer"])
    assert MODEL.confidence(lower) <= MODEL.confidence(higher)


def test_confidence_falls_for_what_the_texts_lack_and_grows_with_the_words_they_cover() -> None:
    assert MODEL.confidence(measured(lacking=1.0)) < MODEL.confidence(measured())
    assert MODEL.confidence(measured(covered=0.0)) < MODEL.confidence(measured())


def test_a_measure_that_is_no_number_gives_no_confidence() -> None:
    assert MODEL.confidence(measured(nearest=math.nan)) < MODEL.scope


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (0.7, Answer),
        (0.5, Clarification),
        (0.3, Handoff),
        (0.1, Handoff),
    ],
)
def test_the_thresholds_part_answers_from_offers_and_handoffs(
    confidence: float, expected: type[Outcome]
) -> None:
    assert isinstance(decide(findings(hits=HITS), measured(), model(confidence)), expected)


@pytest.mark.parametrize(
    ("confidence", "reason"),
    [(0.9, Reason.MISSING_KNOWLEDGE), (0.3, Reason.MISSING_KNOWLEDGE), (0.1, Reason.OUT_OF_SCOPE)],
)
def test_without_a_hit_a_person_is_told_why(confidence: float, reason: Reason) -> None:
    outcome = decide(findings(), measured(), model(confidence))
    assert isinstance(outcome, Handoff)
    assert outcome.reason is reason
    assert outcome.confidence == pytest.approx(confidence)


def test_an_announced_text_that_is_nearer_is_named() -> None:
    question = "Quelle est la date limite ?"
    announced = findings(question, hits=HITS, topics=[Neighbour(0.92, "date limite", "cahier")])
    confidence = model(0.5).confidence(measured())
    outcome = decide(announced, measured(), model(0.5))
    assert outcome == Handoff(Reason.MISSING_KNOWLEDGE, confidence, "date limite", "cahier")
    assert isinstance(decide(announced, measured(), model(0.7)), Answer)
    assert isinstance(decide(announced, measured(nearest=0.93), model(0.5)), Clarification)


def test_an_announced_text_is_not_named_for_a_topic_that_the_question_does_not_say() -> None:
    found = findings("Quel temps fera-t-il ?", hits=HITS, topics=[Neighbour(0.92, "date limite", "cahier")])
    outcome = decide(found, measured(), model(0.5))
    assert outcome != Handoff(Reason.MISSING_KNOWLEDGE, outcome.confidence, "date limite", "cahier")


@pytest.mark.parametrize("intent", OTHERS)
def test_small_talk_gets_a_word_back(intent: str) -> None:
    outcome = decide(findings(hits=HITS, intents=[Neighbour(1.0, "", intent)]), measured(), model(0.7))
    assert outcome == Clarification(model(0.7).confidence(measured()), intent)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Où en est mon dossier ?", Reason.PERSONAL_FILE),
        ("A-t-on reçu notre dossier ?", Reason.PERSONAL_FILE),
        ("J’attends une réponse", Reason.PERSONAL_FILE),
        ("Que contient le dossier ?", None),
        ("Montrez le dossier", None),
    ],
)
def test_a_question_about_a_file_in_general_is_not_about_ones_own(
    question: str, reason: Reason | None
) -> None:
    found = findings(question, HITS, intents=[Neighbour(0.99, "", "personal_file")])
    outcome = decide(found, measured(), model(0.7))
    assert (outcome.reason if isinstance(outcome, Handoff) else None) == reason


def test_an_intent_that_is_less_near_than_the_texts_is_not_taken() -> None:
    found = findings(hits=HITS, intents=[Neighbour(0.9, "", "person")])
    assert isinstance(decide(found, measured(nearest=0.91), model(0.7)), Answer)
    assert isinstance(decide(found, measured(nearest=0.89), model(0.7)), Handoff)


def test_every_intent_of_the_product_is_tested_here() -> None:
    assert set(intents()) == {*TO_A_PERSON, *OTHERS}


def test_the_shipped_thresholds_are_in_order() -> None:
    assert 0 < MODEL.scope < MODEL.offer < MODEL.answer < 1
    assert 0 < MODEL.likely < MODEL.sure < 1
    assert set(MODEL.weights) == set(measured().values())
    assert MODEL.weights["nearer"] > 0 > MODEL.weights["lacking"]
