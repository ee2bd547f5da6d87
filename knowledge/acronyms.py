"""Find the acronym that a corpus is about: "pôles territoriaux de coopération économique (PTCE)"."""

import re
from collections import Counter
from collections.abc import Iterable

from knowledge.french import STOP_WORDS, fold

_DEFINED = re.compile(r"((?:[\w’'-]+\s+){2,10})\(([A-Z]{2,6})\)")

FEWEST = 3
"""Uses below which an acronym is not what the texts are about."""


def subject(texts: Iterable[str]) -> tuple[str, str] | None:
    """Return the acronym that `texts` define and use most, with the noun it stands for, or None.

    >>> text = "Les pôles territoriaux de coopération économique (PTCE). Un PTCE. Ce PTCE."
    >>> subject([text])
    ('PTCE', 'pôles')
    """
    everything = "\n".join(texts)
    nouns = {acronym: head(words, acronym) for words, acronym in _DEFINED.findall(everything)}
    uses = Counter(word for word in re.findall(r"\b[A-Z]{2,6}\b", everything) if nouns.get(word))
    most = uses.most_common(1)
    return (most[0][0], nouns[most[0][0]]) if most and most[0][1] >= FEWEST else None


def head(words: str, acronym: str) -> str:
    """Return the first of the words whose initials make `acronym`, the little ones apart, or "".

    >>> head("le développement des pôles territoriaux de coopération économique ", "PTCE")
    'pôles'
    """
    letters = list(fold(acronym))
    for word in reversed(re.split(r"[\s’'-]+", words.strip())):
        if letters and fold(word).startswith(letters[-1]):
            letters.pop()
            if not letters:
                return word
        elif fold(word) not in STOP_WORDS and len(word) > 2:
            return ""
    return ""
