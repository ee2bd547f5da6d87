"""What staff approve before a call opens: what its texts say on each topic, which questions they answer."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Whether the texts say what applicants ask on a topic."""

    STATED = "stated"
    PARTLY = "partly"
    NOT_STATED = "not_stated"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A literal piece of one passage."""

    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the texts of a call say on a topic, of the typology or of the call's own.

    `passages` are what they say, the highest authority first, none if `NOT_STATED`. `value` is the
    piece of the first quotation that is the fact itself, for a topic that is a key fact. `missing`
    says what the texts leave out, as a noun phrase; `announced` is the expected document that should
    say it, or "". `questions` are approved ones that the passages answer. `name` and `question` are
    those of a topic that the typology has not; they are "" for one that it has.
    """

    topic: str
    state: State
    passages: tuple[Quoted, ...] = ()
    value: str = ""
    missing: str = ""
    announced: str = ""
    questions: tuple[str, ...] = ()
    name: str = ""
    question: str = ""
