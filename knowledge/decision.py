"""Decide what to do with a question: answer, offer passages, or hand off to a person and say why."""

import json
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from knowledge.french import fold, stems
from knowledge.retrieval import Findings, Neighbour
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
    """Not sure enough: offer the nearest passages, or say how to ask (`intent`)."""

    confidence: float
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """Leave it to a person; `topic` is what an announced document, `document`, should say."""

    reason: Reason
    confidence: float
    topic: str | None = None
    document: str | None = None


Outcome = Answer | Clarification | Handoff


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over the signals, and the thresholds on its probability.

    From `answer` up the draft is given; from `offer` up its passages are only offered; below
    `scope` the question is taken to be about something else. `sure` is the similarity from which
    an intent is recognised whatever the passages, `likely` if it is nearer than any sentence.
    """

    weights: dict[str, float]
    bias: float
    answer: float
    offer: float
    scope: float
    sure: float
    likely: float

    def confidence(self, signals: Signals) -> float:
        """Return the probability, between 0 and 1, that the passages found hold the answer."""
        values = signals.values()
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        # In this order what is no number counts as the worst: a failing measure goes to a person.
        return 1 / (1 + math.exp(-min(30.0, max(-30.0, total))))


_INTENTS = {
    "person": Reason.REQUESTED,
    "personal_file": Reason.PERSONAL_FILE,
    "verdict": Reason.POLICY,
    "manipulation": Reason.UNSAFE,
}
"""Intents that go to a person; the others get a clerk's word and an open question."""

_ABOUT_ONESELF = ("personal_file", "verdict")
_FIRST_PERSON = re.compile(r"\b(?:je|me|moi|mon|ma|mes|nous|notre|nos|on)\b|\b[jm]'")
"""Words without which a question is about a file or a project in general, never about one's own."""


def load_model() -> Model:
    """Return the model shipped with the product, fitted by tests/benchmarks/fit_decision.py."""
    data = json.loads(files("knowledge").joinpath("decision.json").read_text(encoding="utf-8"))
    return Model(weights=data["weights"], bias=data["bias"], **data["thresholds"])


def decide(findings: Findings, signals: Signals, model: Model) -> Outcome:
    """Return the outcome for a question, from what was found and measured; no I/O, no clock."""
    confidence = model.confidence(signals)
    intent = _intent(findings, signals, model)
    if intent in _INTENTS:
        return Handoff(_INTENTS[intent], confidence)
    if intent:
        return Clarification(confidence, intent)
    if findings.hits and confidence >= model.answer:
        return Answer(confidence)
    if announced := _announced(findings, signals):
        return Handoff(Reason.MISSING_KNOWLEDGE, confidence, announced.text, announced.target)
    if findings.hits and confidence >= model.offer:
        return Clarification(confidence)
    elsewhere = confidence < model.scope or not signals.covered
    return Handoff(Reason.OUT_OF_SCOPE if elsewhere else Reason.MISSING_KNOWLEDGE, confidence)


def _intent(findings: Findings, signals: Signals, model: Model) -> str | None:
    """Return the intent that the question most resembles, if it resembles it enough."""
    if not findings.intents:
        return None
    near = findings.intents[0]
    if near.target in _ABOUT_ONESELF and not _FIRST_PERSON.search(fold(findings.question)):
        return None
    nearer = near.similarity >= model.likely and near.similarity > signals.nearest
    return near.target if nearer or near.similarity >= model.sure else None


def _announced(findings: Findings, signals: Signals) -> Neighbour | None:
    """Return the topic of the document that should answer: nearer than what the texts say, and named."""
    asked = set(stems(findings.explained))
    named = (near for near in findings.topics if asked.intersection(stems(near.text)))
    return next((near for near in named if near.similarity > signals.nearest), None)
