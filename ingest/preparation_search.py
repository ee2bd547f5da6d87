"""Look for words in a text whatever its spaces and apostrophes."""

import re

_LOOSE = ":;?!»%€"
"""Signs that some texts print after a space and others do not."""
_ALIKE = {sign: f"[{signs}]" for signs in ("'’ʼ‘´", "\\-‐‑") for sign in signs if sign != "\\"}
_GAP = r"[ \u00a0\u202f.,]"
"""What may stand inside a number."""


def pattern(words: str) -> re.Pattern[str]:
    r"""Return what finds `words` in a text, letter for letter; what it finds is as the text prints it.

    A space stands for spaces of any kind and number, line ends included; an apostrophe or a hyphen
    for those of other typefaces. Words and numbers are found whole: a text that says 3,5 millions
    does not say « 5 millions ».

    >>> pattern("l'aide : 30 000 euros").search("Voici l’aide:\n30\u202f000 euros par an")[0]
    'l’aide:\n30\u202f000 euros'
    >>> pattern("5 millions").search("une enveloppe de 3,5 millions d’euros") is None
    True
    """
    spaced = re.sub(rf"\s*([{_LOOSE}])", r" \1", re.sub(r"«\s*", "« ", words)).split()
    parts = [
        _gap(before, after) + _literal(after) for before, after in zip(["", *spaced], spaced, strict=False)
    ]
    return re.compile(_start(spaced[0][0]) + "".join(parts) + _end(spaced[-1][-1]))


def _gap(before: str, after: str) -> str:
    if not before:
        return ""
    return r"\s*" if before.endswith("«") or after[0] in _LOOSE else r"\s+"


def _literal(token: str) -> str:
    return "".join(_ALIKE.get(sign) or re.escape(sign) for sign in token)


def _start(sign: str) -> str:
    whole = r"(?<!\w)" if re.match(r"\w", sign) else ""
    return rf"{whole}(?<!\d{_GAP})" if sign.isdigit() else whole


def _end(sign: str) -> str:
    whole = r"(?!\w)" if re.match(r"\w", sign) else ""
    return rf"{whole}(?!{_GAP}?\d)" if sign.isdigit() else whole
