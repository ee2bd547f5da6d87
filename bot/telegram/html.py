"""Texts with their emphasis, written as Telegram reads HTML: https://core.telegram.org/bots/api#html-style."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from typing import Final
from unicodedata import normalize

_NEW_LINES: Final = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_UNSEEN: Final = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0x030A, 0x0333, 0x033F)
"""Signs that Telegram takes away: control characters, changes of direction, three combining marks."""

_SIGNS: Final = dict.fromkeys(_UNSEEN) | dict.fromkeys(map(ord, "\n" + _NEW_LINES), "\n") | {0x09: " "}
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_RING = re.compile("[^\\W\\d_]\u030a")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_SEEN = re.compile(
    "[^\\s\xad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufffc\U000e0000-\U000e01ef]"
)
"""A sign without which Telegram finds a message empty."""


class Kind(StrEnum):
    """What a mark does to the text below it; the value is its HTML element."""

    BOLD = "b"
    ITALIC = "i"
    LINK = "a"
    QUOTE = "blockquote expandable"
    """Three lines of it are shown, and the rest when it is pressed."""

    @property
    def element(self) -> str:
        """The name of the HTML element."""
        return self.value.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Mark:
    """An emphasis from the sign `start` to before the sign `end`; a link opens `url`."""

    kind: Kind
    start: int
    end: int
    url: str = ""

    @property
    def opening(self) -> str:
        """The tag that opens it."""
        return f'<a href="{escape(self.url)}">' if self.kind is Kind.LINK else f"<{self.kind}>"

    @property
    def closing(self) -> str:
        """The tag that closes it."""
        return f"</{self.kind.element}>"


@dataclass(frozen=True, slots=True)
class Written:
    """A text and its marks, each before those within it; no two of them cross."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: "Written") -> "Written":
        moved = (
            replace(mark, start=mark.start + len(self.text), end=mark.end + len(self.text))
            for mark in other.marks
        )
        return Written(self.text + other.text, (*self.marks, *moved))

    @property
    def units(self) -> int:
        """How many UTF-16 code units it takes, the way Telegram counts."""
        return len(self.text.encode("utf-16-le")) // 2

    @property
    def blank(self) -> bool:
        """Whether Telegram would find it empty."""
        return not _SEEN.search(self.text)

    @property
    def html(self) -> str:
        r"""The text in the HTML of Telegram.

        >>> (plain("1 < 2\n") + quote(plain("A ") + bold("B&B"))).html
        '1 &lt; 2\n<blockquote expandable>A <b>B&amp;B</b></blockquote>'
        """
        return "".join(self._pieces())

    def part(self, start: int, end: int) -> "Written":
        """Return what stands from a sign to before another, without blanks around; marks are cut with it.

        >>> (bold("Un deux") + plain(" trois")).part(2, 12).html
        '<b>deux</b> troi'
        """
        inside = self.text[start:end]
        start += len(inside) - len(inside.lstrip(" \n"))
        end = start + len(inside.strip(" \n"))
        clipped = (
            replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
            for mark in self.marks
            if max(mark.start, start) < min(mark.end, end)
        )
        return Written(self.text[start:end], tuple(clipped))

    def _pieces(self) -> Iterator[str]:
        done, opened = 0, list[Mark]()
        for mark in self.marks:
            while opened and opened[-1].end <= mark.start:
                ended = opened.pop()
                yield escape(self.text[done : ended.end], quote=False) + ended.closing
                done = ended.end
            yield escape(self.text[done : mark.start], quote=False) + mark.opening
            done = mark.start
            opened.append(mark)
        for ended in reversed(opened):
            yield escape(self.text[done : ended.end], quote=False) + ended.closing
            done = ended.end
        yield escape(self.text[done:], quote=False)


def plain(text: str) -> Written:
    r"""Write a text of whatever origin as Telegram will show it: signs that it refuses or drops are left out.

    >>> plain("a\tb\x00\r\n\n\n\n\u202ec \ud800").text
    'a b\n\nc �'
    """
    return Written(_clean(text))


def bold(said: str | Written) -> Written:
    """Write in bold.

    >>> bold("<Oui>").html
    '<b>&lt;Oui&gt;</b>'
    """
    return _marked(Kind.BOLD, said)


def italic(said: str | Written) -> Written:
    """Write in italics."""
    return _marked(Kind.ITALIC, said)


def quote(said: str | Written) -> Written:
    """Write as a quotation, which Telegram folds if it is long."""
    return _marked(Kind.QUOTE, said)


def link(said: str | Written, url: str) -> Written:
    """Write as a link that opens an address.

    >>> link("Lire", 'https://exemple.fr/?a=1&b="').html
    '<a href="https://exemple.fr/?a=1&amp;b=&quot;">Lire</a>'
    """
    return _marked(Kind.LINK, said, _clean(url))


def joined(parts: Iterable[str | Written], between: str = "\n") -> Written:
    r"""Write several things one after the other, those that are blank left out.

    >>> joined(["Un.", "", bold("Deux.")]).html
    'Un.\n<b>Deux.</b>'
    """
    whole = Written()
    for part in map(_written, parts):
        if not part.blank:
            whole = whole + Written(between) + part if whole.text else part
    return whole


def paragraphs(*parts: str | Written) -> Written:
    r"""Write several things with an empty line between them, those that are blank left out.

    >>> paragraphs(bold("Titre"), "", "Texte.").html
    '<b>Titre</b>\n\nTexte.'
    """
    return joined(parts, "\n\n")


def text_html(text: str) -> str:
    """Return a text of whatever origin, with no emphasis, in the HTML of Telegram.

    >>> text_html("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    return plain(text).html


def _written(said: str | Written) -> Written:
    return plain(said) if isinstance(said, str) else said


def _marked(kind: Kind, said: str | Written, url: str = "") -> Written:
    """Put a mark around what is said; as Telegram wants, nothing is marked twice in the same way."""
    inner = _written(said)
    if not inner.text:
        return inner
    kept = (mark for mark in inner.marks if mark.kind.element != kind.element)
    return Written(inner.text, (Mark(kind, 0, len(inner.text), url), *kept))


def _clean(text: str) -> str:
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    # Telegram drops the ring of an A that is written in two signs, as in the names of files.
    text = _RING.sub(lambda pair: normalize("NFC", pair[0]), text)
    return _EMPTY_LINES.sub("\n\n", text.replace("\r\n", "\n").translate(_SIGNS))
