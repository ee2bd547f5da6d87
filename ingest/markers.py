"""Recognise the markers of French lists ("1°", "a)", "-") and how deep each item stands."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, BlockKind

_BIS = r"(?:\s(?:bis|ter|quater|quinquies|[A-Z]))?"
_STYLES = {
    "ordinal": re.compile(rf"(\d{{1,3}})\s?[°º]{_BIS}\)?\s+(?=\S)"),
    "number": re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)"),
    "letter": re.compile(r"\(?([a-z])\)\s+(?=\S)|([a-z])\.\s+(?=\S)|([a-z])°\s+(?=\S)"),
    "capital": re.compile(r"([A-Z])\)\s+(?=\S)"),
    "roman": re.compile(r"\(?([ivx]{1,5})\)\s+(?=\S)"),
    "bullet": re.compile(r"(?:[•▪◦●■*·➢➤✓►‣⁃–—-])\s+(?=\S)|-(?=[A-ZÀ-Þ«])"),
}
_SUBDIVISION = re.compile(rf"[IVXLA-Z]{{1,5}}{_BIS}\s?(?:\.\s?[-–—]?|[-–—])\s*(?=\S)")
_STOPPED = re.compile(r"[.;:,!?»](?:\s(?:et|ou|et/ou))?$")
_REFERRING = re.compile(r"(?:\b(?:aux?|du|des?|les?|la|à|et|ou|dudit|visées?|article)|['’])$", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def clean(text: str) -> str:
    r"""Return `text` with single plain spaces, composed accents and no invisible character.

    >>> clean("  la\u00a0coo\u00adpe\u0301ration \n locale ")
    'la coopération locale'
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def style_of(text: str) -> str | None:
    """Return the style of the marker that opens `text`, None if none does.

    >>> [style_of(t) for t in ("1° Un but", "a) Les", "- le", "ii) puis", "I. - Les", "C. Duflot")]
    ['ordinal', 'letter', 'bullet', 'roman', None, None]
    """
    return next((style for style, pattern in _STYLES.items() if pattern.match(text)), None)


def marker_of(text: str) -> str:
    """Return the marker that opens `text`, "" if none does.

    >>> marker_of("a) Les bénéfices"), marker_of("Les bénéfices")
    ('a)', '')
    """
    style = style_of(text)
    found = _STYLES[style].match(text) if style else None
    return found[0].strip() if found else ""


def opens_item(previous: str, line: str) -> bool:
    """Whether `line` starts an item of its own rather than going on with the line `previous`.

    >>> opens_item("les conditions suivantes :", "1° Un but")
    True
    >>> opens_item("1° les sociétés mentionnées au", "2° du II.")
    False
    >>> opens_item("- les loyers", "- les salaires")
    True
    """
    style = style_of(line)
    if style is None:
        return False
    return bool(_STOPPED.search(previous)) or (
        style_of(previous) == style and not _REFERRING.search(previous)
    )


def split_items(text: str) -> tuple[str, ...]:
    r"""Split at the line breaks that start an item, join the other lines by a space, clean all.

    >>> split_items("Sont éligibles :\n- les loyers ;\n- les\nsalaires.")
    ('Sont éligibles :', '- les loyers ;', '- les salaires.')
    """
    parts: list[str] = []
    for line in filter(None, map(clean, text.splitlines())):
        if parts and not opens_item(parts[-1], line):
            parts[-1] = f"{parts[-1]} {line}"
        else:
            parts.append(line)
    return tuple(parts)


def as_items(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Turn the paragraphs that open with a marker into items, and set the level of every item.

    A new style of marker stands one level below the list it interrupts, but never below a dash; a
    known one comes back to its own level; a heading or a subdivision ("I. -") starts afresh. Items
    that come nested keep their depth below the outer item.

    >>> texts = ("I. - Sont :", "1° Un but", "a) Les", "- le", "b) Les", "2° Une", "II. - Un", "- le")
    >>> [b.level for b in as_items(Block(BlockKind.PARAGRAPH, t) for t in texts)]
    [1, 1, 2, 3, 2, 1, 1, 1]
    """
    nesting = _Nesting()
    return tuple(nesting.place(block) for block in blocks)


@dataclass(slots=True)
class _Nesting:
    """The styles of the lists now open, outermost first, and what was last seen of them."""

    open: list[str] = field(default_factory=list)
    interrupted: bool = False
    last_letter: str = ""
    outer: int = 1

    def place(self, block: Block) -> Block:
        if block.kind is BlockKind.ITEM and block.level > 1:
            return replace(block, level=self.outer + block.level - 1)
        if block.kind is BlockKind.ITEM or (block.kind is BlockKind.PARAGRAPH and style_of(block.text)):
            self.outer = self._level(block.text)
            return replace(block, kind=BlockKind.ITEM, level=self.outer)
        if block.kind is BlockKind.HEADING or _SUBDIVISION.match(block.text):
            self.open.clear()
        self.interrupted = self.interrupted or block.kind is not BlockKind.NOTE
        return block

    def _level(self, text: str) -> int:
        style, value = self._read(text)
        if self.interrupted and (style == "bullet" or value in ("1", "a", "A", "i")):
            self.open.clear()
        self.interrupted = False
        if style in self.open:
            del self.open[self.open.index(style) + 1 :]
        else:
            self.open = [*filter("bullet".__ne__, self.open), style]
        return len(self.open)

    def _read(self, text: str) -> tuple[str, str]:
        """Return the marker's style and value, a lone "i)" being a numeral unless it follows "h)"."""
        style = style_of(text) or "bullet"
        found = _STYLES[style].match(text)
        value = next(filter(None, found.groups()), "") if found else ""
        if style != "letter":
            return style, value
        in_numerals = self.open[-1:] == ["roman"] and value in "vx"
        if in_numerals or (value == "i" and self.last_letter != "h"):
            return "roman", value
        self.last_letter = value
        return style, value
