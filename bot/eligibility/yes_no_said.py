"""Hears a yes, a no, or that someone does not know, in the words people use for it."""

import re
from dataclasses import dataclass
from typing import Final

from knowledge.eligibility.answers import NO, YES
from knowledge.eligibility.criteria import UNSURE

_UNSURE: Final = re.compile(
    r"(?:je |j |on |nous )?(?:ne |n )?(?:le )?(?:sais|sait|savons) (?:pas|plus)"
    r"(?: encore| trop| vraiment| bien)?|jsp|chais pas|aucune idee|pas (?:tres |encore )?surs?|pas certain\w*"
    r"|sans avis|(?:je|on|nous) (?:n )?en (?:sais|sait|savons) rien|nspp?|a definir|pas encore defini\w*"
)
_PERHAPS: Final = re.compile(r"peut etre(?: bien)?|ca depend|probablement|sans doute|plus ou moins|en partie")
_YES: Final = re.compile(
    r"oui|ouais|ouaip|yes|(?:mais )?si(?= si|$)|ok|okay|exact|exactement|tout a fait|bien sur|absolument"
    r"|d accord|affirmatif|yep|certainement|effectivement|bien entendu|en effet|evidemment"
    r"|c est (?:exact|ca|bien ca|le cas|juste|vrai)"
)
_NO: Final = re.compile(
    r"non|nan|no|nope|certainement pas|surtout pas|pas du tout|pas encore"
    r"|negatif|absolument pas|bien sur que non|ce n est pas (?:exact|ca|le cas|vrai)"
    r"|c est (?:faux|inexact|pas ca|pas le cas)|(?:pas|rien) pour l instant"
)
_ALONE: Final = re.compile(r"aucune?|jamais|aucunement|nullement")
"""What is a no by itself only: "aucun doute" is a yes."""

_PLEASE: Final = (
    r"merci(?: (?:bien|beaucoup))?|svp|s il vous plait|madame|monsieur"
    r"|pour l instant|pour le moment|a ce jour"
)
_AFTER_YES: Final = re.compile(
    rf"(?:(?:{_YES.pattern}|{_PLEASE}|vraiment|totalement|completement|deja|je confirme"
    r"|sans (?:aucun )?(?:probleme|hesiter|hesitation)|sans aucun doute) ?)*"
)
_AFTER_NO: Final = re.compile(
    rf"(?:(?:{_NO.pattern}|{_ALONE.pattern}|{_PLEASE}|vraiment pas|vraiment|desolee?s?|malheureusement|helas"
    r"|c est tout|rien d autre|personne(?: d autre)?|aucune? autre) ?)*"
)
_IF: Final = (
    r"\b(?:si|s il|condition|depend\w*|peut etre|quand|sinon|des que|lorsque|a moins"
    r"|eventuel\w*|contraire|plutot"
)
_AGAINST_YES: Final = re.compile(rf"{_IF}|non|faux|fausse|jamais|inexact\w*|ne|n|pas|ni|aucune?|arret\w*)\b")
_AGAINST_NO: Final = re.compile(rf"{_IF}|oui|ouais|vrai|exact\w*|d accord|ok)\b")
_LONGEST: Final = 12
"""Words of an answer of yes or no; more says something else too."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was heard; `surely`, or with the folded words `rest` after it, which are not understood."""

    value: str
    surely: bool
    rest: str = ""


def unsure(said: str) -> bool:
    """Whether folded words say that someone does not know.

    >>> unsure("je ne sais pas encore"), unsure("on est trois")
    (True, False)
    """
    return _UNSURE.fullmatch(said) is not None


def yes_or_no(said: str) -> Said | None:
    """Return what folded words say, None if they say neither yes, no, nor that one does not know.

    What says the contrary afterwards, or on what it depends, is neither.

    >>> yes_or_no("non pas encore"), yes_or_no("oui mais a deux"), yes_or_no("non ou plutot oui")
    (Said(value='no', surely=True, rest=''), Said(value='yes', surely=False, rest='mais a deux'), None)
    """
    if unsure(said):
        return Said(UNSURE, surely=True)
    if _PERHAPS.fullmatch(said):
        return Said(UNSURE, surely=False)
    if _ALONE.fullmatch(said):
        return Said(NO, surely=True)
    value = begins_by(said)
    if not value or len(said.split()) > _LONGEST:
        return None
    no = value == NO
    if (_AFTER_NO if no else _AFTER_YES).fullmatch(said):
        return Said(value, surely=True)
    rest = said[_longest(_NO if no else _YES, said) :].strip()
    if unsure(rest) or _PERHAPS.fullmatch(rest):
        return Said(UNSURE, surely=False)
    return (
        None if (_AGAINST_NO if no else _AGAINST_YES).search(rest) else Said(value, surely=False, rest=rest)
    )


def begins_by(said: str) -> str:
    """Return the yes or the no that folded words begin by, "" for neither, whatever follows.

    >>> begins_by("oui tous"), begins_by("certains")
    ('yes', '')
    """
    no, yes = _longest(_NO, said), _longest(_YES, said)
    return "" if not (no or yes) else NO if no >= yes else YES


def _longest(words: re.Pattern[str], said: str) -> int:
    """Return how many characters at the beginning are one of `words`, whole; 0 if none."""
    found = re.match(rf"(?:{words.pattern})(?!\w)", said)
    return found.end() if found else 0
