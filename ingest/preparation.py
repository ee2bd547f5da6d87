"""Read what staff approved of a call: preparation.toml, which stands beside its texts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import ManifestError
from ingest.manifest import PREPARATION, parse
from ingest.manifest_checks import Checker
from ingest.preparation_rules import QUOTE, TOPIC
from ingest.preparation_search import pattern
from ingest.toml_lines import Lines, scan
from knowledge.french import fold
from knowledge.preparation import State
from knowledge.typology import load_typology

LEAST_QUOTES = {State.STATED: 1, State.PARTLY: 1, State.CONFLICTING: 2, State.NOT_STATED: 0}
"""Quotations without which a state is not shown."""

_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
"""The strings and the comments of a TOML text."""


@dataclass(frozen=True, slots=True)
class PreparedQuote:
    """Words of a document as staff copied them; `line` counts from 1, None if no file says them yet."""

    document: str
    quote: str
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PreparedTopic:
    """What staff say of a topic; the values are those of `knowledge.preparation.Treatment`.

    `approved` is False for a proposal, which counts for nothing yet. `lines` are those of its keys in
    the file, that of the whole under the key "".
    """

    id: str
    state: State
    passages: tuple[PreparedQuote, ...] = ()
    value: str = ""
    missing: str = ""
    announced: str = ""
    questions: tuple[str, ...] = ()
    name: str = ""
    question: str = ""
    approved: bool = True
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line(self, key: str = "") -> int | None:
        """Return the line of a key, else of the whole topic, None if no file says it yet."""
        return self.lines.get(key) or self.lines.get("")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The topics of a preparation in the order of its file, none if there is no file."""

    topics: tuple[PreparedTopic, ...] = ()
    path: Path = field(default=Path(PREPARATION), compare=False, repr=False)

    @property
    def approved(self) -> tuple[PreparedTopic, ...]:
        """The topics that count."""
        return tuple(topic for topic in self.topics if topic.approved)


def load_preparation(folder: Path) -> Prepared:
    """Return what the preparation of a corpus folder says, with corpus.toml or without it.

    Quotations are not compared with the texts yet. Of a topic that is not approved, only the keys are
    checked.

    Raises:
        ManifestError: the file cannot be read, is not TOML, or says something impossible.
    """
    path = folder / PREPARATION
    if not path.is_file():
        return Prepared(path=path)
    text, tables = parse(path)
    lines = scan(text)
    entries = _entries(path, lines, tables)
    places = _quote_lines(text)
    prepared = Prepared(
        tuple(_topic(path, lines, entry, index, places) for index, entry in enumerate(entries)), path
    )
    _check(prepared)
    return prepared


def _entries(path: Path, lines: Lines, tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tables of the topics.

    Raises:
        ManifestError: there is another table, or they are no tables.
    """
    for key in tables:
        if key != "topic":
            line = lines.of(key) or lines.of("", 0, key)
            what = f"la clé « {key} » est inconnue"
            raise ManifestError(path, line, what, "[[topic]]", "retirez cette clé ou écrivez [[topic]]")
    entries = tables.get("topic", [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    line = lines.of("topic") or lines.of("", 0, "topic")
    expected = "une table [[topic]] par sujet, avec deux crochets"
    raise ManifestError(path, line, "« topic » n’est pas une liste de sujets", expected, "écrivez [[topic]]")


def _topic(
    path: Path, lines: Lines, entry: Mapping[str, object], index: int, places: Mapping[int, list[int]]
) -> PreparedTopic:
    values = Checker(path, lines).table(entry, TOPIC, "topic", index)
    found = {key: line for key in ("", *entry) if (line := lines.of("topic", index, key))}
    tables = values.pop("passages", ())
    default = found.get("passages", 1)
    where = (places.get(index, []) + [default] * len(tables))[: len(tables)]
    checker = Checker(path, Lines(tuple(("quote", line, {}) for line in where)))
    quotes = (checker.table(table, QUOTE, "quote", number) for number, table in enumerate(tables))
    passages = tuple(PreparedQuote(**quote, line=line) for quote, line in zip(quotes, where, strict=True))
    return PreparedTopic(passages=passages, lines=found, **values)


def _quote_lines(text: str) -> dict[int, list[int]]:
    """Return the line where each quotation of each topic opens, by the topic's place in the file."""
    bare = _OPAQUE.sub(lambda found: "\n" * found[0].count("\n"), text)
    places: dict[int, list[int]] = {}
    for number, line in enumerate(bare.split("\n"), 1):
        if re.match(r"\s*\[\[\s*topic\s*\]\]", line):
            places[len(places)] = []
        elif places:
            opens = line.count("{") + bool(re.match(r"\s*\[\[\s*topic\s*\.\s*passages\s*\]\]", line))
            places[len(places) - 1] += [number] * opens
    return places


def _check(prepared: Prepared) -> None:
    """Check all that can be checked without the texts.

    Raises:
        ManifestError: two topics have the same identifier, or an approved one cannot be.
    """
    _distinct(prepared.path, ((topic.id, topic.line("id")) for topic in prepared.topics), "le sujet")
    known = {topic.id for topic in load_typology()} if prepared.approved else set()
    for topic in prepared.approved:
        if fault := _fault(topic, known):
            key, what, expected, fix = fault
            raise ManifestError(prepared.path, topic.line(key), what, expected, fix)
    questions = (
        (question, topic.line("questions")) for topic in prepared.approved for question in topic.questions
    )
    _distinct(prepared.path, questions, "la question")


def _fault(topic: PreparedTopic, known: set[str]) -> tuple[str, str, str, str] | None:
    """Return the key at fault, what is wrong, what was expected and how to mend it, None if all is well."""
    if topic.id not in known and not (topic.name and topic.question):
        what = f"le sujet « {topic.id} » n’est pas de ceux que Guichet connaît"
        fix = "corrigez id, ou ajoutez name (un groupe nominal) et question"
        return "id", what, "un sujet connu, ou un sujet propre à l’appel avec name et question", fix
    least, there = LEAST_QUOTES[topic.state], len(topic.passages)
    if there < least:
        what = f"state vaut « {topic.state} » et passages ne contient que {there} citation(s)"
        return "state", what, f"{least} citation(s) au moins", 'ajoutez-les, ou écrivez state = "not_stated"'
    if there and topic.state is State.NOT_STATED:
        what = f"state vaut « {topic.state} » et pourtant des passages sont cités"
        return "passages", what, "aucune citation", "retirez passages, ou corrigez state"
    if topic.value and not (topic.passages and pattern(topic.value).search(topic.passages[0].quote)):
        what = f"value vaut « {topic.value} », qui n’est pas dans la première citation"
        return "value", what, "des mots de la première citation", "recopiez-les de cette citation"
    return None


def _distinct(path: Path, said: Iterable[tuple[str, int | None]], noun: str) -> None:
    """Check that nothing is said twice, whatever its capitals, accents and spaces.

    Raises:
        ManifestError: something is.
    """
    first: dict[str, int | None] = {}
    for text, line in said:
        folded = " ".join(fold(text).split())
        if folded in first:
            what = f"{noun} « {text} » est déjà à la ligne {first[folded]}"
            raise ManifestError(path, line, what, "une seule fois chacun", "retirez l’un des deux")
        first[folded] = line
