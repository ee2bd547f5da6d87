"""The French names of what the values call in English: kinds, statuses, dates, places, spaces."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.documents import Document, Kind, Status
from knowledge.phrases import french_date

KINDS = {
    Kind.LAW: "Loi",
    Kind.DECREE: "Décret",
    Kind.SPECIFICATIONS: "Cahier des charges",
    Kind.FAQ: "Foire aux questions",
    Kind.VALIDATED: "Réponse validée",
    Kind.GUIDE: "Guide",
    Kind.PRESS_RELEASE: "Communiqué de presse",
    Kind.BILL: "Projet de loi",
    Kind.SUMMARY: "Synthèse",
}
_PUBLISHED = {
    Kind.FAQ: "publiée",
    Kind.VALIDATED: "publiée",
    Kind.GUIDE: "publié",
    Kind.PRESS_RELEASE: "publié",
}
STATUSES = {
    Status.IN_FORCE: "en vigueur",
    Status.DRAFT: "projet, pas en vigueur",
    Status.SUPERSEDED: "remplacé par un autre texte",
    Status.WITHDRAWN: "retiré",
    Status.EXPECTED: "annoncé, pas encore disponible",
}


def kind_label(kind: str) -> str:
    """Name a kind of document in French; an unknown one is given back as it is.

    >>> kind_label("press_release")
    'Communiqué de presse'
    """
    return KINDS[Kind(kind)] if kind in set(Kind) else kind


def status_label(status: str, kind: str = "") -> str:
    """Name a status in French; what is not a rule is published, it does not enter into force.

    >>> status_label("in_force", "law"), status_label("in_force", "press_release")
    ('en vigueur', 'publié')
    """
    if status == Status.IN_FORCE and kind == Kind.SUMMARY:
        return "pas un texte officiel"
    if status == Status.IN_FORCE and kind in _PUBLISHED:
        return _PUBLISHED[Kind(kind)]
    return STATUSES[Status(status)] if status in set(Status) else status


def long_date_of(text: str | None) -> str:
    """Write an ISO date as French texts do; anything else is given back as it is.

    >>> long_date_of("2013-07-15"), long_date_of("2013"), long_date_of(None)
    ('15 juillet 2013', '2013', '')
    """
    try:
        return french_date(date.fromisoformat(text or ""))
    except ValueError:
        return text or ""


def listed(parts: Sequence[str]) -> str:
    """Write several things one after the other; there is one at least.

    >>> listed(["un nom"]), listed(["un nom", "une adresse", "un numéro"])
    ('un nom', 'un nom, une adresse et un numéro')
    """
    return " et ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def spaced(text: str) -> str:
    r"""Keep French punctuation on the line of its word; never for a quotation, which stays as it is.

    >>> spaced("Qui ? « Nous » : oui.")
    'Qui\xa0? «\xa0Nous\xa0»\xa0: oui.'
    """
    return re.sub(r" (?=[?!:;»])|(?<=«) ", "\xa0", text)


def place(location: str, page: int | None) -> str:
    """Say where a quotation stands, as a person would cite it.

    >>> place("Article 3", 7), place("", 7), place("Article 3", None)
    ('Article 3, page 7', 'page 7', 'Article 3')
    """
    parts = (location, "" if page is None else f"page {page}")
    return ", ".join(part for part in parts if part)


def warning_of(document: Document) -> str:
    """Say why a document must be read with care, or nothing when it needs no warning.

    >>> warning_of(Document("d", "Titre", Kind.LAW, Status.EXPECTED))
    'Texte annoncé, que l’assistant n’a pas encore'
    """
    if document.status is Status.EXPECTED:
        return "Texte annoncé, que l’assistant n’a pas encore"
    if document.status is Status.SUPERSEDED:
        return "Texte remplacé par un autre\xa0: l’assistant ne le cite plus"
    if document.status is Status.WITHDRAWN:
        return "Texte retiré\xa0: l’assistant ne le cite plus"
    if document.kind is Kind.SUMMARY:
        return "Synthèse\xa0– n’est pas un texte officiel"
    if document.kind is Kind.BILL or document.status is Status.DRAFT:
        return f"{KINDS[document.kind]}\xa0: n’est pas en vigueur"
    return "" if document.official else "Document non officiel"
