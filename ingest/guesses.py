"""Guess what a text without a manifest is, from its name and its first lines."""

import re
import unicodedata
from contextlib import suppress
from datetime import date

from knowledge.documents import Kind

_OPENING = 1500
"""Characters at the start of a text where it says what it is and when."""

_KINDS = (
    (Kind.BILL, r"\bprojet de loi\b|\bproposition de loi\b|\bpjl\b|\bppl\b"),
    (Kind.PRESS_RELEASE, r"\bcommuniques?\b|\bdossier de presse\b"),
    (Kind.FAQ, r"\bfaq\b|\bfoire aux questions\b|\bquestions frequentes\b|\bquestions[ /-]+reponses\b"),
    (
        Kind.SPECIFICATIONS,
        r"\bcahiers? ?des ?charges\b|\breglement\b(?! \((?:ue|ce)\))"
        r"|^appels? a (?:projets|candidatures|manifestation)",
    ),
    (Kind.DECREE, r"\bdecret\b|\barrete\b"),
    (Kind.LAW, r"\bloi no?\b|^loi\b|^law\b|\bordonnance no?\b"),
    (Kind.GUIDE, r"\bguide\b|\bnotice\b"),
)
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_DATE = r"(\d{1,2})(?:er)? (\w{3,9}) (\d{4})"
_PLACED = rf"(?:Fait à )?[A-ZÀ-Þ][\w'’-]*(?:[ -][\w'’-]+){{0,2}},? le {_DATE}(?!\s*[,a-zà-ÿ])"
_ALONE = rf"(?:[Ll]e |[Pp]ublié le )?{_DATE}\s*$"
_DATED = re.compile(rf"^\s*(?:{_PLACED}|{_ALONE})", re.MULTILINE)


def infer_kind(name: str, title: str, opening: str) -> Kind:
    """Return the likeliest kind of a text: its file name says best, then its title, then its first lines.

    >>> infer_kind("AAP_Cahierdescharges.pdf", "", "").name, infer_kind("a.pdf", "LOI n° 2014", "").name
    ('SPECIFICATIONS', 'LAW')
    >>> infer_kind("texte.txt", "", "Vous souhaitez déposer un dossier").name
    'GUIDE'
    """
    for text in (name, title, opening[:300]):
        folded = re.sub(r"[_.]+|(?<=\w)-(?=\w)", " ", _folded(text)).strip()
        found = [(match.start(), kind) for kind, pattern in _KINDS if (match := re.search(pattern, folded))]
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    return Kind.GUIDE


def published_date(opening: str) -> date | None:
    r"""Return the date that a text bears in its first lines, None if it bears none for certain.

    Only a date after a place ("Paris, le") or alone on its line counts: others may be deadlines.

    >>> published_date("Paris, le 15 juillet 2013\nN° 727")
    datetime.date(2013, 7, 15)
    >>> published_date("Lyon, le 30 juin 2015 à minuit, le dépôt ferme.") is None
    True
    >>> published_date("Les dossiers sont reçus jusqu’au 30 juin 2015 inclus.") is None
    True
    """
    for found in _DATED.finditer(unicodedata.normalize("NFC", opening[:_OPENING])):
        day, month, year = filter(None, found.groups())
        with suppress(ValueError):
            return date(int(year), _MONTHS.index(_folded(month)) + 1, int(day))
    return None


def _folded(text: str) -> str:
    """Return a text in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
