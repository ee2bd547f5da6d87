"""Obeys the buttons of the path: begin, stop, resume, correct, see a text, the sheet or the steps, send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.eligibility import commands, wording
from bot.eligibility.course import Course
from bot.eligibility.hearing import pressed
from bot.eligibility.path import Path, Stage
from bot.eligibility.telling import steps_lines
from bot.replies import Decision, Reply
from knowledge.deadline import Phase, deadline
from knowledge.decision import Reason
from knowledge.eligibility.criteria import Takes


@dataclass(frozen=True, slots=True)
class Order:
    """A button that was pressed, or written: how far the contact was, and what was said before."""

    text: str
    path: Path | None
    earlier: Sequence[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Orders:
    """Replies to the buttons of a path."""

    course: Course

    def obey(
        self, order: str, text: str, path: Path | None, earlier: Sequence[str], now: datetime
    ) -> Reply | None:
        """Return the reply to a button, None if it means nothing where the contact is."""
        known: dict[str, Callable[[Order], Reply | None]] = {
            commands.START: self._start,
            commands.RESUME: self._resume,
            commands.RESTART: self._restart,
            commands.STOP: self._stop,
            commands.SHEET: self._sheet,
            commands.SEND: self._send,
            commands.CORRECT: self._correct,
            commands.TEXT: self._source,
            commands.STEPS: lambda given: self.steps(given.text, given.path, given.now),
            commands.REMIND: self._remind,
            commands.FORGET: self._forget,
            commands.ALL: self._all,
        }
        given = Order(text, path, earlier, now)
        reply = known[order](given) if order in known else None
        if reply is None and order == commands.TEXT and not pressed(text):  # about the assistant's own reply
            return None
        return reply or self._out_of_place(given)

    def steps(self, text: str, path: Path | None, now: datetime) -> Reply:
        """Return until when one may apply, the steps and the pieces, with their passages."""
        asking = self.course.asking
        shown = asking.sheets.of({}, now, path.done if path else ())
        passages = [
            *(one for step in shown.steps for one in step.citations),
            *(one for piece in shown.pieces for one in piece.citations),
        ]
        buttons = (*self._way_back(path), self._reminder(path, now))
        return asking.told(
            text,
            path,
            "\n".join(steps_lines(shown)),
            filter(None, buttons),
            tuple(dict.fromkeys(passages)),
        )

    def _start(self, order: Order) -> Reply:
        path = order.path
        if path is None or not (path.answers or path.noted):
            return self.course.begin(order.text, order.earlier, order.now, path)
        if path.stage is Stage.DONE and (finished := self._out_of_place(order)):
            return finished
        count = wording.count_of(max(1, len(path.answers)), wording.QUESTIONS)
        text = wording.UNDER_WAY.format(count=count)
        return self.course.asking.told(order.text, path, text, (commands.RESUME, commands.RESTART))

    def _resume(self, order: Order) -> Reply:
        if order.path is None or not (order.path.answers or order.path.asked):
            return self.course.begin(order.text, order.earlier, order.now, order.path)
        return self.course.resumed(order.text, order.path, order.now)

    def _restart(self, order: Order) -> Reply:
        return self.course.begin(order.text, order.earlier, order.now, order.path)

    def _stop(self, order: Order) -> Reply | None:
        if order.path is None or not order.path.stage.waits:
            return None
        paused = replace(order.path, stage=Stage.PAUSED)
        buttons = (commands.RESUME, commands.SHEET) if paused.answers else (commands.RESUME,)
        return self.course.asking.told(order.text, paused, wording.STOPPED, buttons)

    def _sheet(self, order: Order) -> Reply:
        path = order.path or self._none_yet()
        if not path.answers:
            return self._not_begun(order)
        return self.course.sheet(order.text, path, order.now)

    def _send(self, order: Order) -> Reply:
        if order.path is None or not order.path.answers:
            return self._not_begun(order)
        sheet = self.course.asking.sheets.of(order.path.answers, order.now, order.path.done)
        return Reply(
            order.text,
            Decision.HANDOFF,
            wording.SENT,
            reason=Reason.REQUESTED.value,
            topic=wording.SENT_TOPIC,
            why=wording.SENT,
            path=order.path.as_json(),
            sheet=sheet.as_json(),
        )

    def _correct(self, order: Order) -> Reply:
        if order.path is None or not order.path.answers:
            return self._not_begun(order)
        return self.course.asking.reply(order.text, replace(order.path, stage=Stage.CORRECTING))

    def _source(self, order: Order) -> Reply | None:
        """Show the passages from which the question comes, and ask it again."""
        asking = self.course.asking
        question = asking.rules.question(order.path.asked) if order.path else None
        if order.path is None or question is None or not order.path.stage.waits:
            return None
        passages = asking.citations(question)
        count = wording.count_of(len(passages), wording.PASSAGES)
        lead = wording.SOURCE.format(count=count) if passages else wording.NO_SOURCE
        return asking.reply(order.text, order.path, (lead,), passages)

    def _out_of_place(self, order: Order) -> Reply | None:
        """Reply to a button of an earlier message, when nothing waits for it any more."""
        path = order.path
        if path is None or path.stage.waits:
            return None
        if path.stage is Stage.DONE:
            buttons = (commands.SHEET, commands.CORRECT, commands.RESTART)
            return self.course.asking.told(order.text, path, wording.FINISHED, buttons)
        return self.course.asking.told(order.text, path, wording.STOPPED, self._way_back(path))

    def _remind(self, order: Order) -> Reply:
        sheets = self.course.asking.sheets
        phase = deadline(sheets.corpus.call, order.now, sheets.zone).phase
        if phase is Phase.CLOSED:
            return self._told(order, wording.NO_REMINDER)
        call = sheets.corpus.call
        return self._told(order, wording.REMINDED if call.closes else wording.REMINDED_UNKNOWN, remind=True)

    def _forget(self, order: Order) -> Reply:
        return self._told(order, wording.FORGOTTEN, remind=False)

    def _all(self, order: Order) -> Reply | None:
        """End the list of partners that is asked; anywhere else these are words like others."""
        path = order.path
        question = self.course.asking.rules.question(path.asked) if path else None
        if path is None or question is None or question.takes is not Takes.PARTNERS or not path.stage.waits:
            return None
        return self.course.listed(order.text, path, question, order.now)

    def _told(self, order: Order, text: str, *, remind: bool | None = None) -> Reply:
        path = order.path or self._none_yet()
        wanted = path.remind if remind is None else remind
        kept = replace(path, remind=wanted)
        button = self._reminder(kept, order.now)
        return self.course.asking.told(
            order.text, kept, text, filter(None, (*self._way_back(order.path), button))
        )

    def _not_begun(self, order: Order) -> Reply:
        buttons = (commands.RESUME if order.path and order.path.asked else commands.START,)
        return self.course.asking.told(order.text, order.path, wording.NOT_BEGUN, buttons)

    def _none_yet(self) -> Path:
        return Path(self.course.asking.sheets.in_force.digest, stage=Stage.PAUSED)

    def _way_back(self, path: Path | None) -> tuple[str, ...]:
        if not self.course.asking.rules.criteria:
            return ()
        if path is None or not (path.answers or path.asked):
            return (commands.START,)
        return (commands.SHEET,) if path.stage is Stage.DONE else (commands.RESUME,)

    def _reminder(self, path: Path | None, now: datetime) -> str:
        """Return the button of a reminder; without criteria there is no path to keep the wish."""
        if not self.course.asking.rules.criteria:
            return ""
        return self.course.reminder_button(path or self._none_yet(), now)
