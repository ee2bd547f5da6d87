"""Reads one number that people write, in figures or in words, and whether they mean it to the unit."""

import re
from decimal import Decimal
from typing import Final

from knowledge.french import fold
from knowledge.value_figures import counts
from knowledge.value_meanings import Quantity, folded

_FIGURES: Final = re.compile(r"(?<![\w.,/-])(-?(?:\d{1,3}(?:[ .]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?)(?![\d/])")
_SCALES: Final = {"k": 1_000, "mille": 1_000, "million": 10**6, "m": 10**6, "milliard": 10**9}
_SCALE: Final = re.compile(r"\s?(k|mille|millions?|m|milliards?)(?=\s|€|$)")
_ROUGH: Final = re.compile(
    r"\b(?:environ|a peu pres|autour de|pres de|presque|quelque|vers|dans les|aine\b)|\waine\b|~"
)
_UNBOUND: Final = re.compile(
    r"\b(?:plus de|moins de|au moins|au plus|entre|jusqu'a|minimum|maximum|pas plus)\b"
)
_DOZEN: Final = re.compile(r"\b(une?|deux|trois|quatre)\s(\w+aine)s?\b")
_NUMERAL: Final = re.compile(
    r"un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
    r"|quarante|cinquante|soixante|cents?|mille|millions?|milliards?|k|m|zero|aucune?|et"
)
_LITTLE: Final = frozenset(
    "nous on avons sommes en y a il c est ce sera oui de d le la les l j ai je un seul seule".split()  # noqa: SIM905 - a word list
)
_NONE: Final = re.compile(r"\b(?:zero|aucune?)\b")


def number_of(text: str, unit: str = "") -> tuple[str, bool] | None:
    """Return the only number of an answer, its digits, and whether it is to be confirmed.

    None if there is no number, or several.

    >>> number_of("une douzaine"), number_of("1 500,5"), number_of("douze"), number_of("de 10 à 20")
    (('12', True), ('1500.5', False), ('12', False), None)
    """
    said = fold(text).replace("\u202f", " ")
    if _UNBOUND.search(said):
        return None
    found = _values(said)
    if len(found) != 1:
        return None
    said = said.replace("€", " euros")
    rest = set(re.findall(r"[a-z]+", said)) - _LITTLE - {word.rstrip("s") for word in fold(unit).split()}
    other = {word for word in rest if word.rstrip("s") not in fold(unit) and not _NUMERAL.fullmatch(word)}
    return found[0], bool(other) or _ROUGH.search(said) is not None


def number_with(text: str, unit: str) -> tuple[str, bool] | None:
    """Return the number that a sentence gives of a unit, to be confirmed; None if it gives none, or two.

    >>> number_with("Nous avons 12 salariés depuis 2010", "salariés")
    ('12', True)
    """
    noun = re.escape(fold(unit).rstrip("s"))
    parts = re.findall(rf"([\w ,.-]{{1,30}})\s{noun}s?\b", fold(text))
    values = {value for part in parts for value in _values(" ".join(part.split()[-2:]))[-1:]}
    return (values.pop(), True) if len(values) == 1 else None


def _values(said: str) -> list[str]:
    """Return the numbers of folded words: those in figures, else those in words."""
    figures = [_scaled(found, said) for found in _FIGURES.finditer(said)]
    if figures:
        return figures
    if _NONE.fullmatch(said.strip(" .!").split(" ")[0]):
        return ["0"]
    if said.strip(" .!") in ("un", "une", "un seul", "une seule"):
        return ["1"]
    nouns = _DOZEN.sub(r"\1 \2 d'unites", said)
    for counted in (nouns, f"{nouns.strip(' .!')} unites"):
        found = [one.meaning for one in counts(folded(counted))]
        values = [str(one.high) for one in found if isinstance(one, Quantity) and one.low == one.high]
        if values:
            return values
    return []


def _scaled(found: re.Match[str], said: str) -> str:
    plain = re.sub(r"[ .](?=\d{3}(?!\d))", "", found[1]).replace(",", ".")
    scale = _SCALE.match(said, found.end())
    times = _SCALES[scale[1].rstrip("s") if len(scale[1]) > 1 else scale[1]] if scale else 1
    return f"{(Decimal(plain) * times).normalize():f}"
