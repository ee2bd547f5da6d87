"""Tell which passages are about a call for projects, and which sort of call a sentence speaks of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents import Document, Kind, Passage
from knowledge.french import fold
from knowledge.key_fact_reading import Evidence
from knowledge.key_fact_rules import Rules

_OF_THE_CALL = (Kind.SPECIFICATIONS, Kind.FAQ, Kind.GUIDE, Kind.PRESS_RELEASE)
"""What may be about one call from end to end; a law or a bill speaks of one in some of its articles."""

_NAMED_IN = 2
"""Passages that must name a call for the whole document to be about it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one document says about a call: `whole` if all of it, `call` its usual sort of call."""

    rules: Rules
    whole: bool
    call: str

    def holds(self, passage: Passage) -> bool:
        """Whether the passage may state a fact of a call."""
        read = fold("\n".join((*passage.headings, passage.lead, passage.text)))
        return self.whole or self.rules.call.search(read) is not None

    def about(self, passage: Passage, evidence: Evidence) -> str:
        """Return which sort of call, and which part of it, a value is for."""
        levels = (evidence.quote, evidence.lead, *reversed(passage.headings))
        call = next((call for level in levels if (call := self._named(level, evidence))), self.call)
        parts = (self.rules.parts.search(fold(level)) for level in levels)
        part = next((match.group() for match in parts if match), "")
        return ", ".join(filter(None, (call, part)))

    def _named(self, text: str, evidence: Evidence) -> str:
        """Return the sort of call that `text` names, the nearest to the value if there are several."""
        folded = fold(text)
        at = max(0, folded.find(fold(evidence.text)))
        near = {
            name: min(min(abs(match.start() - at), abs(match.end() - at)) for match in matches)
            for name, pattern in self.rules.calls.items()
            if (matches := list(pattern.finditer(folded)))
        }
        return min(near, key=lambda name: near[name]) if near else ""


def scope_of(document: Document, passages: Sequence[Passage], rules: Rules) -> Scope:
    """Return what `document` says about a call."""
    texts = [fold(f"{passage.lead}\n{passage.text}") for passage in passages]
    title = fold(document.title)
    often = sum(1 for text in texts if rules.call.search(text)) >= _NAMED_IN
    of_the_call = document.kind in _OF_THE_CALL and (often or rules.titles.search(title) is not None)
    return Scope(rules, of_the_call, _usual_call(title, rules) or _usual_call("\n".join(texts), rules))


def _usual_call(text: str, rules: Rules) -> str:
    """Return the sort of call that a folded text names most, "" if none."""
    named = Counter({name: len(pattern.findall(text)) for name, pattern in rules.calls.items()})
    name, times = named.most_common(1)[0]
    return name if times else ""
