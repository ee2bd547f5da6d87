"""What a question asks for that leaves a mark in the text that answers: kinds of thing, an edition."""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.french import fold, stems


class Asked(StrEnum):
    """A kind of answer; all but a place and a person leave a mark that code can see."""

    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    AMOUNT = "amount"
    SHARE = "share"
    TIME = "time"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    AGE = "age"
    NUMBER = "number"
    PLACE = "place"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kinds of answer that a question asks for; `counted` are the stems of what it asks the number of."""

    kinds: frozenset[Asked]
    counted: frozenset[str] = frozenset()

    @property
    def marked(self) -> frozenset[Asked]:
        """The kinds that code can see in a text."""
        return frozenset(kind for kind in self.kinds if kind is Asked.NUMBER or kind in _MARK_PATTERNS)


_MONTH = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_NUMERAL = (
    r"(?:\d[\d\s.,]*|\b(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze"
    r"|quinze|seize|vingt|trente|quarante|cinquante|soixante|cent|mille|millions?|milliards?|dizaine|douzaine"
    r"|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine|millier|aucun|aucune"
    r"|plusieurs|seul|seule|unique|zero|premiere?|deuxieme|troisieme|quatrieme|cinquieme|moitie|tiers"
    r"|quart)s?\b)"
)
_UNIT = r"(?:secondes?|minutes?|heures?|h|jours?|semaines?|mois|ans?|annees?|trimestres?|semestres?)"
_SUM = r"(?:montant|somme|budget|enveloppe|salaire|remuneration|prix|cout|tarif|plafond|prime|indemnite)"
_PAYS = r"(?:gagn|touch|pai|pay|vers|cout|donn|recoi|rapport|percoi|rembours|financ|met)"
_BODY = r"(?:ministre|ministere|organisme|instance|autorite|administration|organe|service)"

_QUESTIONS = {
    Asked.EMAIL: r"\b(?:e-?mail|mail|courriel|adresse (?:mail|electronique))\b",
    Asked.PHONE: r"\b(?:telephone|numero de tel|tel(?! que))\b",
    Asked.LINK: r"\b(?:(?:quel|votre|du|de) site|site (?:internet|web)|lien|url|page web"
    r"|adresse (?:internet|du site|de site)|telecharger)\b",
    Asked.AMOUNT: rf"\b(?:combien d'(?:euros|argent)|combien (?!de |d')(?:\w+ ){{0,2}}{_PAYS}\w*"
    rf"|quel(?:le)?s? (?:est |sera |sont )?(?:le |la |l'|les )?{_SUM}s?|cagnotte|plafond|plancher)\b",
    Asked.SHARE: r"\b(?:pourcentage|taux|quelle (?:part|proportion|quotite|fraction)|a quelle hauteur"
    r"|quota)\b",
    Asked.TIME: r"\b(?:quelle heure|a kel heure)\b",
    Asked.DATE: r"\b(?:quand|quels? jours?|quelle date|date limite|jusqu'a quand|a quel moment|quel mois"
    r"|quelle annee|deadline)\b",
    Asked.DURATION: r"\b(?:combien de (?:temps|jours|semaines|mois|minutes|heures|annees|ans)|duree|dure"
    r"|durer|pendant combien|preavis|quel delai)\b",
    Asked.FREQUENCY: r"\b(?:tou(?:te)?s les combien|quelle frequence|combien de fois|chaque combien)\b",
    Asked.AGE: r"\bage\b",
    Asked.PLACE: r"\b(?:ou (?:est|sont|se|faut|doit|dois|peut|puis|envoyer|deposer|trouver|a lieu|ca|je|on"
    r"|nous)|quelle (?:ville|adresse|region|salle)|quel (?:lieu|endroit)|c'est ou)\b",
    Asked.PERSON: rf"(?:^|[,;:.?!] ?|\b(?:a|de|par|avec|pour|chez|c'est|sait|et) )qui (?!est-ce)"
    rf"|\b(?:quelle personne|quel(?:le)?s? {_BODY}s?|comment s'appelle|nom de)",
}
_MARKS = {
    Asked.EMAIL: r"\S@\S+\.\w",
    Asked.PHONE: r"\b0\d(?:[\s.]?\d\d){4}\b|\+33",
    Asked.LINK: r"https?://|www\.|\.(?:fr|org|com|eu)\b|site internet|plateforme",
    Asked.AMOUNT: r"\d[\d\s.,]*\s?(?:m|k|milli\w+|mille)?\s?(?:€|euros?\b)|\b(?:million|millier)s? d'euros"
    r"|\beuros\b",
    Asked.SHARE: r"%|pour cent|\bmoitie\b|\btiers\b|\bquart\b|\bintegralite\b|\btotalite\b",
    Asked.TIME: r"\b\d{1,2}\s?h(?:\d\d|eures?)?\b|\bminuit\b|\bmidi\b",
    Asked.DATE: rf"\b(?:{_MONTH})\b|\b(?:19|20)\d\d\b|\d\d/\d\d"
    r"|\b(?:au plus tard|delai|prochainement|avant (?:le|la|l'|fin)|apres (?:le|la|l'))\b",
    Asked.DURATION: rf"{_NUMERAL}\s*(?:(?:a|ou|et|-)\s*{_NUMERAL}\s*)?{_UNIT}\b"
    r"|\b(?:annee|mois|semaine|duree)\b",
    Asked.FREQUENCY: r"\b(?:tou(?:te)?s les|chaque|par an|par mois|annuel\w*|mensuel\w*|trimestriel\w*"
    r"|semestriel\w*|hebdo\w*|quotidien\w*|triennal\w*|regulier\w*|periodi\w*|fois)\b",
    Asked.AGE: rf"{_NUMERAL}\s*ans\b|\bage\b",
}
_QUESTION_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _QUESTIONS.items()}
_MARK_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _MARKS.items()}
_NUMERAL_PATTERN = re.compile(_NUMERAL)
_COUNTED = re.compile(r"\bcombien (?:de |d')([a-z-]+)")
_TOKEN = re.compile(r"[\w'%-]+")
_FEW = ("un", "une", "premier", "premiere", "seul")
"""Numerals that also stand where nothing is counted."""

_REPEATED = (Asked.DURATION, Asked.FREQUENCY, Asked.AGE)
_MEASURED = (*_REPEATED[:2], Asked.AMOUNT)
_BEFORE, _AFTER = 4, 2
"""Words before and after what is counted among which its number stands."""


def wanted(question: str, officially: str = "") -> Wanted:
    """Return what `question` asks for; `officially` says it in the words of official texts.

    >>> found = wanted("Combien de pôles, et à quelle heure ?", "Combien de PTCE, et à quelle heure ?")
    >>> sorted(found.kinds), sorted(found.counted)
    ([<Asked.NUMBER: 'number'>, <Asked.TIME: 'time'>], ['pol', 'ptce'])
    """
    folded = fold(question)
    kinds = {kind for kind, pattern in _QUESTION_PATTERNS.items() if pattern.search(folded)}
    if kinds.intersection(_REPEATED) and "quand" not in folded:
        kinds.discard(Asked.DATE)
    counted: frozenset[str] = frozenset()
    if kinds.isdisjoint(_MEASURED) and re.search(r"\bcombien\b", folded):
        counted = _counted(folded) | _counted(fold(officially))
        if counted or not kinds:
            kinds.add(Asked.NUMBER)
    return Wanted(frozenset(kinds), counted)


def holds(wants: Wanted, text: str) -> bool:
    """Whether `text` holds something of every kind wanted that leaves a mark, and there is one.

    >>> question = wanted("Combien de lauréats ?")
    >>> holds(question, "une vingtaine de lauréats, choisis parmi trois cents dossiers")
    True
    >>> holds(question, "les lauréats, choisis parmi trois cents dossiers")
    False
    """
    folded = fold(text)
    return bool(wants.marked) and all(_marked(kind, folded, wants.counted) for kind in wants.marked)


def _marked(kind: Asked, folded: str, counted: frozenset[str]) -> bool:
    if kind is not Asked.NUMBER:
        return _MARK_PATTERNS[kind].search(folded) is not None
    return _numbered(folded, counted) if counted else _NUMERAL_PATTERN.search(folded) is not None


def _counted(folded: str) -> frozenset[str]:
    found = _COUNTED.search(folded)
    return frozenset(stems(found[1])) if found else frozenset()


def _numbered(folded: str, counted: frozenset[str]) -> bool:
    """Whether a number stands beside what is counted."""
    tokens = _TOKEN.findall(folded)
    places = (place for place, token in enumerate(tokens) if counted.intersection(stems(token)))
    return any(
        any(_is_number(token) for token in tokens[max(0, place - _BEFORE) : place])
        or any(token.isdigit() for token in tokens[place + 1 : place + 1 + _AFTER])
        for place in places
    )


def _is_number(token: str) -> bool:
    return token not in _FEW and _NUMERAL_PATTERN.fullmatch(token) is not None


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
