"""What the styles of an OpenDocument text say of its paragraphs, lists and headings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from ingest.numbering import Level

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_WEIGHT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-weight"
_TITLES = ("Title", "Titre")


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph and text styles by name, the levels of each list style, those of the headings."""

    elements: Mapping[str, etree._Element]
    lists: Mapping[str, Mapping[int, Level]]
    outline: Mapping[int, Level]

    def is_bold(self, style: str) -> bool:
        """Whether a style, or the nearest it inherits from that says so, is bold."""
        for element in self._chain(style):
            properties = element.find(f"{_STYLE}text-properties")
            if properties is not None and properties.get(_WEIGHT):
                return properties.get(_WEIGHT) in ("bold", "600", "700", "800", "900")
        return False

    def is_title(self, style: str) -> bool:
        """Whether a style is the document's title, or is made from it."""
        parents = (element.get(f"{_STYLE}parent-style-name") for element in self._chain(style))
        return style in _TITLES or any(parent in _TITLES for parent in parents)

    def _chain(self, style: str) -> Iterator[etree._Element]:
        """Yield a style and those it inherits from, nearest first; a loop ends where it closes."""
        seen: set[str] = set()
        while style not in seen and (element := self.elements.get(style)) is not None:
            seen.add(style)
            yield element
            style = element.get(f"{_STYLE}parent-style-name", "")


def load_styles(content: etree._Element, common: etree._Element | None) -> Styles:
    """Return the styles of both parts; those of the text itself win over the common ones."""
    roots = [root for root in (common, content) if root is not None]
    return Styles(
        {
            element.get(f"{_STYLE}name", ""): element
            for root in roots
            for element in root.iter(f"{_STYLE}style")
        },
        {
            element.get(f"{_STYLE}name", ""): _levels(element)
            for root in roots
            for element in root.iter(f"{TEXT}list-style")
        },
        next((_levels(outline) for root in roots for outline in root.iter(f"{TEXT}outline-style")), {}),
    )


def _levels(style: etree._Element) -> dict[int, Level]:
    return {
        _number(level.get(f"{TEXT}level", ""), 1) - 1: _level(level)
        for level in style
        if level.get(f"{TEXT}level")
    }


def _level(element: etree._Element) -> Level:
    if element.tag in (f"{TEXT}list-level-style-bullet", f"{TEXT}list-level-style-image"):
        return Level("-")
    style = element.get(f"{_STYLE}num-format", "")
    depth = _number(element.get(f"{TEXT}level", ""), 1)
    shown = min(_number(element.get(f"{TEXT}display-levels", ""), 1), depth)
    numbers = ".".join(f"%{n}" for n in range(depth - shown + 1, depth + 1)) if style else ""
    prefix, suffix = element.get(f"{_STYLE}num-prefix", ""), element.get(f"{_STYLE}num-suffix", "")
    pattern = f"{prefix}{numbers}{suffix}" if numbers else ""
    return Level(pattern, style, _number(element.get(f"{TEXT}start-value", ""), 1))


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and 0 < len(text) < 5 else default
