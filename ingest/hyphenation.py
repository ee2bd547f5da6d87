"""Join the lines of a text, telling the hyphens of compounds from those of line breaks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"https?:|www\.|@|\w\.\w+/")
_ADDRESS_END = re.compile(r"\w[\w-]*[./_=?&%][\w./=?&%#-]*\w")
# What a compound starts or ends with, and no word cut by a line break does.
_STARTS = re.compile(
    "après|arrière|avant|celles?|celui|ceux|demi|elles?|grand|haut|hors|là|non|nous|outre|peut|quasi"
    "|rendez|semi|vice|vous"
)
_ENDS = re.compile("ils?|elles?|on|ci|mêmes?")
# What a word may start with and no compound does: "les-quelles", "entre-prises".
_NO_STARTS = re.compile(
    "aux?|ce|contre|dans|des?|du|en|entre|et|la|les?|ou|par|pour|que|qui|sa|ses?|si|son|sur|une?"
)
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and the compounds that a document writes within its lines, in lower case."""

    words: frozenset[str]
    compounds: frozenset[str]

    def join(self, lines: Iterable[str]) -> str:
        """Return the lines as one text.

        >>> words = vocabulary_of(["Un co-financement aide la per-", "formance des sapeurs et des pompiers."])
        >>> words.join(["le co-", "financement, la perfor-", "mance, les sapeurs-", "pompiers"])
        'le co-financement, la performance, les sapeurs-pompiers'
        >>> words.join(["Voir https://exemple.fr/aide-", "publique.html, de jan-", "vier"])
        'Voir https://exemple.fr/aide-publique.html, de janvier'
        >>> words.join(["le conven\u00ad", "tionnement est-", "il", "possible"])
        'le conventionnement est-il possible'
        """
        return reduce(self._join, lines)

    def _join(self, first: str, second: str) -> str:
        if first.endswith(SOFT_HYPHEN):
            return first[:-1] + second
        head, tail = (first.split() or [""])[-1], (second.split() or [""])[0]
        if len(head) > 1 and head.endswith("-"):
            return (first if self._keeps_hyphen(head, tail) else first[:-1]) + second
        if first.endswith(("’", "'", "/")) or (_ADDRESS.search(head) and _ADDRESS_END.match(tail)):
            return first + second
        return f"{first} {second}"

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        if _ADDRESS.search(head) or _ADDRESS.search(tail) or not tail[:1].islower():
            return True
        start, end = _WORD.findall(head)[-1:], _WORD.findall(tail)[:1]
        if not start or not end:
            return True
        a, b = start[0].lower(), end[0].lower()
        if "-" in a + b or f"{a}-{b}" in self.compounds:
            return True
        if a + b in self.words or _NO_STARTS.fullmatch(a):
            return False
        return bool(_STARTS.fullmatch(a) or _ENDS.fullmatch(b)) or {a, b} <= self.words


def vocabulary_of(lines: Sequence[str]) -> Vocabulary:
    """Return the vocabulary of a document from its lines, in order; what a line break cuts is left out."""
    words: set[str] = set()
    compounds: set[str] = set()
    cut = ""
    for line in lines:
        found = _WORD.findall(line)
        if cut and found:
            rest = found.pop(0)
            compounds.update([f"{cut}-{rest}".lower()] if rest[0].isupper() else [])
        cut = found.pop() if found and line.endswith(("-", SOFT_HYPHEN)) else ""
        for word in map(str.lower, found):
            (compounds if "-" in word else words).add(word)
    return Vocabulary(frozenset(words), frozenset(compounds))
