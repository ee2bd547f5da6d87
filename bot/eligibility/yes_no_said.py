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
    r"non|nan|no|nope|certainement pas|surtout pas|pas du tout|pas encore|pas vraiment|aucun\w*|jamais"
    r"|negatif|absolument pas|bien sur que non|ce n est pas (?:exact|ca|le cas|vrai)"
    r"|c est (?:faux|inexact|pas ca|pas le cas)|(?:pas|rien) pour l instant"
)
_BUT: Final = re.compile(
    r"\b(?:mais|sauf|sinon|seulement|presque|partiellement|en partie|peut etre|un peu)\b"
)
_DENIED: Final = re.compile(r"\b(?:pas|non|jamais|aucune?)\b")
_LONGEST: Final = 12
"""Words of an answer of yes or no; more says something else too."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was heard, `surely` or with a restriction, and the folded words after it."""

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

    >>> yes_or_no("non pas encore"), yes_or_no("oui mais a deux")
    (Said(value='no', surely=True, rest='pas encore'), Said(value='yes', surely=False, rest='mais a deux'))
    """
    if unsure(said):
        return Said(UNSURE, surely=True)
    if _PERHAPS.fullmatch(said):
        return Said(UNSURE, surely=False)
    if len(said.split()) > _LONGEST:
        return None
    no, yes = _longest(_NO, said), _longest(_YES, said)
    if not (no or yes):
        return None
    value, rest = (NO, said[no:]) if no >= yes else (YES, said[yes:])
    doubt = _BUT.search(rest) or (value == YES and _DENIED.search(rest))
    return Said(value, not doubt, rest.strip())


def _longest(words: re.Pattern[str], said: str) -> int:
    """Return how many characters at the beginning are one of `words`, whole; 0 if none."""
    found = re.match(rf"(?:{words.pattern})(?!\w)", said)
    return found.end() if found else 0
