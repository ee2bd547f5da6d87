"""Find in a sentence the values that a key fact may have: dates, amounts, addresses, who decides."""

import re
from collections.abc import Callable, Collection, Mapping

from knowledge.french import words
from knowledge.value_dates import dates
from knowledge.value_figures import amounts, counts, durations, shares
from knowledge.value_meanings import Folded, Found, Named, ValueKind

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d+])(?:\+33\s?(?:\(0\)\s?)?[1-9]|0[1-9])(?:[\s.-]?\d\d){4}(?!\d)")
_LINK = re.compile(
    r"(?:https?://|(?<![/\w.@-])(?:www\.|(?:[\w-]+\.)*[\w-]+\.(?=gouv\.fr)))[^\s<>«»|]+[^\s<>«»|.,;:!?)\]'’\"]"
)
_PLACE = re.compile(
    r"(?<!\d)\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|bd|place|quai|cours|allee|chemin|route|impasse|square)"
    r"\s[^;|()]{2,80}?\b\d{5}\s[a-z'-]+(?:[\s-](?:cedex|sur|la|le|les|sous|en|saint|st)?\s?[a-z'-]*)?(?:\scedex\s?\d*)?"
)

_ADJECTIVE = (
    r"(?!(?:apres|avec|sur|dans|par|en|et|ou|a|au|aux|de|du|des|se|est|sont|peut|qui|que|puis|decide|designe"
    r"|valide|arrete|selectionne|etablit|ecarte|examine|procede|determine|retient)\b)"
)
_COMPLEMENT = r"(?:\sd(?:e la\s|e l'|u\s|es\s|e\s|')[\w-]+)"
_NOUNS = r"(?:jury|comite|commission|panel|college d'experts)"
_QUALITY = (
    r"(?:mixte|interministeriel|ministeriel|national|regional|departemental|technique|independant|consultatif"
    r"|scientifique|restreint|paritaire|final|partenarial|specialise|competent|ad hoc)(?:le|e)?\b"
)
_PERSONS = (
    r"(?:directeur|directrice|prefete?|ministre|presidente?|secretaire d'etat|secretaire general|delegue"
    r"|recteur|rectrice|maire)"
)
_ORGAN = re.compile(
    rf"\b(?:une?|les?|la)\s{_NOUNS}(?!\w)(?:\s{_QUALITY}|\sd(?:e selection|e pilotage|'attribution"
    r"|'evaluation|'engagement|'examen|'experts?|es? financeurs?|e la region|e programmation)\b)*"
    rf"|(?<!preside par )(?<!presidee par )\bl[ea]\s{_PERSONS}(?!\w)"
    rf"(?:{_COMPLEMENT}|\s{_ADJECTIVE}[a-z]+(?:el|elle|al|ale|ique|eur|if|ive)\b|\s(?:delegue|charge)e?\b)*"
)
"""A panel, or a person in office; not who chairs the panel."""


def values(sentence: Folded, kinds: Collection[ValueKind], never_counted: Collection[str]) -> list[Found]:
    """Return the values of `kinds` in a sentence, in order; those of one kind are apart from each other.

    `never_counted` are the stems of nouns of which the number is no key fact, months say.
    """
    found = [found for kind in kinds if kind in _RECOGNISERS for found in _RECOGNISERS[kind](sentence)]
    if ValueKind.COUNT in kinds:
        others = found if ValueKind.DATE in kinds else [*found, *dates(sentence)]
        found += [one for one in counts(sentence, never_counted) if not _overlaps(one, others)]
    return sorted(found, key=lambda one: (one.start, one.kind))


def _overlaps(one: Found, others: list[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _named(kind: ValueKind, mark: str, pattern: re.Pattern[str]) -> Callable[[Folded], list[Found]]:
    """Return what finds the addresses that `pattern` matches, each of which holds `mark`."""

    def find(sentence: Folded) -> list[Found]:
        return [
            Found(kind, *sentence.span(*match.span()), Named(frozenset({_plain(match.group())})))
            for match in (pattern.finditer(sentence.text) if mark in sentence.text else ())
        ]

    return find


def _plain(address: str) -> str:
    """Return an address without what may differ between two ways of writing it."""
    bare = re.sub(r"^https?://(?:www\.)?|^www\.|/$", "", address)
    if re.search(r"[a-z]", bare):
        return bare
    return re.sub(r"\D", "", re.sub(r"^\+33\s?(?:\(0\))?", "0", bare))


def _organs(sentence: Folded) -> list[Found]:
    return [
        Found(ValueKind.ORGAN, *sentence.span(*match.span()), _name(match.group()))
        for match in _ORGAN.finditer(sentence.text)
    ]


def _name(organ: str) -> Named:
    return Named(frozenset(words(organ)) - _ARTICLES)


_ARTICLES = frozenset({"un", "une", "le", "la", "les", "de", "du", "des"})

_RECOGNISERS: Mapping[ValueKind, Callable[[Folded], list[Found]]] = {
    ValueKind.DATE: dates,
    ValueKind.AMOUNT: amounts,
    ValueKind.SHARE: shares,
    ValueKind.DURATION: durations,
    ValueKind.EMAIL: _named(ValueKind.EMAIL, "@", _EMAIL),
    ValueKind.PHONE: _named(ValueKind.PHONE, "", _PHONE),
    ValueKind.LINK: _named(ValueKind.LINK, ".", _LINK),
    ValueKind.PLACE: _named(ValueKind.PLACE, "", _PLACE),
    ValueKind.ORGAN: _organs,
}
