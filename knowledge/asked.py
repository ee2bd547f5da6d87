"""What a question asks for that leaves a mark in the text that answers: a kind of thing, an edition."""

import re
from enum import StrEnum

from knowledge.french import fold


class Asked(StrEnum):
    """A kind of answer that leaves a mark in the text that gives it."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    AMOUNT = "amount"
    SHARE = "share"
    TIME = "time"
    DATE = "date"
    NUMBER = "number"


_MONTH = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_COUNT = (
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille)\b"
    r"|aines?\b"
)

_WHICH = r"quel(?:le)? (?:est (?:le |la |l')?)?"

_QUESTIONS = {
    Asked.EMAIL: r"\b(?:e-?mail|mail|courriel|adresse (?:mail|electronique))\b",
    Asked.PHONE: r"\b(?:telephone|numero de tel|tel(?! que))\b",
    Asked.LINK: r"\b(?:site|lien|url|page web|adresse (?:internet|du site|de site))\b",
    Asked.AMOUNT: rf"\b(?:combien d'(?:euros|argent)|{_WHICH}(?:montant|somme|budget|enveloppe|salaire)"
    r"|cagnotte|plafond|plancher)\b",
    Asked.SHARE: rf"\b(?:pourcentage|{_WHICH}(?:taux|part|proportion|quotite)|a quelle hauteur)\b",
    Asked.TIME: r"\b(?:quelle heure|a kel heure)\b",
    Asked.DATE: r"\b(?:quand|quel jour|quelle date|date limite|jusqu'a quand|a quel moment|quel mois"
    r"|quelle annee)\b",
    Asked.NUMBER: r"\bcombien\b",
}
_MARKS = {
    Asked.EMAIL: r"\S@\S+\.\w",
    Asked.PHONE: r"\b0\d(?:[\s.]?\d\d){4}\b|\+33",
    Asked.LINK: r"https?://|www\.",
    Asked.AMOUNT: r"\d[\d\s.,]*\s?(?:m|k|milli\w+|mille)?\s?(?:€|euros?\b)|\b(?:million|millier)s? d'euros",
    Asked.SHARE: r"%|pour cent|\bmoitie\b|\btiers\b|\bquart\b",
    Asked.TIME: r"\b\d{1,2}\s?h(?:\d\d|eures?)?\b|\bminuit\b|\bmidi\b",
    Asked.DATE: rf"\b(?:\d{{1,2}}(?:er)?\s)?(?:{_MONTH})\b|\b(?:19|20)\d\d\b|\d\d/\d\d"
    r"|\b(?:avant|apres|des|lors|au plus tard|delai)\b",
    Asked.NUMBER: _COUNT,
}
_QUESTION_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _QUESTIONS.items()}
_MARK_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _MARKS.items()}


def asked(question: str) -> frozenset[Asked]:
    """Return the kinds of answer that `question` asks for; none where it leaves no mark.

    >>> sorted(asked("À quelle heure, et combien d’euros ?"))
    [<Asked.AMOUNT: 'amount'>, <Asked.NUMBER: 'number'>, <Asked.TIME: 'time'>]
    """
    folded = fold(question)
    return frozenset(kind for kind, pattern in _QUESTION_PATTERNS.items() if pattern.search(folded))


def holds(kind: Asked, text: str) -> bool:
    """Whether `text` holds something of this kind.

    >>> holds(Asked.AMOUNT, "une enveloppe de trois millions d’euros"), holds(Asked.EMAIL, "par courriel")
    (True, False)
    """
    return _MARK_PATTERNS[kind].search(fold(text)) is not None


_EDITION = re.compile(
    r"\b(?:promotion|edition|saison|session|vague|phase|tranche|lot|generation)\s\d{1,2}\b"
    r"|\b(?:19|20)\d\d\b"
)


def editions(question: str) -> frozenset[str]:
    """Return the years and numbered editions that `question` is about, folded.

    >>> sorted(editions("Quand ouvre la promotion 5, en 2021 ?"))
    ['2021', 'promotion 5']
    """
    return frozenset(match.group() for match in _EDITION.finditer(fold(question)))
