"""Questions whose right answers are known, and what a reply to one of them is worth.

A set is a file of JSON lines: `id`, `question`, `expect` (`answer` or `abstain`), `kind`, `gold`
(alternatives; all facts of one must stand in the answer), `not` (facts that show a wrong answer), `where`
the texts say it, and if known the `history`, the `topic` and the `reason` of the handoff to expect.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from bot.api.problems import faults
from bot.api.questions import Question, Text, encodable
from bot.errors import BotError, MisusedCommand
from bot.replies import Decision, Reply
from knowledge.decision import Reason

_SHOWN = 5
"""Faults of question sets that are told at once."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(encodable)]


class Expect(StrEnum):
    """What a question should get: the texts answer it, or they do not and it must not be answered."""

    ANSWER = "answer"
    ABSTAIN = "abstain"


class Verdict(StrEnum):
    """What a reply is worth; an abstention that shows the right passage all the same has assisted."""

    RIGHT = "right"
    WRONG = "wrong"
    ASSISTED = "assisted"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and what is known of its answer; each of `gold` is an alternative, all its facts needed."""

    id: str
    question: str
    expect: Expect
    kind: str = ""
    gold: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    where: str = ""
    topic: str | None = None
    reason: Reason | None = None
    history: tuple[str, ...] = ()


class UnreadableSet(BotError):
    """Some lines of question sets are no labelled questions; `faults` says where and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        more = len(faults) - _SHOWN
        rest = f" ; et {more} autre(s) défaut(s)" if more > 0 else ""
        super().__init__(f"{' ; '.join(faults[:_SHOWN])}{rest}. Corrigez ces lignes, puis recommencez.")


class Line(Question):
    """A line of a question set."""

    id: Word
    expect: Expect
    kind: Text = ""
    gold: list[Annotated[list[Word], Field(min_length=1)]] = Field(default_factory=list)
    forbidden: list[Word] = Field(default_factory=list, alias="not")
    where: Text = ""
    topic: Word | None = None
    reason: Reason | None = None

    def labelled(self) -> Labelled:
        """Return the value that the line stands for."""
        return Labelled(
            self.id, self.question, self.expect, self.kind, tuple(map(tuple, self.gold)),
            tuple(self.forbidden), self.where, self.topic, self.reason, self.earlier(),
        )  # fmt: skip


def read_sets(paths: Sequence[Path]) -> tuple[Labelled, ...]:
    """Read question sets, in order.

    Raises:
        MisusedCommand: a file cannot be read, or there is no question at all.
        UnreadableSet: some lines are no labelled questions, or two have the same `id`.
    """
    places: dict[str, str] = {}
    questions: list[Labelled] = []
    wrong: list[str] = []
    for path in paths:
        for place, read in _lines(path):
            if isinstance(read, str):
                wrong.append(f"{place} : {read}")
            elif read.id in places:
                wrong.append(f"{place} : l’identifiant « {read.id} » est déjà celui de {places[read.id]}")
            else:
                places[read.id] = place
                questions.append(read)
    if wrong:
        raise UnreadableSet(wrong)
    if not questions:
        raise MisusedCommand(f"Aucune question dans {', '.join(f'« {path} »' for path in paths)}.")
    return tuple(questions)


def verdict(question: Labelled, reply: Reply) -> Verdict:
    """Judge a reply by the facts in its text, its quotations and its suggestions together.

    >>> gold, forbidden = (("trois millions",),), ("par an",)
    >>> question = Labelled("1", "Combien ?", Expect.ANSWER, "", gold, forbidden)
    >>> verdict(question, Reply("", Decision.ANSWER, "Trois millions d’euros."))
    <Verdict.RIGHT: 'right'>
    >>> verdict(question, Reply("", Decision.ANSWER, "Trois millions par an."))
    <Verdict.WRONG: 'wrong'>
    """
    quotes = " ".join(citation.quote for citation in reply.citations)
    shown = _fold(f"{reply.text} {quotes} {' '.join(reply.suggestions)}")
    found = any(all(_says(fact, shown) for fact in facts) for facts in question.gold)
    if reply.decision is not Decision.ANSWER:
        return Verdict.ASSISTED if found else Verdict.ABSTAINED
    refused = question.expect is Expect.ABSTAIN or any(_says(fact, shown) for fact in question.forbidden)
    return Verdict.RIGHT if found and not refused else Verdict.WRONG


def _lines(path: Path) -> Iterator[tuple[str, Labelled | str]]:
    """Yield the place of each line that is not blank, and its question or what is wrong with it.

    Raises:
        MisusedCommand: the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise MisusedCommand(f"Le fichier « {path} » ne peut pas être lu. Vérifiez son chemin.") from None
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            yield f"{path}, ligne {number}", _read(line.removeprefix(b"\xef\xbb\xbf"))


def _read(line: bytes) -> Labelled | str:
    """Return the question of a line, or what is wrong with it."""
    try:
        read = Line.model_validate_json(line)
    except ValidationError as error:
        found = faults([{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()])
        return " ; ".join(f"{_named(fault.pointer)}{fault.detail}" for fault in found)
    if read.expect is Expect.ANSWER and not read.gold:
        return "#/gold, il faut au moins un fait attendu quand « expect » vaut « answer »"
    if read.expect is Expect.ANSWER and read.reason is not None:
        return "#/reason, il n’y a pas de motif quand « expect » vaut « answer »"
    return read.labelled()


def _named(pointer: str) -> str:
    return "" if pointer == "#" else f"{pointer}, "


def _says(fact: str, shown: str) -> bool:
    """Tell whether a fact stands in folded text as whole words or numbers."""
    return re.search(rf"(?<![a-z0-9]){re.escape(_fold(fact))}(?![a-z0-9])", shown) is not None


def _fold(text: str) -> str:
    """Return lower case, no accents, plain apostrophes, single spaces.

    Like `knowledge.french.fold` but for spaces: a fact may stand across the lines of a table.
    """
    plain = text.replace("’", "'").replace("ʼ", "'").replace("\u00ad", "")
    plain = plain.replace("œ", "oe").replace("Œ", "OE")
    letters = unicodedata.normalize("NFKD", plain.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
