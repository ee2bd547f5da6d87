"""Finds the numbers of a text, in figures or in words, each whole: what is not a whole number is left."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_UNITS: Final = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()  # noqa: SIM905 - a word list
)
_TENS: Final = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_OTHER_TENS: Final = {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_DOZENS: Final = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
_SCALES: Final = {"milliard": 10**9, "million": 10**6, "mille": 1000}
_SIGNS: Final = {"k": 1000, "m": 10**6} | _SCALES


def _below_100() -> dict[str, int]:
    """Return how the numbers to 99 are written, with spaces, and in the feminine."""
    said = {word: number for number, word in enumerate(_UNITS)}
    said |= {f"dix {_UNITS[unit]}": 10 + unit for unit in (7, 8, 9)}
    small = dict(said)
    for ten, value in (_TENS | _OTHER_TENS).items():
        said[ten] = value
        said |= {f"{ten} {_UNITS[unit]}": value + unit for unit in range(1, 10)} | {f"{ten} et un": value + 1}
    teens = {word: number for word, number in small.items() if number >= 10}
    said |= {f"soixante {word}": 60 + number for word, number in teens.items()} | {"soixante et onze": 71}
    for four in ("quatre vingt", "quatre vingts"):
        said |= {four: 80} | {f"{four} {word}": 80 + number for word, number in small.items() if number}
    return said | {f"{word[:-2]}une": number for word, number in said.items() if word.split()[-1] == "un"}


_BELOW_100: Final = _below_100()
_WORDS: Final = sorted({word for said in _BELOW_100 for word in said.split() if word != "et"}, key=len)[::-1]
_WORD: Final = rf"(?:{'|'.join(_WORDS)}|cents?|mille|millions?|milliards?)"
_FIGURES: Final = (
    r"(?<![\w.,/+%:°#-])(?:(?<!\d )|(?<=et ))-?(?:\d{1,3}(?:[ .]\d{3})+|\d+)(?:,\d+|\.\d+)?"
    r"(?: ?(?:k|m|mille|millions?|milliards?)(?![a-z0-9]))?(?![\d/%_:°-]|[.,]\d| ?%| \d)"
)
_ROUGHLY: Final = rf"(?:une?|deux|trois|quatre)[ ](?:{'|'.join(_DOZENS)})s?"
_SPELLED: Final = rf"{_WORD}(?:[ -]+(?:et[ -]+)?{_WORD})*"
NUMBER: Final = re.compile(
    rf"(?P<dozens>(?<![\w-]){_ROUGHLY}(?!\w))|(?P<figures>{_FIGURES})"
    rf"|(?P<spelled>(?<![\w-]){_SPELLED}(?![\w-]))"
)
"""A number of folded words."""

NUMERAL: Final = re.compile(rf"\d|\b(?:{_WORD}|(?:{'|'.join(_DOZENS)})s?)\b")
"""A digit or a word that belongs to a number."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that stands from `start` to `end`; `value` is None if its words make none together."""

    start: int
    end: int
    value: Decimal | None
    roughly: bool = False


def numerals(said: str) -> tuple[Numeral, ...]:
    """Return the numbers of folded words, in their order.

    >>> [str(one.value) for one in numerals("quatre-vingt-dix communes, 1 500 euros et deux cent trois")]
    ['90', '1500', '203']
    """
    return tuple(_numeral(found) for found in NUMBER.finditer(said))


def in_words(said: str) -> int | None:
    """Return the number that folded words are, None if they are none.

    >>> in_words("dix mille"), in_words("deux trois"), in_words("soixante et onze")
    (10000, None, 71)
    """
    rest, total = " ".join(said.replace("-", " ").split()), 0
    for scale, value in _SCALES.items():
        head, found, tail = _parted(rest, scale)
        if found:
            times = 1 if not head and scale == "mille" else _below_1000(head)
            if not times:
                return None
            total, rest = total + times * value, tail
    if not rest:
        return total or None
    last = _below_1000(rest)
    return None if last is None else total + last


def _parted(said: str, scale: str) -> tuple[str, bool, str]:
    found = re.search(rf"\b{scale}s?\b", said)
    return (said[: found.start()].strip(), True, said[found.end() :].strip()) if found else ("", False, said)


def _below_1000(said: str) -> int | None:
    hundreds = re.fullmatch(r"(?:(\w+) )?cents?(?: (.+))?", said)
    if hundreds is None:
        return _BELOW_100.get(said)
    times = _BELOW_100.get(hundreds[1], 0) if hundreds[1] else 1
    rest = _BELOW_100.get(hundreds[2] or "zero")
    return None if rest is None or not 1 <= times <= 9 else 100 * times + rest


def _numeral(found: re.Match[str]) -> Numeral:
    if found["figures"]:
        return Numeral(*found.span(), _in_figures(found["figures"]))
    if found["dozens"]:
        times, dozen = found["dozens"].split()
        many = _BELOW_100[times] * _DOZENS[dozen.rstrip("s")]
        return Numeral(*found.span(), Decimal(many), roughly=True)
    value = in_words(found["spelled"])
    return Numeral(*found.span(), None if value is None else Decimal(value))


def _in_figures(said: str) -> Decimal:
    digits = said.rstrip("abcdefghijklmnopqrstuvwxyz ")
    plain = re.sub(r"[ .](?=\d{3}(?!\d))", "", digits).replace(",", ".")
    sign = said[len(digits) :].strip()
    return Decimal(plain) * (_SIGNS[sign if sign in _SIGNS else sign.rstrip("s")] if sign else 1)
