"""Spell the lines of a PDF page: words apart, bullets alike, calls of footnotes left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.hyphenation import SOFT_HYPHEN
from ingest.markers import clean
from ingest.pdf_rows import UNKNOWN, Glyph, Run

_CALL = re.compile(r"\(?\d{1,3}\)?(?:[,;]\d{1,3})*")
_UNITS = ("m", "km", "cm", "mm", "dm", "hm")
_BULLETS = r"[\ue000-\uf8ff\ufffd•◦●○∙·▪▫■□◼◆◇❖➢➤►▶‣⁃→⇒✓✔☐*]"
_BULLET = re.compile(rf"^(?:{_BULLETS}(?:\s+|(?=[^\W\d_]))|o\s+(?=\w{{2}}))")
_TIGHT_NUMBER = re.compile(r"^(\d{1,2}[.)])(?=[A-ZÀ-Þ])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column; lengths in points, from the top left corner of the page.

    `head` is the width of the first word. `opens` is the number of the footnote that the line
    begins, `calls` the numbers of those called on it and left out of `text`. `column` tells apart
    the columns of a page, in reading order. A soft hyphen may end the text, no other remains.
    """

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    head: float
    opens: str = ""
    calls: tuple[str, ...] = ()
    column: int = 0


def to_line(runs: Sequence[Run], page: int, column: int = 0) -> Line:
    """Return the line made by the runs of one row, in one column."""
    glyphs = [glyph for run in runs for glyph in run.glyphs]
    inked = [glyph for glyph in glyphs if not glyph.blank]
    size = Counter(round(glyph.size, 1) for glyph in inked).most_common(1)[0][0]
    feet = sorted(glyph.bottom for glyph in inked if round(glyph.size, 1) == size)
    foot = feet[len(feet) // 2]
    spelling = _Spelling(size, spaced=len(inked) < len(glyphs))
    for raised, group in groupby(glyphs, key=lambda glyph: _raised(glyph, size, foot)):
        spelling.add(list(group), raised)
    letters = [glyph for glyph in inked if glyph.text.isalpha()] or inked
    return Line(
        text=_tidy(spelling.text),
        page=page,
        x0=inked[0].x0,
        x1=max(glyph.x1 for glyph in inked),
        top=foot - size,
        bottom=foot,
        size=size,
        bold=sum(glyph.bold for glyph in letters) >= 0.9 * len(letters),
        head=(spelling.first_gap or inked[-1].x1) - inked[0].x0,
        opens=spelling.opens,
        calls=tuple(spelling.calls),
        column=column,
    )


def _raised(glyph: Glyph, size: float, foot: float) -> bool:
    return not glyph.blank and glyph.size <= 0.8 * size and glyph.bottom <= foot - 0.1 * size


def _tidy(text: str) -> str:
    """Return `text` clean, its bullet a dash, its number apart, its last soft hyphen kept.

    >>> _tidy("•  ne sont pas rémunérés"), _tidy("1.Mission"), _tidy(f"conven{SOFT_HYPHEN}").isprintable()
    ('- ne sont pas rémunérés', '1. Mission', False)
    """
    tidy = _TIGHT_NUMBER.sub(r"\1 ", _BULLET.sub("- ", clean(text)))
    tidy = clean(tidy.replace(UNKNOWN, " "))
    return tidy + SOFT_HYPHEN if text.rstrip().endswith(SOFT_HYPHEN) else tidy


class _Spelling:
    """The text of a line, spelt group after group of plain or raised glyphs."""

    def __init__(self, size: float, *, spaced: bool) -> None:
        # Where spaces are characters, a narrow gap between two letters is only kerning.
        self._gap = (0.25 if spaced else 0.16) * size
        self._edge: float | None = None
        self.text = ""
        self.first_gap: float | None = None
        self.opens = ""
        self.calls: list[str] = []

    def add(self, glyphs: Sequence[Glyph], raised: bool) -> None:
        """Spell the next glyphs; a raised number calls a note, but for "km2" and the like."""
        inner = "".join(glyph.text for glyph in glyphs).strip()
        if not raised or not _CALL.fullmatch(inner) or self._is_power(inner):
            self._spell(glyphs, apart=not raised)
        elif self.text.strip():
            self.calls += re.findall(r"\d+", inner)
            self._edge = glyphs[-1].x1
        else:
            self.opens = re.findall(r"\d+", inner)[0]
            self.text = f"{self.opens} "

    def _spell(self, glyphs: Sequence[Glyph], *, apart: bool) -> None:
        for glyph in glyphs:
            gap = apart and self._edge is not None and glyph.x0 - self._edge > self._gap
            if (gap or glyph.blank) and self.text and self.first_gap is None:
                self.first_gap = self._edge
            after_call = bool(self.calls) and self.text.endswith(" ") and glyph.text in ".,)"
            before = self.text.rstrip() if after_call else self.text
            self.text = f"{before}{' ' if gap else ''}{glyph.text}"
            self._edge = glyph.x1

    def _is_power(self, digits: str) -> bool:
        return digits in ("2", "3") and bool(self.text) and self.text.split()[-1:][0] in _UNITS
