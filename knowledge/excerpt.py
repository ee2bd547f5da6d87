"""Choose what to quote of a passage: whole sentences, with what they cannot be read without."""

import re
from collections.abc import Sequence

from knowledge.sentences import spans

Span = tuple[int, int]

_LEANS_BACK = re.compile(
    r"(?:Cet|Cette|Ces|Ce|Celui|Celle|Ceux|Celles|Il|Elle|Ils|Elles|On|Toutefois|Cependant|Néanmoins|Sauf|"
    r"Hormis|Excepté|Ainsi|Par ailleurs|En outre|De plus|À défaut|A défaut|Dans ce cas|Le cas échéant|"
    r"Y compris|Leur|Leurs|Son|Sa|Ses|Si tel|Par exception|Par dérogation|Mais|Or|En revanche|Sous réserve|"
    r"À l’exception|À l'exception|A l'exception|À condition|À titre exceptionnel|Sinon|Dans le cas contraire|"
    r"Seuls?|Seules?|Aucune?|Ne sont pas|Ne peuvent|Pour autant|Il en va)\b"
)
"""Openings of a sentence that only makes sense, or only limits, after the one before it."""

_ITEM = re.compile(r"(?:(-)|(–)|(•)|(\d+[°.)])|([a-z]\))|([IVX]+\s?[.-]))\s?")
"""The mark of a list item, a group for each sort: items of one sort are in one list."""


def excerpt(text: str, scores: Sequence[float], budget: int) -> Span:
    """Return where the quotation starts and ends in `text`: sentences that touch each other.

    `scores` says how near each sentence of `text` is to the question. The nearest sentence is
    taken with those that lean on it or on which it leans, then its best neighbours while the whole
    stays within `budget` words.
    """
    pieces = spans(text)
    if not pieces:
        return (0, 0)
    if _words(text) <= budget:
        return (pieces[0][0], pieces[-1][1])
    best = max(range(len(pieces)), key=lambda n: scores[n])
    first, last = _held_together(text, pieces, best, best)
    while wider := _wider(text, pieces, (first, last), budget):
        gains = [max((*scores[start:first], *scores[last + 1 : end + 1])) for start, end in wider]
        first, last = wider[gains.index(max(gains))]
    return (pieces[first][0], pieces[last][1])


def introduction(text: str, span: Span) -> str:
    r"""Return the sentence before `span` that introduces the list quoted, or "".

    >>> text = "1. Il faut :\n- un budget ;\n- un plan.\n2. Un jury choisit."
    >>> introduction(text, (27, 37)), introduction(text, (38, 57))
    ('1. Il faut :', '')
    """
    item = _ITEM.match(text, span[0])
    if not item:
        return ""
    for start, end in reversed(spans(text)):
        above = _ITEM.match(text, start)
        beside = above and above.lastindex == item.lastindex
        if end <= span[0] and text[start:end].endswith(":") and not beside:
            return text[start:end]
    return ""


def _wider(text: str, pieces: Sequence[Span], run: Span, budget: int) -> list[Span]:
    """Return the next wider runs of sentences, to the left then to the right, that fit in `budget`."""
    first, last = run
    wider = [
        _held_together(text, pieces, start, end)
        for start, end in ((first - 1, last), (first, last + 1))
        if start >= 0 and end < len(pieces)
    ]
    return [(start, end) for start, end in wider if _words(text[pieces[start][0] : pieces[end][1]]) <= budget]


def _held_together(text: str, pieces: Sequence[Span], first: int, last: int) -> Span:
    """Widen a run of sentences until its first leans on nothing and nothing after it leans on it."""
    while first > 0 and _LEANS_BACK.match(text, pieces[first][0]):
        first -= 1
    while last + 1 < len(pieces) and _LEANS_BACK.match(text, pieces[last + 1][0]):
        last += 1
    return first, last


def _words(text: str) -> int:
    return len(text.split())
