"""What the styles and numbering parts of a DOCX document say of a paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from ingest.archives import Archive
from ingest.numbering import Level

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"(?:heading|titre)\s?([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titre)$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|tm|table des mati[èe]res|table of figures)(?:\s?\d|\b)", re.IGNORECASE)
_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_BODY_LEVEL = 9
"""The outline level that Word gives to body text."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: `heading` is 0 for body text, `list_id` "" outside lists."""

    heading: int = 0
    list_id: str = ""
    list_level: int = 0
    contents: bool = False


@dataclass(frozen=True, slots=True)
class NumberedList:
    """The levels of a list; lists of the same `key` share their running numbers."""

    key: str
    levels: Mapping[int, Level]


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles by identifier, and the lists by the number that paragraphs give them."""

    elements: Mapping[str, etree._Element]
    lists: Mapping[str, NumberedList]

    def look(self, paragraph: etree._Element) -> Look:
        """Return how a paragraph is set, by itself or by the styles it inherits from."""
        properties = paragraph.find(f"{W}pPr")
        style = _value(properties, "pStyle")
        chain = self._chain(style)
        names = [_value(element, "name") for element in chain]
        sets = [properties, *(element.find(f"{W}pPr") for element in chain)]
        list_id = _first(sets, "numPr/numId")
        return Look(
            heading=_heading(names or [style], _first(sets, "outlineLvl")),
            list_id="" if list_id == "0" else list_id,
            list_level=int(_number(_first(sets, "numPr/ilvl"), 0) if list_id else 0),
            contents=any(_CONTENTS.match(name) for name in names or [style]),
        )

    def _chain(self, style: str) -> list[etree._Element]:
        """Return a style and those it is based on, nearest first; a loop ends where it closes."""
        chain: list[etree._Element] = []
        while (element := self.elements.get(style)) is not None and element not in chain:
            chain.append(element)
            style = _value(element, "basedOn")
        return chain


def load_styles(archive: Archive) -> Styles:
    """Return the styles and lists of a document, none where the parts are missing.

    Raises:
        DamagedFile: one of the two parts is malformed.
    """
    root = archive.xml("word/styles.xml")
    found = () if root is None else root.findall(f"{W}style")
    return Styles(
        {element.get(f"{W}styleId", ""): element for element in found},
        _lists(archive.xml("word/numbering.xml")),
    )


def _lists(root: etree._Element | None) -> dict[str, NumberedList]:
    if root is None:
        return {}
    abstract = {
        element.get(f"{W}abstractNumId", ""): {
            _number(level.get(f"{W}ilvl", ""), 0): _level(level) for level in element.findall(f"{W}lvl")
        }
        for element in root.findall(f"{W}abstractNum")
    }
    lists: dict[str, NumberedList] = {}
    for number in root.findall(f"{W}num"):
        identifier, source = number.get(f"{W}numId", ""), _value(number, "abstractNumId")
        restarted = number.find(f"{W}lvlOverride/{W}startOverride") is not None
        lists[identifier] = NumberedList(
            f"num {identifier}" if restarted else source, abstract.get(source, {})
        )
    return lists


def _level(element: etree._Element) -> Level:
    kind = _value(element, "numFmt")
    pattern = _value(element, "lvlText")
    if kind == "bullet":
        pattern = "-"
    return Level(
        "" if kind == "none" else pattern, _FORMATS.get(kind, "1"), _number(_value(element, "start"), 1)
    )


def _heading(names: list[str], outline: str) -> int:
    """Return the depth of a heading from its outline level, else from the name of its style."""
    if outline:
        level = _number(outline, _BODY_LEVEL)
        return level + 1 if level < _BODY_LEVEL else 0
    for name in names:
        if found := _HEADING.match(name):
            return int(found[1])
        if _TITLE.match(name):
            return 1
    return 0


def _first(sets: list[etree._Element | None], path: str) -> str:
    return next(filter(None, (_value(element, path) for element in sets)), "")


def _value(element: etree._Element | None, path: str) -> str:
    found = None if element is None else element.find("/".join(f"{W}{part}" for part in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default
