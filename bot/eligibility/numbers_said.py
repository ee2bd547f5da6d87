"""Reads one number that people write, in figures or in words, and whether they mean it to the unit."""

import re
from decimal import Decimal
from typing import Final

from bot.eligibility.left_over import says_more
from bot.eligibility.numerals import NUMERAL, Numeral, numerals
from knowledge.french import fold

_UNBOUND: Final = re.compile(
    r"\b(?:plus de|plus d|moins de|moins d|au moins|au plus|entre|jusqu'a|minimum|maximum|pas plus)\b"
)
_NOT: Final = re.compile(r"\b(?:non|pas|ni|ne|n|jamais|faux|sauf|aucune?|eme|er|ou)\b|[%/_#°²+=*<>-]")
"""What is left of words that take back what they say, or that are no plain number."""

_FILLERS: Final = re.compile(
    r"\b(?:oui|alors|bonjour|merci|nous|on|je|j|n?y en a|en (?:avons|a|ai|compte)|avons|sommes|est|ai|a"
    r"|c'?est|ce sera(?:it)?|de|d|au total|en tout|euros?|seule?)\b|[\s.,!:;()'€]"
)
_NONE: Final = re.compile(r"(?:aucune?|zero)")
_LOOSE: Final = re.compile(r",\d{3}(?!\d)")
"""A comma that may part thousands, as abroad."""


def number_of(text: str, unit: str = "") -> tuple[str, bool] | None:
    """Return the only number of an answer, its digits, and whether it is to be confirmed.

    None if there is no number, or several, or one that is not wholly read.

    >>> number_of("une douzaine"), number_of("1 500,5"), number_of("douze"), number_of("de 10 à 20")
    (('12', True), ('1500.5', False), ('12', False), None)
    """
    said = _plain(text)
    rough = said.startswith("~")
    said = said.removeprefix("~").strip()
    if none := _none_of(said, unit):
        return none
    found = numerals(said)
    if _UNBOUND.search(said) or len(found) != 1 or (value := found[0].value) is None:
        return None
    rest = f"{said[: found[0].start]} {said[found[0].end :]}"
    if NUMERAL.search(rest) or _NOT.search(rest) or says_more(rest):
        return None
    left = _FILLERS.sub(" ", _without(rest, unit)).strip()
    doubt = bool(left) or rough or found[0].roughly or _LOOSE.search(said) is not None
    return _digits(value), doubt


def number_with(text: str, unit: str) -> tuple[str, bool] | None:
    """Return the number that a sentence gives of a unit, to be confirmed; None if it gives none, or two.

    >>> number_with("Nous avons 12 salariés depuis 2010", "salariés")
    ('12', True)
    """
    noun = re.compile(rf"\s?(?:d'|de )?{re.escape(fold(unit).rstrip('s'))}s?\b")
    said = _plain(text)
    found = [one for one in numerals(said) if noun.match(said, one.end)]
    values = {_digits(one.value) for one in found if one.value is not None and _apart(one, said)}
    return (values.pop(), True) if len(values) == 1 and len(found) == 1 else None


def _apart(one: Numeral, said: str) -> bool:
    """Whether no other number leads to this one: "de 10 à 12 mois" gives none."""
    return not re.search(r"\d\s?(?:a|ou|et|-)\s?$", said[: one.start])


def _none_of(said: str, unit: str) -> tuple[str, bool] | None:
    words = _without(said.strip(" .!"), unit).split()
    return ("0", False) if len(words) == 1 and _NONE.fullmatch(words[0]) else None


def _without(said: str, unit: str) -> str:
    """Return words without the unit, in the singular or in the plural."""
    names = {form for word in _plain(unit).split() for form in (word, word.rstrip("s"), f"{word}s")}
    return " ".join(word for word in said.split() if word.strip(".,!;:()") not in names)


def _plain(text: str) -> str:
    """Return folded words with plain spaces and signs, a unit apart from the figure that it is glued to."""
    said = re.sub(r"[\u2010-\u2015\u2212]", "-", fold(text).replace("\u202f", " ").replace("\xa0", " "))
    return " ".join(re.sub(r"(?<=\d)(?=(?:mois|ans?|euros?|€)(?!\w))", " ", said).split())


def _digits(value: Decimal) -> str:
    return f"{value.normalize():f}"
