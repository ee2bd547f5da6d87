"""Why something cannot be done with a validated answer, each reason with its French sentence.

AnswerError
├── NotPossible     its state does not allow it
├── OwnAnswer       whoever wrote it cannot approve it
├── Faulty          its words cannot be published as they are
├── Outdated        someone changed it since it was read
└── UnknownAnswer   there is no such answer
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """The part of an answer that a fault is in, named as a form does."""

    QUESTION = "question"
    VARIANTS = "variants"
    TEXT = "text"
    CITATIONS = "citations"
    EXPIRY = "expires_on"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps an answer from being published, and where: one French sentence."""

    field: Field
    said: str


class AnswerError(Exception):
    """Base of the errors of validated answers; the message is one French sentence, for the staff."""


class NotPossible(AnswerError):
    """The state of the answer does not allow it."""


class OwnAnswer(AnswerError):
    """Whoever proposed an answer, or edited it last, cannot approve it."""

    def __init__(self) -> None:
        super().__init__(
            "Vous avez écrit cette réponse : une autre personne doit l’approuver avant qu’elle ne serve."
        )


class Faulty(AnswerError):
    """The words of the answer cannot be published; `faults` say why, in order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.said for fault in self.faults))


class Outdated(AnswerError):
    """Someone changed the answer since it was read; `seen` and `revision` are its numbers then and now."""

    def __init__(self, seen: int, revision: int) -> None:
        self.seen, self.revision = seen, revision
        super().__init__(
            "Cette réponse a changé depuis que vous l’avez ouverte. Relisez-la, puis recommencez."
        )


class UnknownAnswer(AnswerError):
    """There is no answer of this identifier."""

    def __init__(self) -> None:
        super().__init__("Cette réponse n’existe pas.")
