"""Ask a language model whether two questions that are nearly alike ask the same."""

from dataclasses import dataclass

from knowledge.chat.values import ChatModel
from knowledge.french import words
from knowledge.quotes import figures
from knowledge.writing.model_json import object_of
from knowledge.writing.prompts_groups import same_request

READ = 200
"""Characters from which what a model wrote is not read."""


@dataclass(frozen=True, slots=True)
class SameQuestion:
    """Judges pairs of questions; a request may take `seconds`."""

    chat: ChatModel
    seconds: float = 10.0

    def judge(self, one: str, other: str) -> bool:
        """Whether both ask the same: the model says so whichever of them it reads first.

        Two questions with other figures ask two things, whatever it would say. What cannot be read
        counts as no.

        Raises:
            ModelUnavailable: it did not answer in time, or at all.
        """
        if words(one) == words(other):
            return True
        if set(figures(one)) != set(figures(other)):
            return False
        return self._says_so(one, other) and self._says_so(other, one)

    def _says_so(self, one: str, other: str) -> bool:
        return read_same(self.chat.ask(same_request(one, other), self.seconds).text)


def read_same(text: str) -> bool:
    """Whether a model wrote that two questions ask the same, and nothing else.

    >>> read_same('{"same": "oui"}'), read_same('{"same": "non"}'), read_same('{"same": "ou')
    (True, False, False)
    """
    try:
        return object_of(text, READ) == {"same": "oui"}
    except ValueError:
        return False
