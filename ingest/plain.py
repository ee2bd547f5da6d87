"""Read a plain text: its lines joined into paragraphs, its headings told by their look."""

import re
from collections.abc import Iterator, Sequence

from ingest.blocks import Block
from ingest.flow import Flow
from ingest.headings import heading_level
from ingest.hyphenation import Vocabulary, vocabulary_of
from ingest.markers import clean, opens_item, style_of

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_RULE = re.compile(r"[=_*~#–—-]{3,}")
_FULL = 0.6
"""Share of the widest line from which a line was wrapped, not ended."""

_WIDEST = 160
"""Characters beyond which lines are paragraphs: no one wraps by hand that far."""


def read_text(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a plain text.

    >>> for block in read_text("OBJET DE L’APPEL\n\nIl finance :\n- les études ;\n- les murs."):
    ...     print(block.kind.value, block.text)
    heading OBJET DE L’APPEL
    paragraph Il finance :
    item - les études ;
    item - les murs.
    """
    lines = [clean(line) for line in _LINE_END.split(text)]
    paragraphs = list(_paragraphs([line for line in lines if not _RULE.fullmatch(line)]))
    flow = Flow()
    for n, paragraph in enumerate(paragraphs):
        level = heading_level(paragraph)
        if level and not _listed(paragraphs, n):
            flow.heading(paragraph, level)
        else:
            flow.paragraph(paragraph, bold=paragraph.endswith("?"))
    return flow.done()


def _listed(paragraphs: Sequence[str], n: int) -> bool:
    """Whether a numbered line stands beside one numbered alike, as an item and not as a heading."""
    style = style_of(paragraphs[n])
    around = (*paragraphs[max(n - 1, 0) : n], *paragraphs[n + 1 : n + 2])
    return style is not None and any(style_of(line) == style for line in around)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs, each on one line."""
    width = max(map(len, lines), default=0)
    vocabulary = vocabulary_of(lines)
    current: list[str] = []
    for line in lines:
        if current and (not line or _parted(current, line, width)):
            yield _joined(current, vocabulary)
            current = []
        if line:
            current.append(line)
    if current:
        yield _joined(current, vocabulary)


def _joined(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """Join lines two by two: one after the other would take the square of their number."""
    while len(lines) > 1:
        lines = [vocabulary.join(lines[n : n + 2]) for n in range(0, len(lines), 2)]
    return lines[0]


def _parted(current: Sequence[str], line: str, width: int) -> bool:
    """Whether `line` starts another paragraph than the lines before it."""
    before = current[-1]
    if width > _WIDEST or opens_item(f"{current[0]} {before}", line):
        return True
    if len(current) == 1 and heading_level(before):
        return not (before.isupper() and line.isupper())
    return len(before) < _FULL * width and before.endswith((".", ":", "!", "?"))
