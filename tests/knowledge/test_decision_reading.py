import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decision import (
    APPROVED,
    LIFTED_AT_MOST,
    Answer,
    Clarification,
    Handoff,
    Reading,
    Reason,
    decide,
    may_be_read,
)
from knowledge.evidence import Evidence, Read
from knowledge.preparation import State
from knowledge.receipt import Receipt, replay
from tests.knowledge.made_up_receipts import receipt
from tests.knowledge.test_decision import evidence, evidences, model

READING = Reading("openai:m", yes=1.0, unproven=-0.5, no=-2.0, alone=0.7)
HALF = replace(model(0.5), reading=READING)
"""Says 0.5 before anything is read, which is between 0.4, to offer, and 0.6, to answer."""

reads = st.none() | st.sampled_from(Read)


@given(evidences, reads)
def test_without_weights_what_was_read_changes_nothing(found: Evidence, read: Read | None) -> None:
    assert decide(replace(found, read=read), model(0.5)) == decide(found, model(0.5))
    assert not may_be_read(found, model(0.5))


@pytest.mark.parametrize(
    ("read", "kind", "confidence"),
    [
        (Read.YES, Answer, 0.65),
        (Read.UNPROVEN, Handoff, 0.3775),
        (Read.NO, Handoff, 0.1192),
        (None, Clarification, 0.5),
    ],
)
def test_what_was_read_is_added_to_the_logit_and_lifts_so_far_only(
    read: Read | None, kind: type, confidence: float
) -> None:
    outcome = decide(evidence(read=read), HALF)
    assert isinstance(outcome, kind)
    assert outcome.confidence == pytest.approx(confidence, abs=1e-4)


def test_a_small_lift_is_what_was_fitted() -> None:
    small = replace(HALF, reading=replace(READING, yes=0.2))
    assert decide(evidence(read=Read.YES), small).confidence == pytest.approx(0.5498, abs=1e-4)


@pytest.mark.parametrize(
    ("unread", "answer", "answered"),
    [(0.71, 0.85, True), (0.69, 0.85, False), (0.41, 0.41, True), (0.41, 0.5, True), (0.39, 0.4, False)],
)
def test_a_reader_that_says_yes_to_all_is_believed_so_far_only(
    unread: float, answer: float, answered: bool
) -> None:
    liar = replace(model(unread), answer=answer, reading=replace(READING, yes=99.0))
    assert isinstance(decide(evidence(read=Read.YES), liar), Answer) is answered


@given(evidences, reads, st.floats(), st.floats(), st.floats(), st.floats(0.01, 0.99))
def test_whatever_was_fitted_only_a_yes_lifts_and_so_far_only(
    found: Evidence, read: Read | None, yes: float, unproven: float, no: float, unread: float
) -> None:
    weighed = replace(model(unread), reading=Reading("openai:m", yes, unproven, no, alone=0.6))
    confidence = weighed.confidence(found.signals, read)
    before = weighed.confidence(found.signals)
    assert 0 <= confidence <= before + (LIFTED_AT_MOST if read is Read.YES else 0)
    assert confidence >= before or read in (Read.UNPROVEN, Read.NO)
    settled = decide(found, replace(weighed, reading=None))
    if isinstance(decide(replace(found, read=read), weighed), Answer) and not isinstance(settled, Answer):
        assert read is Read.YES and before >= max(weighed.offer, weighed.answer - LIFTED_AT_MOST) - 1e-9


@pytest.mark.parametrize("read", [*Read, None])
def test_what_was_lifted_within_the_bound_is_replayed_as_it_was(read: Read | None) -> None:
    found = evidence(read=read)
    given = receipt(evidence=found, model=HALF, outcome=decide(found, HALF))
    kept = Receipt.from_json(json.loads(json.dumps(given.as_json())))
    assert replay(kept) == given.outcome


def test_a_weight_that_is_no_number_is_the_worst() -> None:
    broken = replace(HALF, reading=Reading("openai:m", *[math.nan] * 3))
    assert broken.confidence(evidence().signals, Read.YES) == 0.5
    assert broken.confidence(evidence().signals, Read.NO) < 1e-9


def test_a_reading_that_failed_never_makes_an_answer_easier() -> None:
    sure = replace(model(0.65), reading=READING)
    assert isinstance(decide(evidence(), sure), Clarification)
    assert isinstance(decide(evidence(), replace(sure, reading=None)), Answer)
    assert isinstance(decide(evidence(), sure.answering_from(0.6)), Answer)
    never = replace(model(0.99), reading=Reading("openai:m", 1.0, 0.0, 0.0))
    assert isinstance(decide(evidence(), never), Clarification)


@given(evidences, st.sampled_from(Read))
def test_what_may_not_be_read_is_decided_as_if_nothing_was(found: Evidence, read: Read) -> None:
    if not may_be_read(found, HALF):
        assert decide(replace(found, read=read), HALF) == decide(found, HALF)


@given(evidences, st.floats(0, 1))
def test_whether_to_read_does_not_depend_on_the_threshold(found: Evidence, threshold: float) -> None:
    assert may_be_read(found, HALF) == may_be_read(found, HALF.answering_from(threshold))


@given(evidences)
def test_more_that_was_read_never_leads_further_from_an_answer(found: Evidence) -> None:
    outcomes = [decide(replace(found, read=read), HALF) for read in (Read.NO, Read.UNPROVEN, Read.YES)]
    answered = [isinstance(outcome, Answer) for outcome in outcomes]
    assert answered == sorted(answered)


@pytest.mark.parametrize(
    "found",
    [
        evidence(approved=True),
        evidence(intent="person", intent_similarity=0.99, topic_share=0.0),
        evidence(intent="greeting", intent_similarity=0.99),
        evidence(state=State.NOT_STATED, topic_share=0.8),
        evidence(state=State.CONFLICTING, topic_share=0.8),
        evidence(adrift=True),
        evidence(announced="date limite", document="cahier"),
        evidence(found=0),
    ],
    ids=["approved", "person", "greeting", "not stated", "conflicting", "adrift", "announced", "nothing"],
)
def test_no_reading_is_asked_where_something_else_decides(found: Evidence) -> None:
    assert may_be_read(evidence(), HALF)
    assert not may_be_read(found, HALF)
    assert decide(replace(found, read=Read.YES), HALF) == decide(found, HALF)


def test_nothing_is_read_below_the_confidence_from_which_passages_are_shown() -> None:
    assert not may_be_read(evidence(), replace(model(0.39), reading=READING))


def test_what_staff_approved_is_answered_whatever_was_read() -> None:
    assert decide(evidence(approved=True, read=Read.NO), HALF) == Answer(APPROVED)


def test_passages_that_do_not_answer_are_missing_knowledge_not_another_subject() -> None:
    outcome = decide(evidence(read=Read.NO), HALF)
    assert isinstance(outcome, Handoff)
    assert outcome.reason is Reason.MISSING_KNOWLEDGE
