"""Ask a language model which questions a passage answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.chat.values import ChatModel
from knowledge.writing.likely_checks import fit
from knowledge.writing.model_json import object_of
from knowledge.writing.prompts_likely import MOST, likely_prompts, likely_request

READ = 4_000
"""Characters from which what a model wrote is not read: a few questions are far shorter."""


@dataclass(frozen=True, slots=True)
class LikelyQuestions:
    """Asks for the questions of passages, one after the other, while an ingest has time for it.

    A request may take `each` seconds, all of them `whole`; with 0 the model is not asked, and only
    what it proposed before counts.
    """

    chat: ChatModel
    each: float = 20.0
    whole: float = 900.0
    clock: Callable[[], float] = time.monotonic

    @property
    def maker(self) -> str:
        """What the questions are kept under: another model, or other words to it, proposes others."""
        return f"{self.chat.name[:200]} {likely_prompts()}"

    def of(self, text: str, within: float) -> tuple[str, ...]:
        """Return the questions that a text may answer, checked; none if the model wrote nothing of use.

        Raises:
            ModelUnavailable: it did not answer in `within` seconds, or at all.
        """
        completion = self.chat.ask(likely_request(text), min(within, self.each))
        return fit(read_questions(completion.text)[:MOST], text)


def read_questions(text: str) -> tuple[str, ...]:
    """Return the questions of the object that a model wrote, none if it is another one, or cut.

    >>> read_questions('{"questions": ["Qui choisit ?", 3]}'), read_questions('{"questions": ["Qui')
    (('Qui choisit ?',), ())
    """
    try:
        questions = object_of(text, READ).get("questions")
    except ValueError:
        return ()
    return tuple(one for one in questions if isinstance(one, str)) if isinstance(questions, list) else ()
