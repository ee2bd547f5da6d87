"""Tell the lines that are headings although nothing but their look says so."""

import re

from ingest.markers import style_of

LONGEST = 120
"""Characters beyond which a line is a sentence, however it is set."""

_NAMED = (
    re.compile(r"(?:partie|titre|livre|annexe|préambule)\b", re.IGNORECASE),
    re.compile(r"chapitre\b", re.IGNORECASE),
    re.compile(r"section\b", re.IGNORECASE),
    re.compile(r"sous-section\b|paragraphe\s+\d", re.IGNORECASE),
    re.compile(r"article\s+(?:[LRD]\.?\s?)?(?:\d|premier|liminaire|unique)", re.IGNORECASE),
)
_REST = re.compile(
    r"[\w-]+(?:\s+(?:[LRD]\.?\s?)?(?:\d[\d.-]*|[IVXL]+)?(?:er|re)?(?:\s(?:bis|ter))?\s*(?:$|[:.–—-]\s*\S.*))?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s*[-–—:)]?\s+(?=[A-ZÀ-Þ«])")
_ROMAN = re.compile(r"[IVX]{1,5}\s?[.)–-]\s?[-–—]?\s*(?=[A-ZÀ-Þ«])")


def heading_level(line: str) -> int | None:
    """Return the depth of a line that reads as a heading on its own, None if it does not.

    >>> [heading_level(t) for t in ("TITRE Ier", "Chapitre II : Les aides", "Article 3", "2.1 Dépenses")]
    [1, 2, 5, 2]
    >>> [heading_level(t) for t in ("MODALITÉS DE DÉPÔT", "Article 3 de la loi, qui dispose", "PTCE")]
    [1, None, None]
    """
    if len(line) > LONGEST or line.endswith((".", ";", ",")):
        return None
    for level, pattern in enumerate(_NAMED, 1):
        if pattern.match(line):
            return level if _REST.fullmatch(line) or line.isupper() else None
    if numbered := _NUMBERED.match(line):
        return numbered[1].count(".") + 1
    if _ROMAN.match(line):
        return 1
    letters = [c for c in line if c.isalpha()]
    return 1 if len(letters) > 7 and all(map(str.isupper, letters)) else None


def stands_out(line: str) -> bool:
    """Whether a line set wholly in bold is a heading, and not a fact put forward.

    >>> [stands_out(t) for t in ("Qui peut candidater ?", "Les dépenses éligibles", "Date limite : 30 juin")]
    [True, True, False]
    """
    if len(line) > LONGEST or len(line) < 3 or line.endswith((".", ";", ",", ":")):
        return False
    if line.endswith("?") or heading_level(line):
        return True
    return not re.search(r"[:@\d]", line) and style_of(line) is None
