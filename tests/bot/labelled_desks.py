"""A desk that replies to labelled questions by a script, and how to run a command on a set of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer
from typer.main import get_command

from bot.quality.labelled import Expect, Labelled
from bot.replies import Decision, Quotation, Reply
from knowledge.coverage import Coverage
from knowledge.decision import Reason
from knowledge.documents import Corpus
from tests.bot.desks import CORPUS

GOLD = "trois millions"


def labelled(id_: str, expect: Expect = Expect.ANSWER, **more: object) -> Labelled:
    """Return a question whose right answer says `GOLD`, or that must not be answered."""
    gold = {"gold": ((GOLD,),)} if expect is Expect.ANSWER else {}
    return Labelled(id_, f"Question {id_} ?", expect, **(gold | more))  # type: ignore[arg-type] # any field


def replied(decision: Decision, confidence: float = 0.5, text: str = "", reason: str | None = None) -> Reply:
    """Return a reply to whatever question."""
    return Reply("", decision, text, reason, confidence=confidence)


def right(confidence: float = 0.9) -> Reply:
    """Return a right answer: the fact is in its quotation."""
    quotation = Quotation("d", "Titre", "law", "in_force", "", None, "Une enveloppe de trois millions.", "/")
    return Reply("", Decision.ANSWER, "D’après la loi :", None, (quotation,), confidence)


def wrong(confidence: float = 0.9) -> Reply:
    """Return an answer without the fact."""
    return replied(Decision.ANSWER, confidence, "Deux <b>millions</b>.")


def handed(reason: Reason = Reason.MISSING_KNOWLEDGE, confidence: float = 0.1) -> Reply:
    """Return a handoff."""
    return replied(Decision.HANDOFF, confidence, "Je préfère ne pas deviner.", reason.value)


@dataclass
class ScriptedDesk:
    """Gives each question the reply it has in the script."""

    script: Mapping[str, Reply]
    corpus: Corpus = CORPUS
    coverage: Coverage = Coverage()
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def vector(self, text: str) -> tuple[str, bytes]:
        """No test of labelled questions compares them."""
        raise NotImplementedError(text)

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Return the reply of the script."""
        self.asked.append((question, tuple(history)))
        return self.script[question]


def write_set(path: Path, questions: Sequence[Labelled]) -> Path:
    """Write a question set as people do."""
    lines = (
        {
            "id": question.id,
            "question": question.question,
            "expect": question.expect.value,
            "kind": question.kind,
            "gold": question.gold,
            "not": question.forbidden,
            "where": question.where,
        }
        for question in questions
    )
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def run_command(app: typer.Typer, args: Sequence[str]) -> None:
    """Run a command, its errors left to the caller."""
    app.callback()(lambda: None)
    get_command(app).main(list(args), prog_name="guichet", standalone_mode=False)
