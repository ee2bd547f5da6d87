"""Understand a question that leans on the one before it."""

import re
from collections.abc import Sequence

from knowledge.french import stems

_FOLLOWS = re.compile(
    r"^(?:et|mais|ou|donc|sinon|alors|pareil|m[eê]me (?:chose|question)|jusqu|pourquoi|combien"
    r"|lequel|laquelle|lesquels|lesquelles)\b",
    re.IGNORECASE,
)

SHORT = 3
"""Meaningful words up to which a question that opens like a follow-up is one."""


def in_full(question: str, history: Sequence[str]) -> str:
    """Return `question`, after the one it follows if it cannot be understood alone.

    >>> in_full("et pour une association ?", ["Quelle aide pour une commune ?"])
    'Quelle aide pour une commune ? et pour une association ?'
    >>> in_full("Qui peut candidater ?", ["Quelle aide pour une commune ?"])
    'Qui peut candidater ?'
    """
    if history and _FOLLOWS.match(question.strip()) and len(stems(question)) <= SHORT:
        return f"{history[-1].strip()} {question.strip()}"
    return question
