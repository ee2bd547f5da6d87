"""Tell the headings of a PDF from its text, and how deep each stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.headings import heading_level, stands_out
from ingest.pdf_lines import Line

LARGER = 1.07
"""Size from which a line is a heading, relative to the text."""

LONGEST = 250
"""Characters beyond which a large text is a foreword, not a heading."""

_KINDS = (
    ("partie", re.compile(r"(?:partie|livre)\s+\w", re.IGNORECASE)),
    ("titre", re.compile(r"titre\s+(?:\d|[IVX]|premier|unique|préliminaire)", re.IGNORECASE)),
    ("chapitre", re.compile(r"chapitre\s+\w", re.IGNORECASE)),
    ("section", re.compile(r"section\s+\w", re.IGNORECASE)),
    ("sous-section", re.compile(r"sous-section\s+\w", re.IGNORECASE)),
    ("article", re.compile(r"art(?:icle|\.)\s+(?:[LRD]\.?\s?)?(?:\d|premier|unique)", re.IGNORECASE)),
    ("annexe", re.compile(r"annexe\b", re.IGNORECASE)),
    ("roman", re.compile(r"[IVX]{1,5}\s?[.)–-]+\s")),
    ("capital", re.compile(r"[A-Z]\s?[.)–-]+\s")),
    ("letter", re.compile(r"[a-z]\s?[.)]\s")),
)
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)(?:\s?[.)–-]+\s|\.?\s+(?=[A-ZÀ-Þ«]))")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its look; the size is in points."""

    text: str
    size: float
    bold: bool
    page: int


def kind_of(text: str) -> str:
    """Return what numbers a heading ("article", "roman", "1" to "4" by depth), "" if nothing does.

    >>> [kind_of(t) for t in ("Article 4 – Conditions", "5.3. Modalités", "1. Objet", "II. Aides", "Rappels")]
    ['article', '2', '1', 'roman', '']
    """
    if found := _DECIMAL.match(text):
        return str(found[1].count(".") + 1)
    return next((kind for kind, pattern in _KINDS if pattern.match(text)), "")


def is_large(line: Line, body: float) -> bool:
    """Whether a line is set large enough to be a heading, or part of one."""
    return line.size >= LARGER * body and any(map(str.isalpha, line.text))


def is_heading(text: str, lines: Sequence[Line], body: float, *, large_ones: bool) -> bool:
    """Whether a group of lines set apart is a heading.

    A large one is, unless it is a foreword. In the size of the text, only a named or decimal
    division ("Article 4", "2.1") or a short bold line without the end of a sentence is; where the
    document has `large_ones`, a bold "1." opens an item.
    """
    if is_large(lines[0], body):
        return len(text) <= LONGEST and not (len(text) > 80 and text.endswith((".", ";", ",")))
    if len(lines) > 3 or lines[0].size < 0.95 * body:
        return False
    kind = kind_of(text)
    if all(line.bold for line in lines):
        return stands_out(text) if kind != "1" else not large_ones and heading_level(text) is not None
    named = kind.isalpha() and kind not in ("roman", "capital", "letter")
    return (named or (kind in ("2", "3", "4") and len(lines) == 1)) and heading_level(text) is not None


def levels_of(headings: Sequence[Heading]) -> tuple[int, ...]:
    """Return the level of each heading, 1 outermost, the same for the same look and numbering.

    What is set larger is outer; at the same size, what comes first. A heading without a number
    stands with the outermost numbered ones of its look, but a question below them. The title of
    the document, larger than all the rest, does not push the others down.

    >>> texts = ("Règlement", 20), ("Préambule", 16), ("Article 1 – But", 16), ("1. Tri", 14), ("Rappels", 12)
    >>> levels_of([Heading(text, size, True, n + 1) for n, (text, size) in enumerate(texts)])
    (1, 1, 1, 2, 3)
    """
    if not headings:
        return ()
    titles = _titles(headings)
    classes = [_class_of(heading) for heading in headings]
    ranked = _ranked([heading for n, heading in enumerate(headings) if n not in titles])
    return tuple(1 if n in titles else ranked[key] for n, key in enumerate(classes))


_Class = tuple[str, float, bool]


def _class_of(heading: Heading) -> _Class:
    kind = kind_of(heading.text)
    if kind and kind != "annexe":
        return kind, 0.0, False
    return "?" if heading.text.endswith("?") else "", _step(heading.size), heading.bold


def _step(size: float) -> float:
    return round(2 * size) / 2


def _titles(headings: Sequence[Heading]) -> set[int]:
    """Return which headings are the title: those of the first page set larger than all others."""
    largest = max(_step(heading.size) for heading in headings)
    found = [n for n, heading in enumerate(headings) if _step(heading.size) == largest]
    first = headings[0].page
    same_page = all(headings[n].page == first and not kind_of(headings[n].text) for n in found)
    return set(found) if same_page and len(found) < len(headings) else set()


def _ranked(headings: Sequence[Heading]) -> dict[_Class, int]:
    levels: dict[_Class, int] = {}
    for look in sorted({_look(heading) for heading in headings}):
        keys = _in_order(_class_of(heading) for heading in headings if _look(heading) == look)
        numbered = [key for key in keys if key[0] not in ("", "?")]
        for key in numbered:
            levels.setdefault(key, _below(key, levels))
        beside = [levels[key] for key in numbered] or [max(levels.values(), default=0) + 1]
        for key in keys:
            levels.setdefault(key, max(beside) + 1 if key[0] == "?" and numbered else min(beside))
    return levels


def _look(heading: Heading) -> tuple[float, bool]:
    """Return what sorts headings from the most to the least prominent."""
    return -_step(heading.size), not heading.bold


def _in_order(keys: Iterable[_Class]) -> list[_Class]:
    """Return each class once, in the order of appearance, but a decimal after those it divides."""
    seen = list(dict.fromkeys(keys))
    decimals = iter(sorted(key for key in seen if key[0].isdigit()))
    return [next(decimals) if key[0].isdigit() else key for key in seen]


def _below(key: _Class, levels: dict[_Class, int]) -> int:
    parent = (str(int(key[0]) - 1), 0.0, False) if key[0].isdigit() else None
    if parent in levels:
        return levels[parent] + 1
    return max(levels.values(), default=0) + 1
