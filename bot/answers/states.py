"""Where a validated answer stands, and what may have happened to it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Whether an answer is given, and why it is not."""

    PROPOSED = "proposed"
    """It waits for the approval of a second person."""
    APPROVED = "approved"
    """It is given to whoever asks, until it expires."""
    FLAGGED = "flagged"
    """The texts do not hold any more what it rests on: it is not given until someone confirms it."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Happened(StrEnum):
    """A step in the life of an answer."""

    PROPOSED = "proposed"
    EDITED = "edited"
    APPROVED = "approved"
    SHORTENED = "shortened"
    FLAGGED = "flagged"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


LABELS: Final[Mapping[State, str]] = {
    State.PROPOSED: "À approuver",
    State.APPROVED: "En service",
    State.FLAGGED: "À confirmer",
    State.EXPIRED: "Expirée",
    State.WITHDRAWN: "Retirée",
}

LISTS: Final[Mapping[State, str]] = {
    State.PROPOSED: "À approuver",
    State.APPROVED: "En service",
    State.FLAGGED: "À confirmer",
    State.EXPIRED: "Expirées",
    State.WITHDRAWN: "Retirées",
}
"""The names of several answers in the same state."""

STEPS: Final[Mapping[Happened, str]] = {
    Happened.PROPOSED: "Proposée",
    Happened.EDITED: "Modifiée",
    Happened.APPROVED: "Approuvée",
    Happened.SHORTENED: "Échéance avancée",
    Happened.FLAGGED: "Suspendue : un texte a changé",
    Happened.EXPIRED: "Expirée",
    Happened.REPLACED: "Remplacée par une autre version",
    Happened.WITHDRAWN: "Retirée",
}
