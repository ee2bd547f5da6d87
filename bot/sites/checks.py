"""Say what is wrong with what was chosen for a site, field by field."""

from typing import Final

from bot.hours import BadHours, parse_hours
from bot.sites.colours import colour_fault
from bot.sites.origins import BadOrigin, normal_origin
from bot.sites.site import Site

LONGEST_NAME: Final = 255
MOST_ORIGINS: Final = 20
LONGEST_WELCOME: Final = 500
MOST_QUESTIONS: Final = 6
LONGEST_QUESTION: Final = 200
LONGEST_HOURS: Final = 255
MOST_PER_MINUTE: Final = 100_000
LONGEST_CLOSED_MESSAGE: Final = 500
"""Bounds of what a site chooses, in characters or in number."""

DEFAULT_CLOSED_MESSAGE: Final = "L’assistant est fermé pour le moment sur ce site. Revenez plus tard."
"""What visitors of a closed site are told unless it has a message of its own."""


def faults(site: Site) -> dict[str, str]:
    """Return a French sentence for each field of a site that cannot be kept, by its name.

    >>> faults(Site("k", "Ville", per_minute=0))
    {'per_minute': 'Indiquez un nombre de 1 à 100000.'}
    """
    found = {
        "name": _name(site.name),
        "origins": _origins(site.origins),
        "welcome": _length(site.welcome, LONGEST_WELCOME),
        "questions": _questions(site.questions),
        "accent": site.accent and colour_fault(site.accent, dark=False),
        "accent_dark": site.accent_dark and colour_fault(site.accent_dark, dark=True),
        "hours": _hours(site.hours),
        "per_minute": _limit(site.per_minute),
        "per_visitor": _limit(site.per_visitor),
        "closed_message": _length(site.closed_message, LONGEST_CLOSED_MESSAGE),
    }
    return {field: fault for field, fault in found.items() if fault}


def _name(text: str) -> str:
    if not text.strip():
        return "Donnez un nom au site."
    if not text.isprintable():
        return "Le nom tient sur une ligne."
    return _length(text, LONGEST_NAME)


def _origins(origins: tuple[str, ...]) -> str:
    if len(origins) > MOST_ORIGINS:
        return f"Un site a {MOST_ORIGINS} adresses au plus. Retirez-en, ou ajoutez un second site."
    for number, origin in enumerate(origins):
        try:
            normal = normal_origin(origin)
        except BadOrigin as error:
            return str(error)
        if normal != origin:
            return f"« {origin} » s’écrit « {normal} »."
        if origin in origins[:number]:
            return f"« {origin} » est donnée deux fois."
    return ""


def _questions(questions: tuple[str, ...]) -> str:
    if len(questions) > MOST_QUESTIONS:
        return f"Donnez {MOST_QUESTIONS} questions au plus."
    for question in questions:
        if not question.strip() or not question.isprintable():
            return "Une question tient sur une ligne et n’est pas vide."
        if len(question) > LONGEST_QUESTION:
            return (
                f"La question « {question[:40]}… » dépasse {LONGEST_QUESTION} caractères. Raccourcissez-la."
            )
    return ""


def _hours(text: str) -> str:
    if not text:
        return ""
    try:
        parse_hours(text)
    except BadHours as error:
        return str(error)
    return _length(text, LONGEST_HOURS)


def _limit(number: int) -> str:
    return "" if 1 <= number <= MOST_PER_MINUTE else f"Indiquez un nombre de 1 à {MOST_PER_MINUTE}."


def _length(text: str, most: int) -> str:
    return f"Ce texte dépasse {most} caractères. Raccourcissez-le." if len(text) > most else ""
