"""Makes the sheet that every channel shows: criteria as judged, answers, steps and pieces, with passages."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from bot.eligibility import wording
from bot.eligibility.in_force import InForce
from bot.eligibility.shown import ShownAnswer, ShownCriterion, ShownPiece, ShownSheet, ShownStep
from bot.procedure.wording import said_deadline, when
from bot.quoting import quotation
from bot.replies import Quotation
from bot.wording import AUTHORITY
from knowledge.deadline import deadline
from knowledge.documents import Citation, Corpus
from knowledge.eligibility.criteria import UNSURE, Answers, Criterion, Outcome
from knowledge.eligibility.judging import Judged, judge
from knowledge.preparation import Quoted
from knowledge.procedure import Piece, Step


@dataclass(frozen=True, slots=True)
class Sheets:
    """Makes sheets of what is `in_force`; links start with `site`, days are those of `zone`."""

    in_force: InForce
    corpus: Corpus
    site: str
    zone: tzinfo

    def of(self, answers: Answers, now: datetime, done: Collection[str] = ()) -> ShownSheet:
        """Return the sheet of answers in their normal form; `done` are the pieces ticked."""
        rules = self.in_force.rules
        sheet = judge(rules, answers)
        return ShownSheet(
            criteria=tuple(self._criterion(one, answers) for one in sheet.judged),
            answers=self._answers((one.id for one in rules.questions), answers),
            steps=tuple(self.step(one, now) for one in self.in_force.procedure.steps),
            pieces=tuple(self._piece(one, one.id in done) for one in self.in_force.procedure.pieces),
            deadline=self.deadline(now),
            decision=wording.DECISION.format(authority=self._authority()),
            decided=self.quotations(rules.decision),
            complete=sheet.complete,
            rules=self.in_force.digest,
            at=now.isoformat(timespec="seconds"),
        )

    def deadline(self, now: datetime) -> str:
        """Return one sentence on until when one may apply."""
        return said_deadline(deadline(self.corpus.call, now, self.zone), self.zone)

    def quotations(self, quoted: Iterable[Quoted]) -> tuple[Quotation, ...]:
        """Return citations of pieces of passages, those that are there."""
        passages = {passage.id: passage for passage in self.corpus.passages}
        titles = {document.id: document for document in self.corpus.documents}
        found = ((passages.get(one.passage), one.quote) for one in quoted)
        return tuple(
            quotation(Citation(titles[passage.document_id], passage, quote, passage.lead.strip()), self.site)
            for passage, quote in found
            if passage and passage.document_id in titles
        )

    def step(self, step: Step, now: datetime) -> ShownStep:
        """Return a step as it is shown at a moment."""
        pieces = (self.in_force.procedure.piece(one) for one in step.pieces)
        return ShownStep(
            step.id,
            step.name,
            step.who,
            when(step, self.zone),
            past=step.ends is not None and self._end(step.ends) < now,
            pieces=tuple(one.name for one in pieces if one),
            note=self._unsaid(step.announced) if not step.stated else "",
            citations=self.quotations(step.passages),
        )

    def _piece(self, piece: Piece, done: bool) -> ShownPiece:
        return ShownPiece(
            piece.id,
            piece.name,
            piece.who,
            piece.help,
            note=self._unsaid(piece.announced) if not piece.stated else "",
            done=done,
            citations=self.quotations(piece.passages),
        )

    def _criterion(self, judged: Judged, answers: Answers) -> ShownCriterion:
        criterion = judged.criterion
        return ShownCriterion(
            criterion.id,
            criterion.name,
            judged.outcome,
            because=self._answers(judged.questions, answers),
            note=self._note(judged, answers),
            to_meet=criterion.to_meet if self._advised(judged, answers) else "",
            draft=criterion.draft,
            citations=self.quotations(criterion.passages),
        )

    def _advised(self, judged: Judged, answers: Answers) -> bool:
        """Whether our advice fits: not those who do not know the answer, nor a text that has changed."""
        if judged.outcome is Outcome.STAFF:
            return not (judged.criterion.flagged or _unsure(judged, answers))
        return judged.outcome is Outcome.NOT_MET

    def _note(self, judged: Judged, answers: Answers) -> str:
        caution = wording.DRAFT_NOTE if judged.criterion.draft else ""
        return " ".join(filter(None, (self._why(judged.criterion, judged, answers), caution)))

    def _why(self, criterion: Criterion, judged: Judged, answers: Answers) -> str:
        if judged.outcome is Outcome.NOT_STATED:
            return self._unsaid(criterion.announced)
        if judged.outcome is not Outcome.STAFF:
            return ""
        if criterion.flagged:
            return wording.FLAGGED_NOTE
        return wording.UNSURE_NOTE if _unsure(judged, answers) else wording.STAFF_NOTE

    def _unsaid(self, announced: str) -> str:
        titles = {document.id: document.title for document in self.corpus.documents}
        title = titles.get(announced, "")
        return wording.ANNOUNCED_NOTE.format(document=title) if title else wording.UNSTATED_NOTE

    def _answers(self, names: Iterable[str], answers: Answers) -> tuple[ShownAnswer, ...]:
        questions = (self.in_force.rules.question(name) for name in names)
        return tuple(
            ShownAnswer(one.id, one.ask, wording.said(one, answers[one.id]))
            for one in questions
            if one and one.id in answers
        )

    def _authority(self) -> str:
        call = self.corpus.call
        return f"{AUTHORITY} ({call.authority})" if call.authority else AUTHORITY

    def _end(self, ends: date) -> datetime:
        """Return the moment at which a step is over: a day ends at its midnight, in our zone."""
        return ends if isinstance(ends, datetime) else datetime.combine(ends, time.max, self.zone)


def _unsure(judged: Judged, answers: Answers) -> bool:
    return any(answers.get(one) == UNSURE for one in judged.questions)
