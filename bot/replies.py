"""What the assistant replies, on every channel and in the API."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from knowledge.decision import Reason
from knowledge.writing.synthesis import Synthesis

_WITHIN = ("why", "seen")
"""What a reply tells us and nobody else."""

FOR_NOBODY = frozenset({Reason.OUT_OF_SCOPE.value, Reason.UNSAFE.value})
"""Reasons for which staff are not called unless the contact asks: the call is not what was spoken of."""

_LED = ("path", "sheet", "synthesis")
"""What only some replies have: those along the questions on the criteria, those that a model summed up."""


class Decision(StrEnum):
    """The three outcomes of a question."""

    ANSWER = "answer"
    CLARIFICATION = "clarification"
    HANDOFF = "handoff"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A citation as it is shown: an exact `quote`, where it stands, and a link that opens it there.

    `lead` is the literal sentence or header row that introduces the quote and stands before it.
    """

    document: str
    title: str
    kind: str
    status: str
    location: str
    page: int | None
    quote: str
    url: str
    published: str | None = None
    lead: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A passage that was found for a question, cited or not: a literal `quote` of at most 300 characters.

    `score` ranks the passages of one search, and is only comparable within it.
    """

    passage: str
    document: str
    title: str
    location: str
    page: int | None
    quote: str
    score: float
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The assistant's reply to one question.

    `confidence` is between 0 and 1. `suggestions` are questions that it would answer. `receipt` is
    the number under which the decision can be looked up, `topic` what was asked, as a noun phrase,
    if it is clear. `understood` is the question as it was looked up, if the contact's own words lean
    on an earlier one. `why` is what `text` says of a handoff before it says whom to ask.
    `seen` are the passages that were found, the best first; staff are shown them, contacts never are.
    `path` is how far the contact is along the questions on the criteria, and `sheet` what results, both
    as JSON holds them: see `bot.eligibility.path` and `bot.eligibility.shown`. `synthesis` is what a
    language model wrote of the passages cited, sentence by sentence, as `text` begins with it.
    """

    question: str
    decision: Decision
    text: str
    reason: str | None = None
    citations: tuple[Quotation, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    receipt: str | None = None
    topic: str | None = None
    understood: str | None = None
    why: str = ""
    seen: tuple[Seen, ...] = ()
    path: Mapping[str, Any] | None = None
    sheet: Mapping[str, Any] | None = None
    synthesis: Synthesis | None = None

    @property
    def for_staff(self) -> bool:
        """Whether it hands the conversation to the staff."""
        return self.decision is Decision.HANDOFF and self.reason not in FOR_NOBODY

    def as_json(self) -> dict[str, Any]:
        """Return the object that the API and `guichet ask --json` print."""
        fields = {name: value for name, value in asdict(self).items() if name not in _WITHIN}
        led = {name: fields.pop(name) for name in _LED}
        given = {name: value for name, value in led.items() if value is not None}
        return (
            fields
            | given
            | {
                "decision": self.decision.value,
                "confidence": round(self.confidence, 4),
                "citations": [asdict(citation) for citation in self.citations],
                "suggestions": list(self.suggestions),
            }
        )
