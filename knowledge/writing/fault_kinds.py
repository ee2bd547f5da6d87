"""Name what can be wrong with a sentence that a model wrote from passages."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """Why a sentence is removed; any of them is enough."""

    UNCITED = "uncited"
    NOT_IN_FORCE = "not_in_force"
    HIDDEN = "hidden"
    MARKUP = "markup"
    LANGUAGE = "language"
    LENGTH = "length"
    FRAGMENT = "fragment"
    QUESTION = "question"
    VERDICT = "verdict"
    MACHINE = "machine"
    MOMENT = "moment"
    FIGURE = "figure"
    ADDRESS = "address"
    NAME = "name"
    NEGATION = "negation"
    EXCEPTION = "exception"
    RESTRICTION = "restriction"
    BOUND = "bound"
    CONDITION = "condition"
    MODALITY = "modality"
    QUANTIFIER = "quantifier"
    SPEAKER = "speaker"
    WORD = "word"
    ORDER = "order"
    LEFT_OUT = "left_out"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the words of the sentence or of the passage that show it."""

    kind: FaultKind
    what: str
