"""How a person would cite a place in a French text: "Article 9, II, alinéa 2"."""

import re
from dataclasses import dataclass, field

from ingest.blocks import Block, BlockKind

_ARTICLE = re.compile(
    r"(?:^|[—–:-]\s*)Article\s+((?:[LRD]\.?\s?)?\d+(?:er)?(?:[-–]\d+)*|premier|liminaire)\b", re.IGNORECASE
)
"""The heading of an article, alone or after a wider part; one that only speaks of an article is none."""

_NUMBERED = re.compile(r"^((?:\d+\.)*\d+|[IVXL]+|[A-Z])\s?[.)–-]\s")
_NAMED = re.compile(
    r"((?i:Annexe|Titre|Chapitre|Section|Sous-section|Partie|Préambule))\b"
    r"(?:\s+((?:\d+|[IVXL]+)(?:er)?|[A-Z]|premier)(?![\w’']))?"
)
_UNNUMBERED = ("Annexe", "Préambule")
"""Parts that are known by that word alone."""

_ROMAN = re.compile(r"^([IVXL]+)\s?[.–-]+\s?(?=[A-ZÀ-Þ«-])")
_MARKER = re.compile(r"^(\d+°|[a-z]\)|[a-z]°|\d+\)|\d+\.)\s")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text, from the widest part to the narrowest, and its alinéa there.

    `alinea` counts from 1 in its part, footnotes apart; `numbered` says that the last part is a
    marker printed in the text, which makes the alinéa's number needless.
    """

    parts: tuple[str, ...]
    alinea: int
    numbered: bool = False
    legal: bool = False


@dataclass(slots=True)
class Places:
    """Follows a text block by block and tells the place of each."""

    section: tuple[str, ...] = ()
    legal: bool = False
    roman: str = ""
    markers: dict[int, str] = field(default_factory=dict)
    alinea: int = 0

    def enter(self, headings: tuple[str, ...]) -> None:
        """Note that the headings above what follows are now `headings`, outermost first."""
        self.section = section_name(headings)
        self.legal = any(_ARTICLE.search(heading) for heading in headings)
        self.roman, self.markers, self.alinea = "", {}, 0

    def of(self, block: Block) -> Place:
        """Return the place of the next block."""
        if block.kind is BlockKind.NOTE:
            return Place((*self.section, f"note {block.text.split(maxsplit=1)[0]}"), 0, numbered=True)
        roman = _ROMAN.match(block.text) if self.legal else None
        if roman:
            self.roman, self.markers, self.alinea = roman[1], {}, 0
        self.alinea += 1
        marker = _MARKER.match(block.text) if block.kind is BlockKind.ITEM else None
        if marker:
            self.markers = {n: text for n, text in self.markers.items() if n < block.level}
            self.markers[block.level] = marker[1].rstrip(".")
        elif block.kind is not BlockKind.ITEM:
            self.markers = {}
        parts = (
            *self.section,
            *filter(None, (self.roman,)),
            *(self.markers[n] for n in sorted(self.markers)),
        )
        return Place(parts, self.alinea, numbered=bool(marker or roman), legal=self.legal)


def section_name(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the short name of a section from the headings above it, outermost first.

    >>> section_name(("Titre Ier", "Section 1 — Article 4"))
    ('Article 4',)
    >>> section_name(("5. Quel processus ?", "5.3. Modalités de remise"))
    ('Section 5.3',)
    >>> section_name(("Article 6 – Sélection", "1. Pré-sélection"))
    ('Article 6', '1')
    >>> section_name(("Rappels sur l’article 5",))
    ('« Rappels sur l’article 5 »',)
    """
    for depth, heading in reversed(list(enumerate(headings))):
        if article := _ARTICLE.search(heading):
            return (f"Article {article[1]}", *(_short(below) for below in headings[depth + 1 :]))
    if not headings:
        return ()
    name = _short(headings[-1])
    return (f"Section {name}" if _NUMBERED.match(headings[-1]) else name,)


def _short(heading: str) -> str:
    named = _NAMED.match(heading)
    if named and (named[2] or named[1].capitalize() in _UNNUMBERED):
        return " ".join((named[1].capitalize(), *filter(None, (named[2],))))
    if numbered := _NUMBERED.match(heading):
        return numbered[1]
    return f"« {heading if len(heading) <= 80 else heading[:79].rsplit(' ', 1)[0] + '…'} »"


def locate(first: Place, last: Place) -> str:
    """Return how a person would cite what goes from `first` to `last`, in one section.

    >>> locate(Place(("Article 9", "II"), 2, legal=True), Place(("Article 9", "II"), 2, legal=True))
    'Article 9, II, alinéa 2'
    >>> locate(Place(("Article 1", "1°"), 2, numbered=True), Place(("Article 1", "3°"), 4, numbered=True))
    'Article 1, 1° à 3°'
    """
    if first.parts != last.parts and first.parts[:-1] == last.parts[:-1] and first.numbered and last.numbered:
        return f"{', '.join(first.parts)} à {last.parts[-1]}"
    unit = "alinéa" if first.legal else "paragraphe"
    if first.numbered or (first.parts and first.alinea == 1):
        return ", ".join(first.parts)
    number = (
        f"{unit} {first.alinea}" if first.alinea == last.alinea else f"{unit}s {first.alinea} à {last.alinea}"
    )
    return ", ".join((*first.parts, number))
