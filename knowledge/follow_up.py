"""Understand a question that leans on the one before it."""

import re
from collections.abc import Sequence

from knowledge.french import stems

_FOLLOWS = re.compile(
    r"^(?:et|mais|donc|sinon|alors|pareil|m[eê]me (?:chose|question)|jusqu"
    r"|lequel|laquelle|lesquels|lesquelles)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"^(?:ou|où|pourquoi|combien)\b", re.IGNORECASE)
"""Openings of a whole question too, which lean on another only when hardly a word comes after."""

_PART = re.compile(
    r"^(?:et|pareil|m[eê]me (?:chose|question))\b(?!\s+(?:qu|comment|combien|où|pourquoi|est-ce|peut|faut))",
    re.IGNORECASE,
)
"""Openings of a piece of a question: "et pour une association ?", not "et qui peut candidater ?"."""

SHORT = 3
"""Meaningful words up to which a question that opens like a follow-up is one."""


def in_full(question: str, history: Sequence[str], longest: int) -> str:
    """Return `question`, after the last one that stands alone if it cannot be understood without it.

    Earlier questions of more than `longest` characters count for nothing.

    >>> in_full("et pour une association ?", ["Quelle aide pour une commune ?", "et pour une région ?"], 200)
    'Quelle aide pour une commune ? et pour une association ?'
    >>> in_full("Qui peut candidater ?", ["Quelle aide pour une commune ?"], 200)
    'Qui peut candidater ?'
    """
    if not leans(question):
        return question
    alone = (earlier for earlier in reversed(history) if len(earlier) <= longest and not leans(earlier))
    return f"{next(alone, '').strip()} {question.strip()}".strip()


def leans(question: str) -> bool:
    """Whether a question may be understood with the one before it only.

    >>> leans("jusqu’à quand ?"), leans("Quand peut-on déposer un dossier ?")
    (True, False)
    """
    said = len(stems(question))
    return (_opens(_FOLLOWS, question) and said <= SHORT) or (_opens(_ALONE, question) and said <= 1)


def says_nothing_alone(question: str) -> bool:
    """Whether a question means nothing at all when none came before it.

    >>> says_nothing_alone("et pour une association ?"), says_nothing_alone("jusqu’à quand ?")
    (True, True)
    >>> says_nothing_alone("Jusqu’à quand candidater ?"), says_nothing_alone("Et qui peut candidater ?")
    (False, False)
    """
    return leans(question) and (_opens(_PART, question) or not stems(question))


def _opens(opening: re.Pattern[str], question: str) -> bool:
    return opening.match(question.strip()) is not None
