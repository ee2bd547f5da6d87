"""Read key_facts.toml: by which words the texts state each key fact."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from knowledge.french import fold, stems
from knowledge.value_meanings import Bound, ValueKind


class Conflict(StrEnum):
    """Where two different values of a fact must stand to contradict each other."""

    PASSAGES = "passages"
    DOCUMENTS = "documents"
    NEVER = "never"


NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rule:
    """How one fact is stated; the fields are those that key_facts.toml describes, all of them folded."""

    topic: str
    kinds: frozenset[ValueKind]
    cues: re.Pattern[str]
    limit_cues: re.Pattern[str]
    range_cues: re.Pattern[str]
    row_cues: re.Pattern[str]
    headings: re.Pattern[str]
    needed: re.Pattern[str] | None
    never: re.Pattern[str]
    bounds: frozenset[Bound]
    end: str
    near: int
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class Rules:
    """All the facts in their order, and what holds for each: see key_facts.toml.

    `calls` goes from the name of a sort of call to what names it in a text; `uncounted` are stems.
    """

    facts: tuple[Rule, ...]
    decoys: Mapping[ValueKind, re.Pattern[str]]
    calls: Mapping[str, re.Pattern[str]]
    call: re.Pattern[str]
    titles: re.Pattern[str]
    parts: re.Pattern[str]
    never: re.Pattern[str]
    doubt: re.Pattern[str]
    uncounted: frozenset[str]

    @property
    def kinds(self) -> frozenset[ValueKind]:
        """The kinds of value that any fact may have."""
        return frozenset(kind for fact in self.facts for kind in fact.kinds)


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Return the rules that come with the product; they are read once."""
    said = tomllib.loads(files("knowledge").joinpath("key_facts.toml").read_text(encoding="utf-8"))
    scope, never = said["scope"], said["never"]
    parts = "|".join(map(_words, scope["parts"]))
    return Rules(
        facts=tuple(_rule(topic, one) for topic, one in said["fact"].items()),
        decoys={ValueKind(kind): any_of(words) for kind, words in said["decoys"].items()},
        calls={name: any_of(words) for name, words in scope["calls"].items()},
        call=any_of(word for words in scope["calls"].values() for word in words),
        titles=any_of(scope["titles"]),
        parts=re.compile(
            rf"\b(?:{parts})\s(?:n[°o]\s?)?(?:\d{{1,2}}|[a-d])\b|\b\w+(?:re|er|e|eme|nd|nde)\s(?:{parts})\b"
        ),
        never=any_of(never["words"]),
        doubt=any_of(said["doubt"]["words"]),
        uncounted=frozenset(stem for noun in never["nouns"] for stem in stems(noun) or [fold(noun)]),
    )


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of `words` in a folded text, "*" standing for any ending.

    >>> any_of(["date* limite*"]).findall("les dates limites, la date limitee")
    ['dates limites', 'date limitee']
    """
    said = sorted(map(_words, words), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(said)})(?!\w)") if said else NOTHING


def _words(words: str) -> str:
    return r",?\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in fold(words).split())


def _rule(topic: str, said: Mapping[str, Any]) -> Rule:
    return Rule(
        topic=topic,
        kinds=frozenset(map(ValueKind, said["kinds"])),
        cues=any_of(said["cues"]),
        limit_cues=any_of(said.get("limit_cues", ())),
        range_cues=any_of(said.get("range_cues", ())),
        row_cues=any_of(said.get("row_cues", ())),
        headings=any_of(said.get("headings", ())),
        needed=any_of(said["with"]) if "with" in said else None,
        never=any_of(said.get("never", ())),
        bounds=frozenset(map(Bound, said.get("bounds", ("at",)))),
        end=said.get("end", ""),
        near=said["near"],
        conflict=Conflict(said["conflict"]),
    )
