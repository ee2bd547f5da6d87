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
    if not _follows(question):
        return question
    alone = (earlier for earlier in reversed(history) if len(earlier) <= longest and not _follows(earlier))
    return f"{next(alone, '').strip()} {question.strip()}".strip()


def _follows(question: str) -> bool:
    asked, said = question.strip(), len(stems(question))
    leans = _FOLLOWS.match(asked) is not None and said <= SHORT
    return leans or (_ALONE.match(asked) is not None and said <= 1)
