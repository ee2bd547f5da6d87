"""The French words that name a document when it is quoted."""

from datetime import date

from knowledge.documents import Document, Kind, Passage, Status
from knowledge.quotes import FIGURE

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

LONGEST_TITLE = 100
"""Characters of a title in a sentence, its ellipsis included."""

_PLAINLY = "D’après "
"""Opens the introduction of a text that needs no caution."""


def french_date(day: date) -> str:
    """Return a date as French prints it.

    >>> french_date(date(2013, 7, 1))
    '1er juillet 2013'
    """
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def introduce(document: Document, passage: Passage) -> str:
    """Return the words that introduce a quotation: which text, how old, where in it, what it is worth."""
    caution = _caution(document)
    if document.kind is Kind.VALIDATED and passage.location and caution == _PLAINLY:
        return f"Selon une {passage.location[:1].lower()}{passage.location[1:]} :"
    place = f" ({passage.location})" if passage.location else ""
    return f"{caution}{name(document)}{place} :"


def name(document: Document) -> str:
    """Return how to name a document in a sentence, after "d’après"."""
    dated = f" du {french_date(document.published)}" if document.published else ""
    if document.kind is Kind.PRESS_RELEASE and dated:
        return f"le communiqué de presse{dated}"
    if document.kind is Kind.SUMMARY:
        return f"« {_short(document.title)} »"
    return f"« {_short(document.title)} »{'' if dated.strip() in document.title else dated}"


def _short(title: str) -> str:
    """Cut a long title between two words, never inside a figure: half of one is another."""
    if len(title) <= LONGEST_TITLE:
        return title
    end = len(title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0])
    end = next(
        (figure.start() for figure in FIGURE.finditer(title) if figure.start() < end < figure.end()), end
    )
    return f"{title[:end].rstrip()}…"


def _caution(document: Document) -> str:
    if document.kind is Kind.BILL or document.status is Status.DRAFT:
        return "Ce texte est un projet, il n’est pas en vigueur ; d’après "
    if document.kind is Kind.SUMMARY or not document.official:
        return "D’après un texte qui n’est pas officiel, "
    return _PLAINLY
