"""Moves a path on: begins it, takes an answer, confirms what was read, and ends with the sheet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.eligibility import commands, wording
from bot.eligibility.asking import Asking, echoes
from bot.eligibility.path import Path, Stage
from bot.eligibility.questions import wording_of
from bot.eligibility.reading import Read, mentions
from bot.eligibility.telling import sheet_lines
from bot.replies import Reply
from knowledge.deadline import Phase, deadline
from knowledge.eligibility.answers import MOST_PARTNERS, BadAnswer, normal, still_taken
from knowledge.eligibility.asking import next_question, path_length
from knowledge.eligibility.criteria import UNSURE, Answer, Answers, Question, Takes


@dataclass(frozen=True, slots=True)
class Course:
    """Replies along a path; each of its methods gives the reply, and the path as it is after it."""

    asking: Asking

    def begin(self, heard: str, earlier: Sequence[str], now: datetime, before: Path | None = None) -> Reply:
        """Ask the first question; what was said `earlier` is proposed when its question comes.

        Of the path `before`, what is no answer is kept.
        """
        fresh = Path(self.asking.sheets.in_force.digest)
        if before:
            fresh = replace(fresh, done=before.done, remind=before.remind)
        most = wording.count_of(path_length(self.asking.rules), wording.SHORT_QUESTIONS)
        path = self.harvested(fresh, earlier)
        return self.go_on(heard, path, now, (wording.OPENING.format(questions=most),))

    def harvested(self, path: Path, texts: Sequence[str]) -> Path:
        """Return a path with what `texts` say in passing on questions that have no answer, the last first."""
        proposed, said = dict(path.proposed), dict(path.said)
        for question in self.asking.rules.questions:
            if question.id in path.answers or question.id in proposed or (self._noted(path, question)):
                continue
            for text in reversed(texts):
                found = mentions(question, text)
                if found and not found.choices:
                    proposed[question.id], said[question.id] = found.value, text.strip()
                    break
        return replace(path, proposed=proposed, said=said)

    def go_on(self, heard: str, path: Path, now: datetime, lead: Iterable[str] = ()) -> Reply:
        """Ask the question that decides soonest, or show the sheet if none decides anything any more."""
        question = next_question(self.asking.rules, path.answers)
        if question is None:
            ended = replace(
                path, asked="", stage=Stage.DONE, noted={}, proposed={}, said={}, read="", unclear=0
            )
            return self.sheet(heard, ended, now, lead)
        return self.asking.reply(heard, self.at(path, question), lead)

    def at(self, path: Path, question: Question) -> Path:
        """Return the path at a question: what was said before on it is to be confirmed first."""
        stage = Stage.CONFIRMING if question.id in path.proposed else Stage.ASKING
        return replace(path, asked=question.id, stage=stage, noted={}, read="", unclear=0)

    def taken(self, heard: str, path: Path, question: Question, read: Read, now: datetime) -> Reply:
        """Take an answer as it was read: at once, once confirmed, or once one of several is chosen."""
        left = wording.LEFT.format(parts=wording.quoted_list(read.left)) if read.left else ""
        if read.choices:
            asked = replace(self._unproposed(path, question), stage=Stage.ASKING, read="", unclear=0)
            buttons = (*read.choices, commands.UNSURE, commands.STOP)
            return self.asking.told(heard, asked, wording.WHICH, buttons)
        if question.takes is Takes.PARTNERS and read.value == {} and question.id in path.proposed:
            return self.listed(heard, path, question, now)
        if read.interpreted:
            proposed = {**path.proposed, question.id: read.value}
            understood = read.words or wording.said(question, read.value)
            said = {**path.said, question.id: heard}  # should the contact leave before confirming
            waiting = replace(
                path, stage=Stage.CONFIRMING, proposed=proposed, said=said, read=understood, unclear=0
            )
            return self.asking.reply(heard, waiting, (left,))
        return self.kept(heard, path, question, read.value, now, (left,))

    def kept(
        self,
        heard: str,
        path: Path,
        question: Question,
        value: Answer,
        now: datetime,
        lead: Iterable[str] = (),
    ) -> Reply:
        """Keep an answer, and ask on: partners are added to those told so far, until that is all."""
        path = replace(self._unproposed(path, question), stage=Stage.ASKING, read="", unclear=0)
        if question.takes is Takes.PARTNERS and isinstance(value, Mapping) and value:
            noted = _together(question, path.noted, value)
            return self.asking.reply(heard, replace(path, noted=noted), lead)
        if path.noted:  # whoever does not know who else, or says nobody, has told some already
            if value == UNSURE:
                return self.asking.reply(heard, path, (*lead, wording.UNSURE_WHO))
            return self.listed(heard, path, question, now)
        answer = normal(question, value)
        noted_line = wording.NOTED.format(said=wording.said(question, answer)) if echoes(question) else ""
        answered = replace(path, answers={**path.answers, question.id: answer}, noted={})
        return self.go_on(heard, answered, now, (*lead, noted_line))

    def listed(self, heard: str, path: Path, question: Question, now: datetime) -> Reply:
        """End a list of partners."""
        if path.stage is Stage.CONFIRMING and question.id in path.proposed:  # who waits is not to be lost
            return self.asking.reply(heard, path, (wording.CONFIRM_FIRST,))
        if not path.noted:
            return self.asking.reply(heard, path, (wording.NOBODY_YET,))
        answered = replace(path, answers={**path.answers, question.id: path.noted}, noted={})
        said = wording.NOTED.format(said=wording.said(question, path.noted))
        return self.go_on(heard, answered, now, (said,))

    def denied(self, heard: str, path: Path, question: Question) -> Reply:
        """Ask a question in full, once what was read or proposed is said to be wrong."""
        return self.asking.reply(
            heard, replace(self._unproposed(path, question), stage=Stage.ASKING, read="", unclear=0)
        )

    def corrected(self, heard: str, path: Path, question: Question) -> Reply:
        """Ask a question again; its answer stands until there is another."""
        again = replace(self._unproposed(path, question), asked=question.id, noted={}, read="", unclear=0)
        return self.asking.reply(heard, replace(again, stage=Stage.ASKING))

    def resumed(self, heard: str, path: Path, now: datetime, lead: Iterable[str] = ()) -> Reply:
        """Ask again what waited, or the next question."""
        question = self.asking.rules.question(path.asked)
        if path.stage in (Stage.ASKING, Stage.CONFIRMING) and question:
            return self.asking.reply(heard, replace(path, unclear=0), lead)
        if path.stage is Stage.PAUSED and question and (path.noted or question.id not in path.answers):
            return self.asking.reply(heard, replace(self.at(path, question), noted=path.noted), lead)
        return self.go_on(heard, path, now, lead)

    def sheet(self, heard: str, path: Path, now: datetime, lead: Iterable[str] = ()) -> Reply:
        """Show the sheet as it stands; the path stays where it is."""
        shown = self.asking.sheets.of(path.answers, now, path.done)
        head = wording.SHEET if shown.complete else wording.SO_FAR
        text = "\n".join(filter(None, (*lead, head, *sheet_lines(shown))))
        reply = self.asking.told(heard, path, text, self.sheet_buttons(path, now, complete=shown.complete))
        return replace(reply, sheet=shown.as_json())

    def sheet_buttons(self, path: Path, now: datetime, *, complete: bool) -> tuple[str, ...]:
        """Return what may be done with a sheet."""
        sheets = self.asking.sheets
        return tuple(
            filter(
                None,
                (
                    "" if complete else commands.RESUME,
                    commands.SEND if path.answers else "",
                    commands.CORRECT if path.answers else "",
                    commands.STEPS if sheets.in_force.procedure.steps else "",
                    self.reminder_button(path, now),
                ),
            )
        )

    def reminder_button(self, path: Path, now: datetime) -> str:
        """Return the button that asks for a reminder, or for none any more; "" once the call has closed."""
        sheets = self.asking.sheets
        if deadline(sheets.corpus.call, now, sheets.zone).phase is Phase.CLOSED:
            return ""
        return commands.FORGET if path.remind else commands.REMIND

    def renewed(self, path: Path) -> tuple[Path, str]:
        """Return a path under the rules in force, and the sentence that says so if they have changed.

        The answers that the questions still take are kept, and no others: none to a question that was
        put in other words.
        """
        digest = self.asking.sheets.in_force.digest
        if path.rules == digest:
            return path, ""
        rules, same = self.asking.rules, self._same_words(path)
        question = rules.question(path.asked)
        proposed = still_taken(rules, _of(same, path.proposed))
        stage = Stage.ASKING if path.stage is Stage.CONFIRMING and path.asked not in proposed else path.stage
        kept = replace(
            path,
            rules=digest,
            answers=still_taken(rules, _of(same, path.answers)),
            proposed=proposed,
            said={name: path.said[name] for name in proposed if name in path.said},
            stage=stage,
            noted=_still_noted(question if path.asked in same else None, path.noted),
            asked_as={name: words for name, words in path.asked_as.items() if name in same},
        )
        if question is None and stage.waits:
            following = next_question(rules, kept.answers)
            kept = self.at(kept, following) if following else replace(kept, asked="", stage=Stage.DONE)
        if stage is Stage.DONE and next_question(rules, kept.answers):
            kept = replace(kept, stage=Stage.PAUSED)
        return kept, wording.CHANGED if path.answers or path.noted else ""

    def is_gone(self, path: Path) -> bool:
        """Whether the question that waits on a path is there no more, or in other words."""
        waits = path.stage in (Stage.ASKING, Stage.CONFIRMING)
        return waits and path.asked not in self._same_words(path)

    def _same_words(self, path: Path) -> frozenset[str]:
        """Return the questions that are as the contact was asked them, or of which that is not known."""
        known = {one.id: wording_of(one) for one in self.asking.rules.questions}
        return frozenset(name for name, words in known.items() if path.asked_as.get(name, words) == words)

    def _unproposed(self, path: Path, question: Question) -> Path:
        proposed = {name: value for name, value in path.proposed.items() if name != question.id}
        said = {name: words for name, words in path.said.items() if name != question.id}
        return replace(path, proposed=proposed, said=said)

    def _noted(self, path: Path, question: Question) -> bool:
        return bool(path.noted) and path.asked == question.id


def _of(names: Collection[str], answers: Answers) -> Answers:
    return {name: answer for name, answer in answers.items() if name in names}


def _together(question: Question, noted: Mapping[str, int], more: Mapping[str, int]) -> Mapping[str, int]:
    """Return how many partners of each type there are in all, in the order of the types."""
    counts = {one.id: noted.get(one.id, 0) + more.get(one.id, 0) for one in question.options}
    return {name: min(count, MOST_PARTNERS) for name, count in counts.items() if count}


def _still_noted(question: Question | None, noted: Mapping[str, int]) -> Mapping[str, int]:
    if question is None or question.takes is not Takes.PARTNERS:
        return {}
    try:
        kept = normal(question, noted)
    except BadAnswer:
        return {}
    return kept if not isinstance(kept, str) else {}
