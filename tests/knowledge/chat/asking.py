"""Requests, and a model that does what its test says, for the layers around a model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.chat.values import Completion, Request, Role, Turn, Usage, Use

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
}


def request(question: str = "Qui peut candidater ?", longest: int = 100, use: Use = Use.ANSWERS) -> Request:
    turns = (Turn(Role.SYSTEM, "Répondez en JSON."), Turn(Role.USER, question))
    return Request(use, turns, SCHEMA, longest)


def completion(text: str = "{}", cut: bool = False) -> Completion:
    return Completion(text, "menteur", Usage(11, 7), 0.5, cut)


@dataclass
class FakeChat:
    """Does the next thing of its list at each request, the last one for ever: an answer, or an error."""

    does: list[Callable[[], Completion]]
    name: str = "openai:menteur"
    asked: list[tuple[Request, float]] = field(default_factory=list)

    def ask(self, request: Request, within: float) -> Completion:
        self.asked.append((request, within))
        return self.does[min(len(self.asked), len(self.does)) - 1]()


def fails(error: Exception) -> Callable[[], Completion]:
    def fail() -> Completion:
        raise error

    return fail


@dataclass
class Clock:
    """A clock that only sleeping moves."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
