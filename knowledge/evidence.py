"""All that a decision rests on, gathered from a search; nothing of it lets the question be read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.coverage import Coverage
from knowledge.french import fold, stems
from knowledge.lexical import Lexical
from knowledge.preparation import State
from knowledge.retrieval import CITED, Findings
from knowledge.signals import Signals, measure

NEARER = 0.015
"""By how much a topic of an announced document must be nearer than what the texts say."""

_FIRST_PERSON = re.compile(r"\b(?:je|me|moi|mon|ma|mes|nous|notre|nos|on)\b|\b[jm]'")
"""Words without which a question is about a file or a project in general, never about one's own."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found and measured for one question.

    `found` counts the hits. `nearest` is the
    similarity of the nearest sentence. `approved` tells that staff approved the question, word for
    word, for a passage. `intent` is what the question may be instead of one about
    the texts, with the similarity of its nearest phrasing and its probability. `topic` is the
    likeliest topic, with its probability and, if it is certain, what the texts say on it (`state`).
    `announced` is the topic of an announced document that is nearer than any sentence, in that
    document's words, and `document` its identifier. `oneself` tells the first person.
    """

    signals: Signals
    found: int
    nearest: float
    approved: bool = False
    intent: str = ""
    intent_similarity: float = 0.0
    intent_share: float = 0.0
    topic: str = ""
    topic_share: float = 0.0
    state: State | None = None
    announced: str = ""
    document: str = ""
    oneself: bool = False


def gather(findings: Findings, lexical: Lexical, coverage: Coverage, intents: Sequence[str]) -> Evidence:
    """Return the evidence for a decision on what was found; `intents` are the names that are no topic."""
    read = findings.hits
    nearest = max((max(hit.sentence, hit.heading) for hit in read), default=0.0)
    shares = findings.shares
    topics = {label: share for label, share in shares.items() if label not in intents}
    topic = max(topics, key=lambda label: topics[label], default="")
    covered = coverage.of(topic)
    near = findings.intents[0] if findings.intents else None
    announced = _announced(findings, nearest)
    return Evidence(
        signals=measure(findings, lexical, coverage.unsaid()),
        found=len(read),
        approved=any(hit.approved for hit in read[:CITED]),
        nearest=nearest,
        intent=near.target if near else "",
        intent_similarity=near.similarity if near else 0.0,
        intent_share=shares.get(near.target, 0.0) if near else 0.0,
        topic=topic,
        topic_share=topics.get(topic, 0.0),
        state=covered.certain if covered else None,
        announced=announced[0],
        document=announced[1],
        oneself=_FIRST_PERSON.search(fold(findings.question)) is not None,
    )


def _announced(findings: Findings, nearest: float) -> tuple[str, str]:
    """Return the topic that an announced document should treat, nearer than what the texts say, and named."""
    asked = set(stems(findings.explained))
    named = (near for near in findings.announced if asked.intersection(stems(near.text)))
    found = next((near for near in named if near.similarity > nearest + NEARER), None)
    return (found.text, found.target) if found else ("", "")
