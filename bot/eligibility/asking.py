"""Asks what waits on a path: a question, whether what was read is right, or which answer to correct."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.eligibility import commands, wording
from bot.eligibility.correcting import correction_buttons
from bot.eligibility.path import Path, Stage
from bot.eligibility.questions import ShownQuestion, answer_buttons, served, wording_of
from bot.eligibility.sheets import Sheets
from bot.replies import Decision, Quotation, Reply
from knowledge.eligibility.asking import path_length
from knowledge.eligibility.criteria import Question, Rules, Takes

LONGEST_QUOTE = 160
"""Characters of what the contact wrote earlier that are given back."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Puts into a reply what waits on a path."""

    sheets: Sheets

    @property
    def rules(self) -> Rules:
        """The criteria in force."""
        return self.sheets.in_force.rules

    def reply(
        self, heard: str, path: Path, lead: Iterable[str] = (), citations: tuple[Quotation, ...] = ()
    ) -> Reply:
        """Return a reply to `heard` that says the lines `lead`, then asks what waits on `path`."""
        text = "\n".join(filter(None, (*lead, *self.lines(path))))
        return self.told(heard, path, text, self.buttons(path), citations)

    def told(
        self,
        heard: str,
        path: Path | None,
        text: str,
        buttons: Iterable[str] = (),
        citations: tuple[Quotation, ...] = (),
    ) -> Reply:
        """Return a reply that says `text` and asks nothing."""
        kept = self.marked(path).as_json() if path else None
        once = tuple(dict.fromkeys(buttons))
        return Reply(heard, Decision.CLARIFICATION, text, citations=citations, suggestions=once, path=kept)

    def marked(self, path: Path) -> Path:
        """Return a path with the words under which each of its questions was asked first."""
        named = {path.asked, *path.answers, *path.proposed}
        asked = {one.id: wording_of(one) for one in self.rules.questions if one.id in named}
        return replace(path, asked_as={**asked, **path.asked_as})

    def lines(self, path: Path) -> tuple[str, ...]:
        """Return the lines that ask what waits; none if nothing does."""
        if path.stage is Stage.CORRECTING:
            return (wording.WHICH_ONE,)
        question = self.rules.question(path.asked)
        if question is None or not path.stage.waits:
            return ()
        if path.stage is Stage.CONFIRMING and question.id in path.proposed:
            return self._confirming(path, question)
        if path.noted:
            return (wording.WHO_ELSE.format(said=wording.said(question, path.noted)), wording.WHEN_ALL)
        return (*self._position(path, question), question.ask, question.help)

    def buttons(self, path: Path) -> tuple[str, ...]:
        """Return what may be pressed to answer what waits, and to go elsewhere."""
        if path.stage is Stage.CORRECTING:
            return (*correction_buttons(self.answered(path)), commands.RESUME)
        question = self.rules.question(path.asked)
        if question is None or not path.stage.waits:
            return ()
        source = commands.TEXT if self.citations(question) else ""
        correct = commands.CORRECT if path.answers else ""
        if path.stage is Stage.CONFIRMING:
            own: tuple[str, ...] = (commands.RIGHT, commands.WRONG)
        else:
            own = answer_buttons(question, path)
        return tuple(filter(None, (*own, source, correct, commands.STOP)))

    def answered(self, path: Path) -> tuple[Question, ...]:
        """Return the questions that have an answer, in their order."""
        return tuple(one for one in self.rules.questions if one.id in path.answers)

    def citations(self, question: Question) -> tuple[Quotation, ...]:
        """Return the passages of the criteria that a question serves, each once."""
        quoted = [quote for one in served(question.id, self.rules) for quote in one.passages]
        return tuple(dict.fromkeys(self.sheets.quotations(quoted)))

    def shown(self, question: Question) -> ShownQuestion:
        """Return a question as a form shows it."""
        return ShownQuestion(
            question.id,
            question.ask,
            question.takes,
            question.help,
            question.unit,
            question.options,
            self.citations(question),
        )

    def _position(self, path: Path, question: Question) -> tuple[str, ...]:
        if question.id in path.answers:
            before = wording.BEFORE.format(said=wording.said(question, path.answers[question.id]))
            return (f"{wording.CORRECTION} {before}",)
        number = len(self.answered(path)) + 1
        most = max(number, path_length(self.rules))
        return (wording.POSITION.format(number=number, most=most),)

    def _confirming(self, path: Path, question: Question) -> tuple[str, ...]:
        if path.read:
            return (wording.UNDERSTOOD.format(said=path.read),)
        words, noted = path.said.get(question.id, ""), wording.said(question, path.proposed[question.id])
        if not words:
            return (wording.UNDERSTOOD.format(said=noted),)
        short = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rsplit(' ', 1)[0]}…"
        before = wording.SAID_BEFORE.format(words=short, said=noted)
        return (*self._position(path, question), question.ask, before)


def echoes(question: Question) -> bool:
    """Whether an answer is said back once it is noted: one that was typed may have been misread."""
    return question.takes not in (Takes.YES_NO, Takes.CHOICE)
