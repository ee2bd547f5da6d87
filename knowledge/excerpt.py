"""Choose what to quote of a passage: whole sentences, with what they cannot be read without."""

import re
from collections.abc import Sequence

from knowledge.sentences import spans

Span = tuple[int, int]

_LEANS_BACK = re.compile(
    r"(?:Cet|Cette|Ces|Ce|Celui|Celle|Ceux|Celles|Il|Elle|Ils|Elles|On|Toutefois|Cependant|Néanmoins|Sauf|Hormis|"
    r"Excepté|Ainsi|Par ailleurs|En outre|De plus|À défaut|A défaut|Dans ce cas|Le cas échéant|Y compris|Leur|Leurs|"
    r"Son|Sa|Ses|Si tel|Par exception|Par dérogation)\b"
)
"""Openings of a sentence that only makes sense, or only limits, after the one before it."""

_ITEM = re.compile(r"(?:[-–•]|\d+[°.)]|[a-z]\)|[IVX]+\s?[.-])\s?")


def excerpt(text: str, scores: Sequence[float], budget: int) -> Span:
    """Return where the quotation starts and ends in `text`: sentences that touch each other.

    `scores` says how near each sentence of `text` is to the question. The nearest sentence is
    taken with those that lean on it or on which it leans, then its best neighbours while the whole
    stays within `budget` words.
    """
    pieces = spans(text)
    if len(pieces) <= 1 or _words(text) <= budget:
        return (0, len(text.rstrip()))
    best = max(range(len(pieces)), key=lambda n: scores[n])
    first, last = _held_together(text, pieces, best, best)
    while True:
        wider = [
            _held_together(text, pieces, start, end)
            for start, end in ((first - 1, last), (first, last + 1))
            if start >= 0 and end < len(pieces)
        ]
        fitting = [w for w in wider if _words(text[pieces[w[0]][0] : pieces[w[1]][1]]) <= budget]
        if not fitting:
            return (pieces[first][0], pieces[last][1])
        first, last = max(fitting, key=lambda w: max(scores[w[0] : w[1] + 1][: first - w[0]] or scores[last + 1 : w[1] + 1]))


def _held_together(text: str, pieces: Sequence[Span], first: int, last: int) -> tuple[int, int]:
    """Widen a run of sentences until neither end leans on what was left out."""
    while first > 0 and _LEANS_BACK.match(text[pieces[first][0] :]):
        first -= 1
    while last + 1 < len(pieces) and _LEANS_BACK.match(text[pieces[last + 1][0] :]):
        last += 1
    return first, last


def introduction(text: str, span: Span) -> str:
    """Return the sentence before `span` that introduces the list quoted, or ""."""
    if not _ITEM.match(text[span[0] :]):
        return ""
    before = [piece for piece in spans(text) if piece[1] <= span[0]]
    return next((text[a:b] for a, b in reversed(before) if text[a:b].endswith(":")), "")


def _words(text: str) -> int:
    return len(text.split())
