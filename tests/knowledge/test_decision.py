import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calibration import fingerprint
from knowledge.decision import (
    APPROVED,
    Answer,
    Clarification,
    Handoff,
    Model,
    Outcome,
    Reason,
    decide,
    load_model,
    trained_on,
)
from knowledge.entries import intents
from knowledge.evidence import Evidence
from knowledge.preparation import State
from knowledge.signals import Signals

SHIPPED = load_model()
HANDED_OFF = {
    "person": Reason.REQUESTED,
    "personal_file": Reason.PERSONAL_FILE,
    "verdict": Reason.POLICY,
    "manipulation": Reason.UNSAFE,
    "off_topic": Reason.OUT_OF_SCOPE,
}
ANSWERED_BACK = ("greeting", "thanks", "identity", "insult", "distress")
INTENTS = (*HANDED_OFF, *ANSWERED_BACK)
QUESTIONS = Path(__file__).parents[1] / "questions"

BEST = Signals(
    gathered=1, lexical=20, distinct=0.5, asked=0, holds=0, holds_nearest=0,
    lacking=0, person=0, margin=5, agreed=1, settled=0,
)  # fmt: skip

anything = st.floats()
shares = st.floats(0, 1)
cosines = st.floats(-1, 1)
signals = st.builds(Signals, **dict.fromkeys(Signals.__dataclass_fields__, anything))
evidences = st.builds(
    Evidence,
    signals=signals,
    found=st.integers(0, 12),
    nearest=cosines,
    approved=st.booleans(),
    intent=st.sampled_from(["", *INTENTS]),
    intent_similarity=cosines,
    intent_share=shares,
    topic=st.sampled_from(["", "jury"]),
    topic_share=shares,
    state=st.none() | st.sampled_from(State),
    announced=st.sampled_from(["", "date limite"]),
    document=st.sampled_from(["", "cahier"]),
    oneself=st.booleans(),
)


def model(confidence: float) -> Model:
    """Return a model that always says `confidence`, with round thresholds."""
    return Model(
        weights={},
        bias=math.log(confidence / (1 - confidence)),
        ranking={},
        answer=0.6,
        offer=0.4,
        scope=0.2,
        sure=0.95,
        likely=0.85,
        intent=0.5,
        topic=0.7,
    )


def evidence(**rest: object) -> Evidence:
    """Return the evidence of a question whose answer was found, or as said."""
    return replace(Evidence(signals=BEST, found=3, nearest=0.9, topic="jury"), **rest)  # type: ignore[arg-type]  # of the test's choice


@given(evidences)
def test_every_question_has_an_outcome_and_only_what_was_found_is_answered(found: Evidence) -> None:
    outcome = decide(found, SHIPPED)
    assert isinstance(outcome, Answer | Clarification | Handoff)
    assert 0 <= outcome.confidence <= 1
    assert outcome == decide(found, SHIPPED)
    if isinstance(outcome, Answer) and not found.approved:
        assert found.found and outcome.confidence >= SHIPPED.answer


@given(signals, st.dictionaries(st.sampled_from(list(Signals.__dataclass_fields__)), anything), anything)
def test_confidence_is_a_probability_whatever_the_signals(
    measures: Signals, weights: dict[str, float], bias: float
) -> None:
    assert 0 <= SHIPPED.confidence(measures) <= 1
    assert 0 <= replace(SHIPPED, weights=weights, bias=bias).confidence(measures) <= 1


@pytest.mark.parametrize("name", SHIPPED.weights)
def test_a_measure_that_is_no_number_gives_no_confidence(name: str) -> None:
    broken = replace(BEST, **{name: math.nan})
    assert SHIPPED.confidence(broken) < SHIPPED.scope
    assert isinstance(decide(evidence(signals=broken), SHIPPED), Handoff)


@pytest.mark.parametrize(
    ("confidence", "expected"), [(0.7, Answer), (0.5, Clarification), (0.3, Handoff), (0.1, Handoff)]
)
def test_the_thresholds_part_answers_from_offers_and_handoffs(
    confidence: float, expected: type[Outcome]
) -> None:
    assert isinstance(decide(evidence(), model(confidence)), expected)


def test_another_threshold_changes_answers_and_nothing_else() -> None:
    stricter = model(0.7).answering_from(0.8)
    assert replace(stricter, answer=model(0.7).answer) == model(0.7)
    assert isinstance(decide(evidence(), stricter), Clarification)
    assert isinstance(decide(evidence(), model(0.5).answering_from(0.45)), Answer)


@pytest.mark.parametrize(
    ("confidence", "settled", "gathered", "share", "reason"),
    [
        (0.9, 0.0, 1.0, 0.0, Reason.MISSING_KNOWLEDGE),
        (0.3, 0.0, 1.0, 0.0, Reason.MISSING_KNOWLEDGE),
        (0.3, 0.69, 1.0, 0.0, Reason.MISSING_KNOWLEDGE),
        (0.3, 0.7, 1.0, 0.0, Reason.LOW_CONFIDENCE),
        (0.3, 0.7, 0.0, 0.89, Reason.OUT_OF_SCOPE),
        (0.1, 0.7, 1.0, 0.69, Reason.OUT_OF_SCOPE),
        (0.1, 0.0, 1.0, 0.7, Reason.MISSING_KNOWLEDGE),
        (0.1, 0.0, 0.0, 0.9, Reason.MISSING_KNOWLEDGE),
        (0.1, 0.7, 0.0, 0.9, Reason.LOW_CONFIDENCE),
    ],
)
def test_without_a_hit_a_person_is_told_why(
    confidence: float, settled: float, gathered: float, share: float, reason: Reason
) -> None:
    measures = replace(BEST, settled=settled, gathered=gathered, lexical=gathered)
    outcome = decide(evidence(found=0, signals=measures, topic_share=share), model(confidence))
    assert isinstance(outcome, Handoff)
    assert outcome.reason is reason
    assert outcome.confidence == pytest.approx(confidence)


def test_what_staff_approved_is_answered_whatever_was_measured() -> None:
    for confidence in (0.1, 0.9):
        for intent in ("", *INTENTS):
            approved = evidence(approved=True, intent=intent, intent_similarity=1.0, oneself=True)
            assert decide(approved, model(confidence)) == Answer(APPROVED)


class TestIntents:
    """What is not to be answered from the texts is recognised, and goes where it must."""

    @pytest.mark.parametrize(("intent", "reason"), HANDED_OFF.items())
    @given(found=evidences)
    def test_what_only_a_person_may_treat_is_never_answered(
        self, intent: str, reason: Reason, found: Evidence
    ) -> None:
        found = replace(found, intent=intent, approved=False, oneself=True, topic_share=0.0)
        outcome = decide(found, SHIPPED)
        surely = found.intent_similarity >= SHIPPED.sure or found.intent_share >= SHIPPED.intent
        nearer = found.intent_similarity >= SHIPPED.likely and found.intent_similarity > found.nearest
        confidence = SHIPPED.confidence(found.signals)
        if (surely or nearer) and not (intent == "off_topic" and confidence >= SHIPPED.offer):
            assert outcome == Handoff(reason, confidence)
        else:
            assert outcome == decide(replace(found, intent=""), SHIPPED)

    @pytest.mark.parametrize("intent", ANSWERED_BACK)
    def test_small_talk_gets_a_word_back(self, intent: str) -> None:
        found = evidence(intent=intent, intent_similarity=1.0, hurt=True)
        assert decide(found, model(0.7)) == Clarification(model(0.7).confidence(BEST), intent)

    @pytest.mark.parametrize("intent", ["distress", "insult"])
    def test_nobody_is_sent_for_help_or_scolded_for_a_likeness(self, intent: str) -> None:
        likely = evidence(intent=intent, intent_similarity=0.94, nearest=0.5, hurt=True)
        unsaid = evidence(intent=intent, intent_similarity=1.0, hurt=False)
        assert isinstance(decide(likely, model(0.7)), Answer)
        assert isinstance(decide(unsaid, model(0.7)), Answer)

    def test_a_question_about_another_edition_is_never_answered(self) -> None:
        assert isinstance(decide(evidence(), model(0.7)), Answer)
        assert isinstance(decide(evidence(adrift=True), model(0.7)), Clarification)

    def test_a_promise_that_may_be_asked_is_refused_beside_the_passages(self) -> None:
        near = evidence(intent="verdict", intent_similarity=0.9, nearest=0.95, oneself=True)
        assert decide(near, model(0.5)) == Clarification(model(0.5).confidence(BEST), verdict=True)
        assert decide(replace(near, oneself=False), model(0.5)) == Clarification(model(0.5).confidence(BEST))

    @pytest.mark.parametrize("intent", ["personal_file", "verdict"])
    def test_a_question_about_files_in_general_is_not_about_ones_own(self, intent: str) -> None:
        found = evidence(intent=intent, intent_similarity=0.99, intent_share=0.9)
        assert isinstance(decide(replace(found, oneself=True), model(0.7)), Handoff)
        assert isinstance(decide(found, model(0.7)), Answer)

    @pytest.mark.parametrize("intent", ["personal_file", "verdict"])
    def test_a_question_that_is_rather_about_a_topic_is_not_about_ones_own_file(self, intent: str) -> None:
        found = evidence(intent=intent, intent_similarity=0.94, intent_share=0.3, oneself=True)
        assert isinstance(decide(replace(found, topic_share=0.31), model(0.7)), Answer)
        assert isinstance(decide(replace(found, topic_share=0.29), model(0.7)), Handoff)

    @pytest.mark.parametrize("intent", ["manipulation", "person"])
    def test_other_intents_need_no_first_person_and_no_share(self, intent: str) -> None:
        found = evidence(intent=intent, intent_similarity=0.99, topic_share=0.9)
        assert decide(found, model(0.7)) == Handoff(HANDED_OFF[intent], model(0.7).confidence(BEST))

    def test_an_intent_that_is_less_near_than_the_texts_is_not_taken(self) -> None:
        found = evidence(intent="person", intent_similarity=0.9)
        assert isinstance(decide(replace(found, nearest=0.91), model(0.7)), Answer)
        assert isinstance(decide(replace(found, nearest=0.89), model(0.7)), Handoff)

    @pytest.mark.parametrize(
        ("similarity", "share", "taken"),
        [(0.95, 0.0, True), (0.94, 0.0, False), (0.5, 0.5, True), (0.5, 0.49, False)],
    )
    def test_a_sure_intent_is_taken_however_near_the_texts(
        self, similarity: float, share: float, taken: bool
    ) -> None:
        found = evidence(intent="person", intent_similarity=similarity, intent_share=share, nearest=1.0)
        assert isinstance(decide(found, model(0.7)), Handoff) is taken

    @pytest.mark.parametrize(("confidence", "reason"), [(0.7, None), (0.5, None), (0.3, Reason.OUT_OF_SCOPE)])
    def test_what_the_texts_answer_is_not_off_topic(self, confidence: float, reason: Reason | None) -> None:
        found = evidence(intent="off_topic", intent_similarity=1.0)
        outcome = decide(found, model(confidence))
        assert (outcome.reason if isinstance(outcome, Handoff) else None) == reason

    def test_an_intent_comes_before_what_the_texts_do_not_say(self) -> None:
        found = evidence(
            intent="distress", intent_share=0.9, topic_share=0.9, state=State.NOT_STATED, announced="jury",
            hurt=True,
        )  # fmt: skip
        assert isinstance(decide(found, model(0.7)), Clarification)

    def test_every_intent_of_the_product_is_tested_here(self) -> None:
        assert set(intents()) == set(INTENTS)


class TestTopics:
    """What the texts are known not to say, or to say in two ways, is never answered."""

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (State.NOT_STATED, Reason.MISSING_KNOWLEDGE),
            (State.CONFLICTING, Reason.CONFLICTING_TEXTS),
            (State.STATED, None),
            (State.PARTLY, None),
            (None, None),
        ],
    )
    def test_a_topic_that_the_texts_leave_out_or_contradict_goes_to_a_person(
        self, state: State | None, reason: Reason | None
    ) -> None:
        outcome = decide(evidence(topic_share=0.7, state=state), model(0.9))
        expected = Handoff(reason, outcome.confidence, "jury") if reason else Answer(outcome.confidence)
        assert outcome == expected

    @given(evidences.filter(lambda found: not found.approved), shares)
    def test_what_is_certainly_unsaid_is_never_answered(self, found: Evidence, share: float) -> None:
        for state in (State.NOT_STATED, State.CONFLICTING):
            outcome = decide(replace(found, state=state, topic_share=share), SHIPPED)
            assert share < SHIPPED.topic or not isinstance(outcome, Answer)

    @pytest.mark.parametrize("state", [State.NOT_STATED, State.CONFLICTING])
    def test_a_topic_that_is_not_likely_enough_decides_nothing(self, state: State) -> None:
        assert isinstance(decide(evidence(topic_share=0.69, state=state), model(0.9)), Answer)

    def test_the_document_that_should_say_it_is_named(self) -> None:
        found = evidence(
            topic_share=0.9, state=State.NOT_STATED, announced="composition du jury", document="cahier"
        )
        outcome = decide(found, model(0.9))
        assert outcome == Handoff(
            Reason.MISSING_KNOWLEDGE, outcome.confidence, "jury", "composition du jury", "cahier"
        )


class TestAnnounced:
    FOUND = evidence(announced="date limite", document="cahier", nearest=0.8)

    @pytest.mark.parametrize("confidence", [0.1, 0.3, 0.5])
    def test_an_announced_text_that_is_nearer_is_named(self, confidence: float) -> None:
        outcome = decide(self.FOUND, model(confidence))
        assert outcome == Handoff(Reason.MISSING_KNOWLEDGE, outcome.confidence, None, "date limite", "cahier")

    def test_it_does_not_take_the_place_of_an_answer(self) -> None:
        assert isinstance(decide(self.FOUND, model(0.7)), Answer)
        assert isinstance(decide(replace(self.FOUND, announced=""), model(0.5)), Clarification)


class TestShipped:
    def test_its_thresholds_are_in_order(self) -> None:
        assert 0 < SHIPPED.scope < SHIPPED.offer < SHIPPED.answer < APPROVED < 1
        assert 0 < SHIPPED.likely < SHIPPED.sure < 1
        assert 0 < SHIPPED.topic < 1
        assert 0 < SHIPPED.intent < 1

    def test_it_weighs_signals_that_there_are(self) -> None:
        assert {"distinct", "lacking", "settled"} <= set(SHIPPED.weights)
        assert set(SHIPPED.weights) <= set(Signals.__dataclass_fields__)

    @pytest.mark.parametrize(("name", "better"), [("distinct", True), ("settled", True), ("lacking", False)])
    def test_confidence_goes_the_way_that_a_signal_means(self, name: str, better: bool) -> None:
        doubtful = replace(BEST, distinct=0.4)
        low, high = (SHIPPED.confidence(replace(doubtful, **{name: value})) for value in (0.3, 0.6))
        assert (high > low) is better

    def test_no_question_that_certifies_it_was_among_those_that_it_was_fitted_on(self) -> None:
        certifying = {
            fingerprint(json.loads(line)["question"])
            for file in QUESTIONS.glob("*-certify.jsonl")
            for line in file.read_text(encoding="utf-8").splitlines()
        }
        assert certifying
        assert trained_on()
        assert trained_on().isdisjoint(certifying)
