"""Take what belongs to the pages, not to the text, out of it: headers, footers, contents, footnotes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.pdf_lines import Line
from ingest.pdf_tables import Table

MARGIN = 0.18
"""Share of a page's height, at its top and at its bottom, where running lines may stand."""

DRIFT = 8.0
"""Points by which a running line may move from page to page."""

SMALL = 0.94
"""Size of a footnote at most, relative to the text, unless its number is raised."""

_LONE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.)?\s*(?:\d{1,3}|[ivxl]{1,6})(?:\s*(?:/|sur|de)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE
)
_CONTENTS = re.compile(r"sommaire|tables? des (?:matières|annexes|illustrations)|plan", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$|(?:…\s?){2,}\s*\d{1,4}$|_{4,}\s*\d{1,4}$")
_PAGE_ONLY = re.compile(r"\S\s+\d{1,3}$")
_NOTE = re.compile(r"\(?(\d{1,3})\)?\.?\s+\S|\(?(\d{1,3})\)?(?=[^\W\d_])")

Item = Line | Table


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines and tables of a page in reading order; its edges are in points."""

    number: int
    top: float
    bottom: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The lines of a footnote and the page that carries it."""

    page: int
    lines: tuple[Line, ...]


def texts_of(item: Item) -> tuple[str, ...]:
    """Return the lines of text of an item, those of a table row by row."""
    if isinstance(item, Line):
        return (item.text,)
    rows = (item.header, *item.rows) if item.header else item.rows
    return tuple(line for row in rows for lines in row.texts for line in lines)


def body_size(pages: Iterable[PageText]) -> float:
    """Return the size, in points, in which most of the text is set; 0 without a line."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                sizes[item.size] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_furniture(pages: Sequence[PageText]) -> tuple[PageText, ...]:
    """Return the pages without their running headers and footers, nor their numbers.

    A line runs if it stands at the same place on two pages (three in a document of five or more),
    word for word; or on two pages in five, no larger than the text, with a number that follows the
    pages. Nothing of the text may stand between it and the edge of the page.
    """
    size = body_size(pages)
    seen: _Seen = defaultdict(dict)
    for page in pages:
        for item in _marginal(page, from_top=True) + _marginal(page, from_top=False):
            for key in _keys(item, size):
                seen[key][page.number] = item.top
    need = 2 if len(pages) < 5 else 3
    running = {key: tops for key, tops in seen.items() if len(tops) >= max(need, key[1] * len(pages))}
    return tuple(_peeled(page, running, need, size) for page in pages)


def without_contents(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items of a document without its tables of contents, their titles included."""
    right = max((item.x1 for item in items), default=0.0)
    entries = [n for n in range(len(items)) if _is_entry(items, n, right)]
    dropped: set[int] = set()
    for run in _runs(entries):
        if len(run) < 3:
            continue
        above = range(run[0], max(-1, run[0] - 5), -1)
        first = next((n for n in above if _is_contents_title(items[n])), run[0])
        dropped.update(range(first, run[-1] + 1))
    return tuple(item for n, item in enumerate(items) if n not in dropped)


def split_notes(page: PageText, size: float) -> tuple[tuple[Item, ...], tuple[Note, ...]]:
    """Return what remains of a page without its footnotes, and these; `size` is that of the text."""
    body: list[Item] = []
    notes: list[Note] = []
    called = {call for item in page.items if isinstance(item, Line) for call in item.calls}
    for _, group in groupby(page.items, key=lambda item: item.column):
        items = list(group)
        start = _first_note(items, 0.6 * page.top + 0.4 * page.bottom, size, called)
        body += items[:start]
        for item in items[start:]:
            if not isinstance(item, Line):
                continue
            if notes and not _opens(item, size, called):
                notes[-1] = Note(page.number, (*notes[-1].lines, item))
            else:
                notes.append(Note(page.number, (item,)))
    return tuple(body), tuple(notes)


def _marginal(page: PageText, *, from_top: bool) -> list[Item]:
    """Return what stands in one margin of the page, from the edge inwards."""
    margin = MARGIN * (page.bottom - page.top)
    if from_top:
        inside = [item for item in page.items if item.bottom <= page.top + margin]
        return sorted(inside, key=lambda item: item.top)
    inside = [item for item in page.items if item.top >= page.bottom - margin]
    return sorted(inside, key=lambda item: -item.bottom)


_Key = tuple[str, float, int]
_Seen = dict[_Key, dict[int, float]]


def _keys(item: Item, size: float) -> Iterator[_Key]:
    """Yield what a running line repeats, the share of the pages that must have it, what its number adds.

    A line that starts or ends with the number of its page runs whatever it says: it may name the
    chapter.
    """
    text = " ".join(texts_of(item)).casefold()
    yield text, 0.0, 0
    if isinstance(item, Line) and item.size <= size:
        for number in re.finditer(r"\d{1,4}", text):
            before, after = text[: number.start()], text[number.end() :]
            same = f"{before}#{after}" if before and after else f"{bool(before)}#{bool(after)}"
            yield same, 0.4, int(number[0]) - item.page


def _peeled(page: PageText, running: _Seen, need: int, size: float) -> PageText:
    dropped: set[int] = set()
    for from_top in (True, False):
        for item in _marginal(page, from_top=from_top):
            tops = [running.get(key, {}).values() for key in _keys(item, size)]
            repeats = max(sum(abs(top - item.top) <= DRIFT for top in same) for same in tops)
            if repeats < need and not _LONE_NUMBER.fullmatch(" ".join(texts_of(item))):
                break
            dropped.add(id(item))
    return replace(page, items=tuple(item for item in page.items if id(item) not in dropped))


def _is_entry(items: Sequence[Item], n: int, right: float) -> bool:
    """Whether an item is an entry of contents: a leader to a page, or a page at the right under a title."""
    item = items[n]
    if not isinstance(item, Line):
        return False
    if _LEADER.search(item.text):
        return True
    if item.x1 < 0.8 * right or not _PAGE_ONLY.search(item.text):
        return False
    above = (items[k] for k in range(n - 1, max(-1, n - 80), -1))
    for other in above:
        if _is_contents_title(other):
            return True
        if isinstance(other, Table) or len(other.text) > 150 or other.text.endswith("."):
            return False
    return False


def _is_contents_title(item: Item) -> bool:
    return isinstance(item, Line) and bool(_CONTENTS.fullmatch(item.text.strip(" :.")))


def _runs(entries: Sequence[int]) -> list[list[int]]:
    """Group the positions of entries with at most two lines between them: an entry may be wrapped."""
    runs: list[list[int]] = []
    for n in entries:
        if runs and n - runs[-1][-1] <= 3:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _first_note(items: Sequence[Item], highest: float, size: float, called: set[str]) -> int:
    """Return where the footnotes that end a column start, the number of its items if it has none."""
    for n, item in enumerate(items):
        if not isinstance(item, Line) or item.top < highest or not _opens(item, size, called):
            continue
        rest = items[n:]
        if all(isinstance(other, Line) and other.size <= item.size + 0.6 for other in rest):
            while n and isinstance(above := items[n - 1], Line) and _same_note(above, item, size):
                n -= 1
            return n
    return len(items)


def _opens(line: Line, size: float, called: set[str]) -> bool:
    if line.opens:
        return True
    number = _NOTE.match(line.text) if line.size <= SMALL * size else None
    return bool(number) and (number[1] or number[2]) in called if number else False


def _same_note(above: Line, line: Line, size: float) -> bool:
    """Whether `above` is the end of a note that began on the page before."""
    near = line.top - above.bottom < 0.5 * line.size
    return near and above.size == line.size and above.size <= SMALL * size
