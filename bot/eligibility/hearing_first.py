"""Recognises what goes before any answer to read: who is in distress, and who asks for a person."""

import re
from typing import Final

from knowledge.french import fold

_DISTRESS: Final = re.compile(
    r"suicid|\bme (?:tuer|pendre|foutre en l'air|supprimer)\b|\bmourir\b|\ben finir\b|fin a mes jours"
    r"|\benvie de (?:rien|vivre)\b|\bn'?\s?en peux? plus\b|\bbout du rouleau\b|\bplus d'espoir\b|\bdesespere"
)
_SOMEBODY: Final = (
    r"(?:conseill\w+|humain\w*|(?:vraie )?personne|quelqu'un|agents?|responsable|operat\w+|standard)"
)
_PERSON: Final = re.compile(
    r"\b(?:parl\w+|passe[rz]?(?:[ -]moi)?|joindre|contacter|appeler|discuter|echanger|transfer\w+"
    r"|mette[rz]?[ -]moi en (?:relation|contact)|etre (?:mis\w*|rappele\w*)|besoin d'|veux"
    r"|voudrais|souhaite)\b"
    rf"[^.;!?]{{0,25}}?\b{_SOMEBODY}\b(?! (?:morale|physique|publique))"
    r"|^\W*(?:un |une |non |oui )?(?:vraie? )?(?:conseill[a-z]+|humain|quelqu'un)"
    r"(?: (?:svp|stp|s'il (?:vous|te) plait))?\W*$"
)


def in_distress(text: str) -> bool:
    """Whether the words of `text` may be those of someone who is in danger.

    >>> in_distress("non je vais me suicider"), in_distress("non, rien de tel")
    (True, False)
    """
    return _DISTRESS.search(fold(text)) is not None


def wants_a_person(text: str) -> bool:
    """Whether `text` asks to speak to somebody.

    >>> wants_a_person("oui passez-moi un conseiller"), wants_a_person("une personne morale")
    (True, False)
    """
    return _PERSON.search(fold(text)) is not None


def goes_first(text: str) -> bool:
    """Whether `text` is for the assistant to hear, or for a person, whatever else it says."""
    return in_distress(text) or wants_a_person(text)
