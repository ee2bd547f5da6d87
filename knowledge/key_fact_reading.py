"""Read the values of a passage, and give each to the fact whose cue stands nearest to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.documents import Passage
from knowledge.excerpt import introduction
from knowledge.french import fold
from knowledge.key_fact_rules import NOTHING, Rule, Rules
from knowledge.sentences import spans
from knowledge.value_meanings import Bound, Folded, Found, Meaning, Moment, Period, ValueKind, folded
from knowledge.values import values

_ITEM = re.compile(r"[-–•]\s?\S|\d+[°.)]\s|[a-z]\)|[IVX]+\s?[.-]\s|[^|\n]*\|")
_PUNCTUATION = re.compile(r"[\s:|()–—,-]*")
_NEGATED = re.compile(r"(?:\bne\s|\bn')[^,;:]{0,40}\b(?:pas|jamais)\b")
_BREAK = re.compile(r"[,(–]|\b(?:et|pour)\b")
_OVERLAPPING = frozenset({ValueKind.COUNT})
"""Kinds of value that may hold their own cue: "20 lauréats"."""

FAR = 10**6
"""Characters from a value to a cue that does not count."""

BEYOND = 40
"""Characters added to the way to a cue that follows a value but begins something else."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value given to a fact, in its words; `quote` and `lead` are literal, see `key_facts.Value`."""

    topic: str
    text: str
    quote: str
    lead: str
    meaning: Meaning
    doubtful: bool
    day: date | None = None


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence at `start:end` of a passage, from `own` on not the sentence before, which introduces it.

    `opening` is the sentence that introduces the lines of which this is one; an `item` of a list or
    a table is introduced by what stands above it all.
    """

    start: int
    end: int
    own: int
    opening: str = ""
    item: bool = False

    def lead(self, passage: Passage) -> str:
        """Return the literal sentence that introduces this one without directly preceding it."""
        if not self.item:
            return self.opening
        return introduction(passage.text, (self.start, self.end)) or passage.lead


def read_passage(passage: Passage, rules: Rules, published: date | None) -> Iterator[Evidence]:
    """Yield the values that a passage states, in order; `published` is the day of its document."""
    for statement in _statements(passage.text):
        sentence = folded(passage.text[statement.start : statement.end])
        own = statement.own - statement.start
        found = [one for one in values(sentence, rules.kinds, rules.uncounted) if one.start >= own]
        if found and _states(sentence.text):
            yield from _Reader(passage, statement, sentence, rules, published).read(found)


def _states(sentence: str) -> bool:
    """Whether a folded sentence states something, rather than asks or denies it."""
    return not sentence.rstrip(" »").endswith("?") and not _NEGATED.search(sentence)


def _statements(text: str) -> Iterator[_Statement]:
    """Yield the sentences of a passage in order."""
    before = (0, 0)
    opening = ""
    for start, end in spans(text):
        introduced = text[before[0] : before[1]].endswith(":")
        if _ITEM.match(text, start):
            yield _Statement(start, end, start, item=True)
        elif introduced:
            opening = text[before[0] : before[1]]
            yield _Statement(before[0], end, start)
        else:
            if text[before[1] - 1] in ".?!;" or text[end - 1] in ".?!;:":
                opening = ""
            yield _Statement(start, end, start, opening)
        before = (start, end)


class _Reader:
    """What one statement says; a fact that the words around it exclude attracts values, but keeps none."""

    def __init__(
        self, passage: Passage, statement: _Statement, sentence: Folded, rules: Rules, published: date | None
    ) -> None:
        self._quote = passage.text[statement.start : statement.end]
        self._lead = statement.lead(passage)
        self._sentence = sentence
        self._rules = rules
        self._published = published
        self._folded_lead = fold(self._lead)
        self._heading = fold(passage.headings[-1]) if passage.headings else ""
        self._near = f"{sentence.text}\n{self._folded_lead}\n{self._heading}"
        self._around = "\n".join((self._near, *map(fold, passage.headings)))

    def read(self, found: list[Found]) -> Iterator[Evidence]:
        """Yield what the values `found` in the statement say."""
        if self._rules.never.search(f"{self._sentence.text}\n{self._folded_lead}"):
            return
        for value in found:
            if value.bound is not Bound.AFTER:
                alone = sum(one.kind is value.kind for one in found) == 1
                for rule in self._rules_for(value, alone=alone):
                    yield from self._evidence(rule, value)

    def _rules_for(self, value: Found, *, alone: bool) -> list[Rule]:
        """Return the facts that a value is for: at most one, or both that a range has an end for."""
        rules = [rule for rule in self._rules.facts if value.kind in rule.kinds]
        gaps = {rule.topic: self._gap(rule, value) for rule in rules}
        nearest = min(gaps.values())
        decoy = self._nearest(self._rules.decoys.get(value.kind, NOTHING), value)
        if min(nearest, decoy) < FAR:
            told = [rule for rule in rules if gaps[rule.topic] == nearest] if nearest <= decoy else []
            if value.ends and any(rule.end for rule in told):
                told = [rule for rule in rules if rule.end and gaps[rule.topic] < FAR]
        else:
            told = [rule for rule in rules if rule.cues.search(self._folded_lead)]
            if not told and alone:
                told = [rule for rule in rules if rule.headings.search(self._heading)]
        allowed = [rule for rule in told if self._allows(rule, value)]
        return allowed if value.ends else allowed[:1]

    def _allows(self, rule: Rule, value: Found) -> bool:
        """Whether what stands around the value lets it be this fact's."""
        if rule.needed and not rule.needed.search(self._around):
            return False
        bounded = value.kind is not ValueKind.DATE or bool(value.ends) or value.bound in rule.bounds
        return bounded and not rule.never.search(self._near)

    def _gap(self, rule: Rule, value: Found) -> int:
        """Return how far the nearest cue of a fact stands from a value, `FAR` if it is too far."""
        gap = self._nearest(rule.cues, value)
        if value.bound is Bound.BEFORE:
            gap = min(gap, self._nearest(rule.limit_cues, value))
        if value.ends:
            gap = min(gap, self._nearest(rule.range_cues, value))
        if value.ends or not rule.end:
            gap = min(gap, self._nearest(rule.row_cues, value, beside=True))
        return gap if gap <= rule.near else FAR

    def _nearest(self, cues: re.Pattern[str], value: Found, *, beside: bool = False) -> int:
        """Return the characters between a value and the nearest of `cues`, `FAR` if there is none."""
        gaps = [FAR]
        quote = self._quote
        for match in cues.finditer(self._sentence.text):
            start, end = self._sentence.span(*match.span())
            between = quote[end : value.start] or quote[value.end : start]
            overlaps = start < value.end and value.start < end
            if overlaps and value.kind not in _OVERLAPPING:
                continue
            if ";" in between or (beside and not _PUNCTUATION.fullmatch(between)):
                continue
            beyond = start >= value.end and _BREAK.search(between) is not None
            gaps.append(0 if overlaps else len(between) + (BEYOND if beyond else 0))
        return min(gaps)

    def _evidence(self, rule: Rule, value: Found) -> Iterator[Evidence]:
        """Yield the value as the fact's: the end of a range that it is about, or the whole."""
        part = value.ends[0 if rule.end == "first" else -1] if value.ends and rule.end else value
        meaning, day = part.meaning, None
        if value.by_reference:
            if self._published is None:
                return
            day = self._published
            moment = Moment(day.month, day.year, day.day)
            meaning = Period(moment, moment)
        yield Evidence(
            rule.topic,
            self._quote[part.start : part.end],
            self._quote,
            self._lead,
            meaning,
            self._rules.doubt.search(self._near) is not None,
            day,
        )
