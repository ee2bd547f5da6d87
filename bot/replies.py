"""What the assistant replies, on every channel and in the API."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


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
class Reply:
    """The assistant's reply to one question.

    `confidence` is between 0 and 1. `suggestions` are questions that it would answer. `receipt` is
    the number under which the decision can be looked up, `topic` what was asked, as a noun phrase,
    if it is clear.
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

    def as_json(self) -> dict[str, Any]:
        """Return the object that the API and `guichet ask --json` print."""
        return asdict(self) | {
            "decision": self.decision.value,
            "confidence": round(self.confidence, 4),
            "citations": [asdict(citation) for citation in self.citations],
            "suggestions": list(self.suggestions),
        }
