"""Judges the words of an answer that nothing was read from: a detail to confirm, or something else said."""

import re
from typing import Final

from knowledge.french import fold

MOST: Final = 6
"""Words left over beside what was read; more say something that is no answer."""

_OF_ONESELF: Final = (
    r"suis|sommes|est|ai|avons|a|represent\w+|dirig\w+|presid\w+|ger\w+|compt\w+|reuni\w+"
    r"|regroup\w+|travaill\w+"
)
_SENTENCE: Final = re.compile(
    rf"\b(?:je|j|nous|on)\b (?!(?:{_OF_ONESELF}|y|en)\b)\w|\b(?!chez\b|assez\b)\w{{3,}}ez\b"
)
_LITTLE: Final = re.compile(
    r"\b(?:oui|alors|bonjour|merci|nous|on|je|j|l|d|c|s|n|qu|moi|sommes|est|suis|avons|ai|a|il|y|et|avec|plus|puis"
    r"|aussi|ainsi|que|une?|des|les|la|le|de|du|notre|nos|mon|ma|mes|en|au|aux)\b"
)


def says_more(rest: str) -> bool:
    """Whether what is left of an answer, once what was read is taken out, says something else too.

    >>> says_more("passez me voir"), says_more("de la vallée"), says_more("et je m’appelle Paul")
    (True, False, True)
    """
    said = " ".join(re.findall(r"\w+", fold(rest)))
    return bool(_SENTENCE.search(said)) or len(_LITTLE.sub(" ", said).split()) > MOST
