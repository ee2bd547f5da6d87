"""Write questions as hurried people type them."""

import random
import unicodedata
from collections.abc import Callable

SHARE = 0.3
"""Of questions, those that are written otherwise."""

_SHORT = {
    "est-ce que": "esk", "qu'est-ce que": "kesk", "quelqu'un": "qqn", "quelque chose": "qqch", "pour": "pr",
    "beaucoup": "bcp", "c'est": "c", "pourquoi": "pk", "quand": "qd", "avec": "ac", "toujours": "tjs",
    "dans": "ds", "vous": "vs", "nous": "ns", "quel": "kel", "quelle": "kelle", "combien": "cb",
}  # fmt: skip


def noisy(question: str, chance: random.Random) -> str:
    """Return a question, most often as it is, otherwise changed in one or two ways."""
    if chance.random() > SHARE:
        return question
    for change in chance.sample(_CHANGES, chance.choice((1, 1, 2))):
        question = change(question, chance)
    return question


def unaccented(question: str) -> str:
    """Return a question without its accents.

    >>> unaccented("Où déposer ?")
    'Ou deposer ?'
    """
    return "".join(c for c in unicodedata.normalize("NFD", question) if not unicodedata.combining(c))


def _lower(question: str, _: random.Random) -> str:
    return question.lower()


def _upper(question: str, _: random.Random) -> str:
    return unaccented(question).upper()


def _bare(question: str, _: random.Random) -> str:
    return unaccented(question).rstrip(" ?.!").replace("'", " ")


def _short(question: str, _: random.Random) -> str:
    found = question.lower()
    for long, short in _SHORT.items():
        found = found.replace(long, short)
    return found


def _mistyped(question: str, chance: random.Random) -> str:
    """Drop, double or swap a letter in about one word of six."""
    return " ".join(_slip(word, chance) if len(word) > 4 else word for word in question.split(" "))


def _slip(word: str, chance: random.Random) -> str:
    if chance.random() > 1 / 6:
        return word
    at = chance.randrange(1, len(word) - 1)
    middle = chance.choice(("", word[at] * 2, word[at + 1] + word[at]))
    return word[:at] + middle + word[at + (2 if len(middle) == 2 and middle[0] != middle[1] else 1) :]


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (_lower, _upper, _bare, _short, _mistyped)
