"""Leads a contact through the criteria of a call: what to reply along the path, and what to add beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from bot.eligibility import commands, wording
from bot.eligibility.asking import Asking
from bot.eligibility.beside import Beside, lost_on_steps
from bot.eligibility.correcting import correction_buttons, to_correct, wants_to_correct
from bot.eligibility.course import Course
from bot.eligibility.hearing import asks, command_of, key, pressed
from bot.eligibility.hearing_first import goes_first
from bot.eligibility.in_force import InForce
from bot.eligibility.offering import asks_verdict
from bot.eligibility.orders import Orders
from bot.eligibility.path import Path, Stage
from bot.eligibility.questions import ShownQuestion
from bot.eligibility.reading import mentions, read_answer
from bot.eligibility.sheets import Sheets
from bot.eligibility.shown import ShownSheet
from bot.eligibility.yes_no_said import yes_or_no
from bot.procedure.wording import closed_notice
from bot.replies import Reply
from knowledge.coverage import Coverage
from knowledge.deadline import deadline
from knowledge.documents import Corpus
from knowledge.eligibility.answers import NO, YES, normal_answers, still_taken
from knowledge.eligibility.asking import next_question
from knowledge.eligibility.criteria import Answers, Question, Takes


class Guide:
    """Replies along the questions `in_force`; links start with `site`, days are those of `zone`."""

    def __init__(
        self, in_force: InForce, corpus: Corpus, coverage: Coverage, site: str, zone: tzinfo
    ) -> None:
        self.in_force = in_force
        self._coverage = coverage
        self._sheets = Sheets(in_force, corpus, site, zone)
        self._asking = Asking(self._sheets)
        self._course = Course(self._asking)
        self._orders = Orders(self._course)
        self._beside = Beside(self._course)

    @property
    def available(self) -> bool:
        """Whether the call has criteria."""
        return bool(self.in_force.rules.criteria)

    @property
    def has_steps(self) -> bool:
        """Whether the call has steps."""
        return bool(self.in_force.procedure.steps)

    def hear(self, text: str, path: Path | None, earlier: Sequence[str], now: datetime) -> Reply | None:
        """Return the reply to a message that belongs to the path, or should begin it; None for any other.

        `earlier` is what the contact asked before in their own words, oldest first.
        """
        order = command_of(text) if path else pressed(text)
        if not order and self._goes_first(text):
            return None
        if not order and path is None and self._accepts(text, earlier):
            order, earlier = commands.START, (*earlier, text)
        if not self.available:
            told = order == commands.STEPS and self.has_steps
            return self._orders.steps(text, None, now) if told else None
        changed = ""
        if path:
            gone = self._course.is_gone(path)
            before, (path, changed) = path.asked, self._course.renewed(path)
            gone = gone or path.asked != before
            if gone and not order and not asks(text):  # it answers a question that is gone
                return self._course.resumed(text, path, now, (changed,))
        reply = self._heard(text, order, path, earlier, now)
        if reply and changed:
            return replace(reply, text=f"{changed}\n{reply.text}")
        return reply

    def after(self, reply: Reply, path: Path | None, now: datetime) -> Reply:
        """Return the assistant's own reply, led back to the question that waits, or to the path."""
        if self._goes_first(reply.question):
            return replace(reply, path=path.as_json()) if path and reply.path is None else reply
        changed = ""
        if path and self.available:
            path, changed = self._course.renewed(path)
        if self.has_steps and lost_on_steps(reply):
            return replace(self._orders.steps(reply.question, path, now), receipt=reply.receipt)
        if not self.available:
            return self._beside.with_steps(reply)
        return self._beside.led(reply, path, changed)

    def sheet(self, answers: Mapping[str, object], now: datetime, done: Sequence[str] = ()) -> ShownSheet:
        """Return the sheet of some answers; those that no question takes are left out."""
        return self._sheets.of(still_taken(self.in_force.rules, answers), now, done)

    def answers(self, path: Path | None) -> Answers:
        """Return the answers of a path that hold still: none to a question that is put otherwise now."""
        return still_taken(self.in_force.rules, self._course.renewed(path)[0].answers) if path else {}

    def question(self, question_id: str) -> ShownQuestion:
        """Return a question as a form shows it.

        Raises:
            KeyError: there is no such question.
        """
        question = self.in_force.rules.question(question_id)
        if question is None:
            raise KeyError(question_id)
        return self._asking.shown(question)

    def next(self, answers: Mapping[str, object]) -> Question | None:
        """Return the question to ask next, None when no answer would change anything any more."""
        return next_question(self.in_force.rules, still_taken(self.in_force.rules, answers))

    def updated(
        self, path: Path | None, answers: Mapping[str, object], done: Sequence[str], now: datetime
    ) -> Reply:
        """Return what is kept when a form gives all the answers and the pieces ticked: a sheet, and a path.

        Raises:
            BadAnswer: a question does not take its answer.
        """
        rules, pieces = self.in_force.rules, self.in_force.procedure.pieces
        kept = normal_answers(rules, answers)
        stage = Stage.PAUSED if next_question(rules, kept) else Stage.DONE
        ticked = tuple(piece.id for piece in pieces if piece.id in done)
        remind = path.remind if path else None
        filled = Path(self.in_force.digest, kept, stage=stage, done=ticked, remind=remind)
        return self._course.sheet("", filled, now, (wording.UPDATED,))

    def closed_notice(self, now: datetime) -> str:
        """Return what is said first once the call has closed, "" before."""
        sheets = self._sheets
        return closed_notice(deadline(sheets.corpus.call, now, sheets.zone), sheets.zone)

    def deadline(self, now: datetime) -> str:
        """Return one sentence on until when one may apply."""
        return self._sheets.deadline(now)

    def _accepts(self, text: str, earlier: Sequence[str]) -> bool:
        """Whether who was just offered to go through the criteria agrees, or begins to answer."""
        if not earlier or not asks_verdict(earlier[-1]) or asks(text):
            return False
        said = yes_or_no(key(text))
        agrees = said is not None and said.value == YES and said.surely and not said.rest
        return agrees or any(mentions(question, text) for question in self.in_force.rules.questions)

    def _heard(
        self, text: str, order: str | None, path: Path | None, earlier: Sequence[str], now: datetime
    ) -> Reply | None:
        if order and (reply := self._orders.obey(order, text, path, earlier, now)):
            return reply
        if path and path.answers and (reply := self._correcting(text, path)):
            return reply
        if path and path.stage.waits and (reply := self._answered(text, path, now)):
            return reply
        waits = path is not None and path.stage.waits
        return self._beside.offered(text, path) if waits and asks_verdict(text) else None

    def _correcting(self, text: str, path: Path) -> Reply | None:
        questions = self._asking.answered(path)
        named = to_correct(text, questions, waits=path.stage is Stage.CORRECTING)
        if named:
            return self._course.corrected(text, path, named)
        if wants_to_correct(text, questions):
            return self._asking.reply(text, replace(path, stage=Stage.CORRECTING))
        return None

    def _answered(self, text: str, path: Path, now: datetime) -> Reply | None:
        """Return the reply to an answer, None to what is none."""
        question = self.in_force.rules.question(path.asked)
        if question is None or path.stage is Stage.CORRECTING:
            return None
        if path.stage is Stage.CONFIRMING and (reply := self._confirmed(text, path, question, now)):
            return reply
        read, said = read_answer(question, text), None if asks(text) else yes_or_no(key(text))
        if read:
            return self._course.taken(text, path, question, read, now)
        if said and said.value == NO and said.surely and path.noted:  # nobody else
            return self._course.listed(text, path, question, now)
        if said and said.surely:  # a yes or a no to a question that takes neither
            return self._beside.unclear(text, path)
        return None

    def _confirmed(self, text: str, path: Path, question: Question, now: datetime) -> Reply | None:
        """Return the reply to whether what was read is right; None to anything else, a new answer maybe."""
        said = yes_or_no(key(text))
        if said is None or asks(text):
            return None
        if said.value == YES and said.surely:
            return self._course.kept(text, path, question, path.proposed[question.id], now)
        if said.value == NO:
            instead = read_answer(question, said.rest) if said.rest and not pressed(text) else None
            if instead and question.takes is not Takes.YES_NO:
                return self._course.taken(text, path, question, instead, now)
            return self._course.denied(text, path, question) if said.surely else None
        return None

    def _goes_first(self, text: str) -> bool:
        """Whether words are no answer but a call for help; the questions and options may hold the same."""
        questions = self.in_force.rules.questions
        own = {key(option.name) for one in questions for option in one.options}
        own |= {key(button) for button in correction_buttons(questions)}
        return goes_first(text) and key(text) not in own
