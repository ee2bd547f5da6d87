"""A language model for tests: it says what it was told to, one answer after the other."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.chat.values import Completion, Request, Usage
from knowledge.errors import ModelUnavailable

Answer = str | Completion | ModelUnavailable | Callable[[Request], str]
"""What it says: a text, a whole completion, an outage, or what is made of the request."""


@dataclass(slots=True)
class ScriptedChat:
    """Gives `answers` in turn, the last one for ever; keeps the requests and how long each could wait."""

    answers: Sequence[Answer]
    name: str = "openai:scripted"
    requests: list[Request] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def ask(self, request: Request, within: float) -> Completion:
        """Give the next answer.

        Raises:
            ModelUnavailable: the script says so.
        """
        self.requests.append(request)
        self.waits.append(within)
        said = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(said, ModelUnavailable):
            raise said
        if isinstance(said, Completion):
            return said
        text = said if isinstance(said, str) else said(request)
        return Completion(text, self.name, Usage(len(request.turns[-1].text) // 4, len(text) // 4), 0.01)


def down(name: str = "openai:scripted") -> ModelUnavailable:
    """Return the outage of a model that does not answer."""
    return ModelUnavailable(name, "pas de réponse")


def proposing(*sentences: tuple[str, Iterable[str]], missing: str = "") -> str:
    """Return the JSON of a proposal: each sentence with the keys of its passages."""
    given = [{"passages": list(keys), "text": text} for text, keys in sentences]
    return json.dumps({"sentences": given, "missing": missing}, ensure_ascii=False)
