"""Recognise amounts, shares, durations and counts in a sentence, in figures or in words."""

import re
from collections.abc import Collection

from knowledge.french import stems
from knowledge.value_meanings import Folded, Found, Quantity, ValueKind

_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "quatre-vingt": 80, "quatre-vingts": 80,
}  # fmt: skip
_DOZENS = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
_SCALES = {"k": 1_000, "mille": 1_000, "m": 10**6, "million": 10**6, "md": 10**9, "milliard": 10**9}
_MONTHS_IN = {"mois": 1, "an": 12, "annee": 12}

_FIGURES = r"(?<![\w.,/-])(?:\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?)"
_WORD = rf"(?:{'|'.join(sorted((*_UNITS, 'cents?', 'mille'), key=len, reverse=True))})"
_WORDS = rf"(?<![\w-]){_WORD}(?:[\s-](?:et\s)?{_WORD})*(?!\w)"
_DOZEN = rf"\b(?:une|deux|trois)\s(?:{'|'.join(_DOZENS)})s?\b"
_NUMBER = rf"(?:{_FIGURES}|{_WORDS})"
_SCALE = r"(?:\s?(?:millions?|milliards?|md|m|k|mille)(?!\w)(?:\sd(?:'|e\s))?)?"
_CURRENCY = r"(?:€|euros?\b|eur\b)"
_ROUGHLY = r"(?:(?P<about>environ|pres de|quelque|autour de)\s(?:de\s)?)?"
_AT_MOST = r"(?:(?:jusqu'a|au maximum|au plus|au moins|plus de|moins de|un maximum de|entre|de)\s)?"
_LIMIT = r"(?:,?\s(?:au )?(?:maximum|minimum)\b|\sau (?:plus|moins)\b)?"
_MORE = r"\s?(?:(?<=\s)(?:a|et|ou)\s|[-–]\s?)"

_AMOUNT = re.compile(
    rf"{_AT_MOST}{_ROUGHLY}"
    rf"(?:(?P<low>{_NUMBER})(?P<low_scale>{_SCALE})\s?(?:{_CURRENCY})?{_MORE})?"
    rf"(?P<high>{_NUMBER}|{_DOZEN}\sd(?:'|e\s))(?:\s\(\d[\d ]*\))?\s?(?P<scale>{_SCALE})\s?{_CURRENCY}"
    rf"(?:\s(?:ht|ttc|hors taxes?)\b)?{_LIMIT}"
)
_MONEY = re.compile(_CURRENCY)
_PAY = re.compile(
    r"\s?(?:/\s?mois|(?:euros?\s|€\s?)?(?:brut|net)s?\b|(?:ht\s)?(?:par|de l'|chaque)\s?(?:mois|heure|jour)\b"
    r"|mensuel|horaire)"
)
"""What follows an amount that is somebody's pay or rent, never what a project is given."""

_SHARE = re.compile(
    rf"{_AT_MOST}{_ROUGHLY}(?:(?:(?P<low>{_FIGURES})\s?%?{_MORE})?(?P<high>{_FIGURES})\s?(?:%|pour\s?cent\b)"
    rf"|(?P<fraction>\bla moitie|\bun tiers|\bdeux tiers|\bun quart|\btrois quarts)\b){_LIMIT}"
)
_PER_CENT = re.compile(r"%|\bpour\s?cent\b|\bmoitie\b|\btiers\b|\bquarts?\b")
_FRACTIONS = {"la moitie": 50, "un tiers": 33, "deux tiers": 67, "un quart": 25, "trois quarts": 75}
_TIME_UNIT = re.compile(r"\s(?:mois|ans?|annees?)\b")
_DURATION = re.compile(
    rf"{_AT_MOST}{_ROUGHLY}(?:(?P<low>{_NUMBER})(?:\s(?:mois|ans?))?{_MORE})?"
    rf"(?P<high>{_NUMBER})\s(?P<unit>mois|ans?|annees?)\b{_LIMIT}"
)
_LABEL = (
    r"(?<!programme )(?<!article )(?<!annexe )(?<!page )(?<!titre )(?<!promotion )(?<!question )(?<!lot )"
    r"(?<!volet )"
)
_COUNT = re.compile(
    rf"{_LABEL}{_AT_MOST}(?:(?P<about>environ|pres de|quelque|autour de)\s)?(?:(?P<low>{_NUMBER}){_MORE})?"
    rf"(?:(?P<dozen>{_DOZEN})\sd(?:'|e\s)|(?P<high>{_NUMBER})\s)(?P<noun>[^\W\d][\w-]+){_LIMIT}"
)
_SEVERAL = re.compile(
    rf"\d|\b(?:{'|'.join(sorted({*_UNITS, 'cents?', 'mille'} - {'un', 'une'}))}|(?:{'|'.join(_DOZENS)})s?)\b"
)
"""A number that may count something; most sentences have none."""


def amounts(sentence: Folded) -> list[Found]:
    """Return the sums of money of a sentence, in cents, in order; no wage nor other monthly sum."""
    found: list[Found] = []
    if not _MONEY.search(sentence.text):
        return found
    for match in _AMOUNT.finditer(sentence.text):
        if _PAY.match(sentence.text, match.end()):
            continue
        scale = _scale(match["scale"])
        high = _value(match["high"], scale)
        low_scale = _scale(match["low_scale"]) if (match["low_scale"] or "").strip() else scale
        low = _value(match["low"], low_scale) if match["low"] else high
        found.append(_found(ValueKind.AMOUNT, sentence, match, round(low * 100), round(high * 100), "cents"))
    return found


def shares(sentence: Folded) -> list[Found]:
    """Return the percentages and fractions of a sentence, in hundredths of a per cent, in order."""
    found: list[Found] = []
    if not _PER_CENT.search(sentence.text):
        return found
    for match in _SHARE.finditer(sentence.text):
        fraction = match["fraction"]
        high = float(_FRACTIONS[fraction]) if fraction else _value(match["high"])
        low = _value(match["low"]) if match["low"] else high
        found.append(_found(ValueKind.SHARE, sentence, match, round(low * 100), round(high * 100), "percent"))
    return found


def durations(sentence: Folded) -> list[Found]:
    """Return the durations of a month or more of a sentence, in months, in order."""
    found: list[Found] = []
    if not _TIME_UNIT.search(sentence.text):
        return found
    for match in _DURATION.finditer(sentence.text):
        months = _MONTHS_IN[match["unit"].rstrip("s") if match["unit"] != "mois" else "mois"]
        high = _value(match["high"], months)
        low = _value(match["low"], months) if match["low"] else high
        found.append(_found(ValueKind.DURATION, sentence, match, round(low), round(high), "months"))
    return found


def counts(sentence: Folded, never: Collection[str] = ()) -> list[Found]:
    """Return how many of what a sentence names, in order, but for the nouns whose stem is in `never`.

    A year, "un" and "une" count nothing.
    """
    found: list[Found] = []
    if not _SEVERAL.search(sentence.text):
        return found
    for match in _COUNT.finditer(sentence.text):
        low, high = match["low"], match["high"]
        noun = (stems(match["noun"]) or [""])[0]
        alone = low is None and (high in ("un", "une") or re.fullmatch(r"(?:19|20)\d\d", high or ""))
        if alone or not noun or noun in never:
            continue
        most = _dozens(match["dozen"]) if match["dozen"] else _value(high)
        least = _value(low) if low else most
        found.append(_found(ValueKind.COUNT, sentence, match, round(least), round(most), noun))
    return found


def _found(kind: ValueKind, sentence: Folded, match: re.Match[str], low: int, high: int, unit: str) -> Found:
    start, end = match.span()
    if low == high and (alone := re.match(r"(?:de|entre)\s", match.group())):
        start += alone.end()
    about = bool(match.groupdict().get("about") or match.groupdict().get("dozen"))
    return Found(kind, *sentence.span(start, end), Quantity(low, high, unit, about))


def _value(written: str, scale: int = 1) -> float:
    """Return the number that is written in figures or in words.

    >>> _value("4 000"), _value("1,5", 10**6), _value("vingt-cinq"), _value("deux cents")
    (4000.0, 1500000.0, 25.0, 200.0)
    """
    written = written.strip()
    if written[0].isdigit():
        plain = re.sub(r"[ .](?=\d{3}(?!\d))", "", written)
        return round(float(plain.replace(",", ".")) * scale, 2)
    if any(dozen in written for dozen in _DOZENS):
        return float(_dozens(written) * scale)
    total = part = 0
    for word in re.findall(r"quatre-vingts?|\w+", written):
        if word in ("cent", "cents"):
            part = 100 * (part or 1)
        elif word == "mille":
            total, part = total + 1000 * (part or 1), 0
        else:
            part += _UNITS.get(word, 0)
    return float((total + part) * scale)


def _dozens(written: str) -> int:
    """Return what "une quinzaine", "deux centaines" come to."""
    first, name = written.split()[:2]
    return _UNITS[first] * _DOZENS[name.removesuffix("s")]


def _scale(written: str | None) -> int:
    name = ((written or "").split() or [""])[0]
    return _SCALES.get(name.removesuffix("s"), 1)
