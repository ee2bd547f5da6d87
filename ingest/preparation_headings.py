"""Tell what a heading is about, and whether a topic is: their words, without numbers nor emptiness."""

import re

from knowledge.french import stems
from knowledge.typology import Topic

_PART = r"article|annexe|titre|chapitre|section|partie"
_NUMBER = re.compile(
    rf"(?:(?:{_PART})\s+)?(?:\d+(?:[.-]\d+)*|[ivxlc]+(?:er)?|[a-z])\s*(?:[.):°–—-]+(?:\s+|$)|$)",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    stems(
        "annexe article titre chapitre section partie préambule introduction avant propos contexte objet "
        "présentation sommaire table matières rappel important note divers généralités dispositions "
        "générales cas particuliers conclusion informations complémentaires promotion édition version"
    )
)
"""Words that say nothing of what follows."""

LEAST = 2
"""Words that two names must share: one is a coincidence."""

HALF = 0.5
"""Part of a topic's name that must be found."""


def subject_of(heading: str) -> str:
    """Return a heading without its number, "" if nothing is left that says what it is about.

    >>> subject_of("Article 8 – Engagements des candidats"), subject_of("3.2. Cas particuliers")
    ('Engagements des candidats', '')
    >>> subject_of("TITRE Ier"), subject_of("L’article 5 du projet de loi")
    ('', 'L’article 5 du projet de loi')
    """
    bare = _NUMBER.match(heading.strip())
    subject = " ".join(heading.strip()[bare.end() if bare else 0 :].split()).strip(" .:–—-")
    return subject if any(not stem.isdigit() and stem not in _EMPTY for stem in stems(subject)) else ""


def resemblance(topic: Topic, words: str) -> float:
    """Return the part of a topic's name that `words` share, from 0 to 1, 0 too if they share but a word."""
    name = frozenset(stems(topic.name))
    shared = len(name.intersection(stems(words)))
    return shared / len(name) if shared >= LEAST else 0.0


def names(topic: Topic, subject: str) -> bool:
    """Return whether a heading says a topic: by half of its name, or by an expression for it.

    An expression of one word must be the whole heading.
    """
    said = frozenset(stems(subject))
    expressions = (frozenset(stems(term)) for term in topic.terms)
    if any(
        expression == said or (len(expression) >= LEAST and expression <= said) for expression in expressions
    ):
        return True
    return resemblance(topic, subject) >= HALF
