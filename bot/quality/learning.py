"""Learn from a run over labelled questions what the word of a language model that reads is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.desk import Desk
from bot.quality.evaluation import Evaluation
from bot.quality.labelled import Verdict
from bot.replies import Reply
from knowledge.coverage import Coverage
from knowledge.decision import may_be_read
from knowledge.documents import Corpus
from knowledge.reading_weights import Lesson
from knowledge.receipt import Receipt


@dataclass(frozen=True, slots=True)
class NotingDesk:
    """The desk that it is given, which also notes the number of each receipt, None where there is none."""

    desk: Desk
    numbers: list[str | None] = field(default_factory=list)

    @property
    def corpus(self) -> Corpus:
        """The texts that answers rest on."""
        return self.desk.corpus

    @property
    def coverage(self) -> Coverage:
        """What the texts cover of what applicants ask."""
        return self.desk.coverage

    def vector(self, text: str) -> tuple[str, bytes]:
        """Return what a question means.

        Raises:
            KnowledgeError: the embedder does not answer.
        """
        return self.desk.vector(text)

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Answer a question, and note its receipt."""
        reply = self.desk.reply(question, history)
        self.numbers.append(reply.receipt)
        return reply


def lessons_of(evaluation: Evaluation, receipts: Sequence[Receipt | None]) -> tuple[Lesson, ...]:
    """Return what each question that was read and answered teaches; `receipts` are theirs, in order."""
    return tuple(
        Lesson(
            confidence=kept.model.confidence(kept.evidence.signals),
            read=kept.evidence.read,
            right=scored.verdict is Verdict.RIGHT,
        )
        for scored, kept in zip(evaluation.scored, receipts, strict=True)
        if kept and kept.evidence.read and scored.answered
    )


def unread(receipts: Sequence[Receipt | None]) -> int:
    """Return for how many questions the language model was asked and told nothing that can be read."""
    asked = (kept for kept in receipts if kept and may_be_read(kept.evidence, kept.model))
    return sum(kept.evidence.read is None for kept in asked)
