"""What a language model is asked and what it gives back, the same for every provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Use(StrEnum):
    """What a model is asked for; each is a switch of its own, under this word in the settings."""

    ANSWERS = "reponses"
    FOLLOW_UPS = "suites"
    READING = "lecture"
    LIKELY_QUESTIONS = "questions"
    DRAFTS = "brouillons"
    GROUPS = "regroupement"


class Role(StrEnum):
    """Who speaks in what a model is sent: we, who give the rules, or the data that they are about."""

    SYSTEM = "system"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message to a model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model: it must answer with a JSON object of this `schema` (JSON Schema).

    `longest` is how many tokens it may write. Nothing else is ever asked for: no tool, no free text.
    """

    use: Use
    turns: tuple[Turn, ...]
    schema: Mapping[str, Any]
    longest: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a request took; 0 if the provider does not say, or if a cache gave the answer."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, unread and unchecked: `text` may be anything, half of an object too.

    `model` is the name that the provider gives, `seconds` how long it took; `cut` tells that it was
    stopped at a limit of length. `cached` tells that nothing was sent.
    """

    text: str
    model: str
    usage: Usage
    seconds: float
    cut: bool = False
    cached: bool = False


class ChatModel(Protocol):
    """Whatever asks a language model; each layer around one is one too."""

    @property
    def name(self) -> str:
        """The model as it was set, without its address: what calibration is bound to."""

    def ask(self, request: Request, within: float) -> Completion:
        """Ask, and wait `within` seconds at most, retries included; it blocks.

        Raises:
            ModelUnavailable: it did not answer in time, or refused, or is left alone for a while.
        """
