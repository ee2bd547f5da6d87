"""Decide what to do with a question: answer, offer passages, or hand off to a person and say why."""

import json
import math
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files

from knowledge.evidence import Evidence, Read
from knowledge.preparation import State
from knowledge.signals import Signals


class Reason(StrEnum):
    """Why a question goes to a person."""

    REQUESTED = "requested"
    MISSING_KNOWLEDGE = "missing_knowledge"
    LOW_CONFIDENCE = "low_confidence"
    OUT_OF_SCOPE = "out_of_scope"
    PERSONAL_FILE = "personal_file"
    CONFLICTING_TEXTS = "conflicting_texts"
    POLICY = "policy"
    UNSAFE = "unsafe"
    TECHNICAL_FAILURE = "technical_failure"


@dataclass(frozen=True, slots=True)
class Answer:
    """The texts answer: give the draft."""

    confidence: float


@dataclass(frozen=True, slots=True)
class Clarification:
    """Not sure enough: offer the nearest passages, or say how to ask (`intent`).

    `verdict` tells that a promise may be asked, which must be refused too.
    """

    confidence: float
    intent: str | None = None
    verdict: bool = False


@dataclass(frozen=True, slots=True)
class Handoff:
    """Leave it to a person.

    `topic` is the one of the typology on which the texts say nothing, or disagree. `announced` is
    what a document that is announced, `document`, should say, in its own words.
    """

    reason: Reason
    confidence: float
    topic: str | None = None
    announced: str | None = None
    document: str | None = None


Outcome = Answer | Clarification | Handoff


@dataclass(frozen=True, slots=True)
class Reading:
    """What is added to the logit of the confidence once the language model `model` has read the passages.

    The weights were fitted on what a model of this name says, and it is trusted no further than
    `LIFTED_AT_MOST`: a yes that its words prove may lift, all else may only lower, whatever was fitted.
    `alone` is the threshold for answers when it was asked and said nothing, so that its failure never
    makes answers easier; none is given from 1.
    """

    model: str
    yes: float
    unproven: float
    no: float
    alone: float = 1.0

    def weight(self, read: Read) -> float:
        """Return what is added for what the model said: 0 or more for a proven yes, else 0 or less."""
        if read is Read.YES:
            return max(0.0, self.yes)
        # In this order what is no number stays none, and counts as the worst.
        return min(self.unproven if read is Read.UNPROVEN else self.no, 0.0)


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over the signals, the weights that rank hits, and thresholds.

    From `answer` up the draft is given; from `offer` up its passages are only offered; below
    `scope` the question is taken to be about something else. `sure` is the similarity from which
    an intent is recognised whatever the passages, `likely` if it is nearer than any sentence, and
    `intent` the probability that does. `topic` is the probability from which a topic is taken to be
    what is asked. `reading` weighs what a language model read, None if none is asked.
    """

    weights: dict[str, float]
    bias: float
    ranking: dict[str, float]
    answer: float
    offer: float
    scope: float
    sure: float
    likely: float
    intent: float
    topic: float
    reading: Reading | None = None

    def confidence(self, signals: Signals, read: Read | None = None) -> float:
        """Return the probability, between 0 and 1, that the passages found hold the answer.

        What was read lifts it by `LIFTED_AT_MOST`, however much the weights say.
        """
        values = signals.values()
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        unread = _probability(total)
        if self.reading is None or read is None:
            return unread
        return min(_probability(total + self.reading.weight(read)), unread + LIFTED_AT_MOST)

    def answering_from(self, threshold: float) -> "Model":
        """Return this model with another threshold for answers, whether something was read or not."""
        reading = replace(self.reading, alone=threshold) if self.reading else None
        return replace(self, answer=threshold, reading=reading)


LIFTED_AT_MOST = 0.15
"""By how much a language model that read the passages may lift a confidence, as a probability.

It bounds what a model does that says yes to everything, changed behind its name, or obeying an order
that hides in a text: what it lifts over the threshold was at most 0.15 below, and never below `offer`,
where nothing is read. At the threshold shipped, 0.85, that is from 0.70, where the texts are still
likelier to answer than not; without a bound it would be from `offer`, where they hardly ever do. A bound
on the confidence, not a rule beside it, is the same while calibrating, whatever threshold comes out.
"""

APPROVED = 0.99
"""Confidence in a passage of which staff said that it answers this very question."""

NEARLY_SURE = 0.9
"""Probability of a topic that counts although no word of the question stands in the passages found."""

_INTENTS = {
    "person": Reason.REQUESTED,
    "personal_file": Reason.PERSONAL_FILE,
    "verdict": Reason.POLICY,
    "manipulation": Reason.UNSAFE,
    "off_topic": Reason.OUT_OF_SCOPE,
}
"""Intents that are handed off; the others get a clerk's word and an open question."""

_ABOUT_ONESELF = ("personal_file", "verdict")
_NEXT_TO_TOPICS = (*_ABOUT_ONESELF, "person", "identity")
"""Intents that share their words with topics: they give way to the likelier of the two."""

_ABOUT_A_PERSON = ("distress", "insult")
"""Intents that are never supposed: a question in text-message spelling may look like any of them."""


def load_model() -> Model:
    """Return the model shipped with the product, fitted by tests/benchmarks/fit_decision.py."""
    data = json.loads(files("knowledge").joinpath("decision.json").read_text(encoding="utf-8"))
    return Model(weights=data["weights"], bias=data["bias"], ranking=data["ranking"], **data["thresholds"])


def trained_on() -> frozenset[str]:
    """Return the fingerprints of the questions that the shipped model was fitted on."""
    data = json.loads(files("knowledge").joinpath("decision.json").read_text(encoding="utf-8"))
    return frozenset(data["trained_on"])


def _probability(logit: float) -> float:
    # In this order what is no number counts as the worst: a failing measure goes to a person.
    return 1 / (1 + math.exp(-min(30.0, max(-30.0, logit))))


def decide(evidence: Evidence, model: Model) -> Outcome:
    """Return the outcome for a question, from what was found and measured; no I/O, no clock."""
    confidence = model.confidence(evidence.signals)
    return _settled(evidence, confidence, model) or _weighed(evidence, confidence, model)


def may_be_read(evidence: Evidence, model: Model) -> bool:
    """Whether a language model may be asked if the passages answer: the confidence alone would decide.

    It never is for what staff approved, an intent, or a topic on which the texts are certain; nor below
    the confidence from which passages are shown. The threshold for answers has no part in it.
    """
    confidence = model.confidence(evidence.signals)
    return _settled(evidence, confidence, model) is None and _readable(evidence, confidence, model)


def _settled(evidence: Evidence, confidence: float, model: Model) -> Outcome | None:
    """Return the outcome that something else than the confidence decides, if anything does."""
    if evidence.approved:
        return Answer(APPROVED)
    intent = _intent(evidence, confidence, model)
    if intent in _INTENTS:
        return Handoff(_INTENTS[intent], confidence)
    if intent:
        return Clarification(confidence, intent)
    return _unsaid(evidence, confidence, model)


def _weighed(evidence: Evidence, unread: float, model: Model) -> Outcome:
    """Return what the confidence decides, after what was read if anything was; `unread` is the one before."""
    readable = _readable(evidence, unread, model)
    confidence = model.confidence(evidence.signals, evidence.read) if readable else unread
    threshold = model.reading.alone if model.reading and readable and not evidence.read else model.answer
    if evidence.found and confidence >= threshold and not _barred(evidence, model):
        return Answer(confidence)
    if evidence.announced:
        return Handoff(Reason.MISSING_KNOWLEDGE, confidence, None, evidence.announced, evidence.document)
    if evidence.found and confidence >= model.offer:
        return Clarification(confidence, verdict=_near_verdict(evidence, model))
    return Handoff(_why(evidence, unread, model), confidence)


def _readable(evidence: Evidence, unread: float, model: Model) -> bool:
    """Whether what a language model read of the passages can change the outcome, and has a weight."""
    open_ = evidence.found > 0 and not evidence.announced and not _barred(evidence, model)
    return model.reading is not None and open_ and unread >= model.offer


def _barred(evidence: Evidence, model: Model) -> bool:
    """Whether no confidence can make up for what is asked."""
    return evidence.adrift or _without_an_answer(evidence, model)


def _intent(evidence: Evidence, confidence: float, model: Model) -> str | None:
    """Return the intent that the question most resembles, if it resembles it enough."""
    surely = evidence.intent_similarity >= model.sure or evidence.intent_share >= model.intent
    if evidence.intent in _ABOUT_A_PERSON:
        return evidence.intent if evidence.intent and surely and evidence.hurt else None
    if evidence.intent in _ABOUT_ONESELF and not evidence.oneself:
        return None
    likelier = evidence.topic_share > evidence.intent_share and evidence.intent_similarity < model.sure
    if evidence.intent in _NEXT_TO_TOPICS and likelier:
        return None
    if evidence.intent == "off_topic" and confidence >= model.offer:
        return None
    nearer = evidence.intent_similarity >= model.likely and evidence.intent_similarity > evidence.nearest
    return evidence.intent if evidence.intent and (nearer or surely) else None


def _without_an_answer(evidence: Evidence, model: Model) -> bool:
    """Whether the texts are certain to say nothing on the topic asked, or to disagree."""
    certain = evidence.state in (State.NOT_STATED, State.CONFLICTING)
    return certain and evidence.topic_share >= model.topic


def _near_verdict(evidence: Evidence, model: Model) -> bool:
    """Whether the question may ask for a promise about oneself."""
    return evidence.oneself and evidence.intent == "verdict" and evidence.intent_similarity >= model.likely


def _unsaid(evidence: Evidence, confidence: float, model: Model) -> Handoff | None:
    """Return the handoff of a topic on which the texts are certain to say nothing, or to disagree."""
    if evidence.topic_share < (model.topic if _shares_words(evidence) else NEARLY_SURE):
        return None
    if evidence.state is State.CONFLICTING:
        return Handoff(Reason.CONFLICTING_TEXTS, confidence, evidence.topic)
    if evidence.state is State.NOT_STATED:
        return Handoff(
            Reason.MISSING_KNOWLEDGE,
            confidence,
            evidence.topic,
            evidence.announced or None,
            evidence.document or None,
        )
    return None


def _why(evidence: Evidence, confidence: float, model: Model) -> Reason:
    """Return why neither an answer nor passages are given."""
    unknown = not _shares_words(evidence) and evidence.topic_share < NEARLY_SURE
    if unknown or (confidence < model.scope and evidence.topic_share < model.topic):
        return Reason.OUT_OF_SCOPE
    settled = evidence.signals.settled >= model.topic
    return Reason.LOW_CONFIDENCE if settled else Reason.MISSING_KNOWLEDGE


def _shares_words(evidence: Evidence) -> bool:
    """Whether some word of the question stands in the passages found."""
    return evidence.signals.lexical > 0 or evidence.signals.gathered > 0
