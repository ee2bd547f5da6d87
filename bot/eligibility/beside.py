"""Joins the path and the assistant's own replies: offers it, leads back to it, and stays away from it."""

from dataclasses import dataclass, replace
from typing import Final

from bot import wording as own
from bot.eligibility import commands, wording
from bot.eligibility.course import Course
from bot.eligibility.hearing import asks, greets
from bot.eligibility.offering import asks_steps, asks_verdict, asks_what_to_do
from bot.eligibility.path import Path, Stage
from bot.replies import Decision, Quotation, Reply
from knowledge.decision import Reason

OFFERED: Final = 2
"""Passages of the criteria that come with the offer to go through them."""

_LONGEST: Final = 12
"""Words that may be meant as an answer; more is a message of its own, which a person may have to read."""

_SUGGESTIONS: Final = 3
"""Suggestions of the assistant's own reply that stay before those of the question that waits."""

_NOT_FOUND: Final = frozenset(
    {Reason.MISSING_KNOWLEDGE.value, Reason.LOW_CONFIDENCE.value, Reason.OUT_OF_SCOPE.value}
)
"""Reasons that say only that the texts were searched in vain: of what is no question, it was an answer."""

_LOST: Final = _NOT_FOUND | {Reason.PERSONAL_FILE.value}
"""Reasons that give way to the steps when these are what was asked."""

_GREETING: Final = own.INTENTS["greeting"].partition("{")[0]

_UNREADABLE: Final = frozenset({own.EMPTY, own.ABOUT_WHAT, own.OFFER, own.CHOICES})
"""What the assistant says to words in which it finds no clear question."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Decides what the assistant's replies have to do with a path."""

    course: Course

    def offered(self, text: str, path: Path | None) -> Reply:
        """Return the offer to go through the criteria; along a path, the reminder that none is the whole."""
        asking = self.course.asking
        if path is None or not (path.answers or path.noted or path.stage.waits):
            steps = (commands.STEPS,) if asking.sheets.in_force.procedure.steps else ()
            return asking.told(text, None, wording.OFFER, (commands.START, *steps), self._passages())
        if path.stage.waits:
            back = self._waiting(path, text)
            return asking.reply(text, back, (wording.NO_VERDICT, wording.BACK))
        done = path.stage is Stage.DONE
        first = (commands.SHEET, commands.CORRECT) if done else (commands.RESUME, commands.SHEET)
        lead = (
            wording.FINISHED
            if done
            else wording.UNDER_WAY.format(
                count=wording.count_of(max(1, len(path.answers)), wording.QUESTIONS)
            )
        )
        return asking.told(text, path, f"{wording.NO_VERDICT}\n{lead}", (*first, commands.RESTART))

    def led(self, reply: Reply, path: Path | None, changed: str = "") -> Reply:
        """Return the assistant's reply with what the path adds to it: a way in, a way back, or nothing.

        `changed` says that the criteria have changed, if that is to be said on the way back.
        """
        if reply.path is not None or reply.text == own.INTENTS["distress"]:
            return _with_path(reply, path) if reply.path is None else reply
        unanswered = reply.decision is not Decision.ANSWER and asks_verdict(reply.question)
        if reply.reason == Reason.POLICY.value or unanswered:
            return replace(self.offered(reply.question, path), receipt=reply.receipt)
        if path is None or not path.stage.waits:
            return self._led_in(reply, path)
        if self._was_an_answer(reply):
            return self.unclear(reply.question, path)
        if reply.for_staff:
            return _with_path(reply, path)
        return self._led_back(reply, self._waiting(path, reply.question), changed)

    def unclear(self, text: str, path: Path) -> Reply:
        """Say what answer is expected, and ask again; the second time in a row, that a person can help."""
        asking = self.course.asking
        question = asking.rules.question(path.asked)
        if question is None or path.stage is Stage.CORRECTING:
            return asking.reply(text, path)
        expected = wording.CONFIRM if path.stage is Stage.CONFIRMING else wording.unclear(question)
        again = replace(path, unclear=path.unclear + 1)
        return asking.reply(text, again, (expected, wording.PERSON if again.unclear > 1 else ""))

    def with_steps(self, reply: Reply) -> Reply:
        """Return a reply about what to do with the button that shows the steps, if there are any."""
        steps = self.course.asking.sheets.in_force.procedure.steps
        if not steps or reply.for_staff or not asks_steps(reply.question):
            return reply
        return replace(reply, suggestions=tuple(dict.fromkeys((*reply.suggestions, commands.STEPS))))

    def _led_in(self, reply: Reply, path: Path | None) -> Reply:
        near = reply.text.startswith(own.HANDOFFS[Reason.POLICY])
        if near or asks_verdict(reply.question):
            entry = commands.RESUME if path and path.stage is Stage.PAUSED else commands.START
            reply = replace(reply, suggestions=tuple(dict.fromkeys((*reply.suggestions, entry))))
        return self.with_steps(reply)

    def _led_back(self, reply: Reply, path: Path, changed: str) -> Reply:
        asking = self.course.asking
        text = "\n".join(filter(None, (reply.text, changed, wording.BACK, *asking.lines(path))))
        buttons = (*reply.suggestions[:_SUGGESTIONS], *asking.buttons(path))
        return replace(
            reply, text=text, suggestions=tuple(dict.fromkeys(buttons)), path=asking.marked(path).as_json()
        )

    def _was_an_answer(self, reply: Reply) -> bool:
        """Whether a reply is to words that asked nothing, and so were meant as an answer."""
        if asks(reply.question) or len(reply.question.split()) > _LONGEST:
            return False
        if reply.text.startswith(_GREETING):
            return not greets(reply.question)
        lost = reply.decision is Decision.HANDOFF and reply.reason in _NOT_FOUND
        return lost or reply.text in _UNREADABLE

    def _waiting(self, path: Path, text: str) -> Path:
        """Return the path that waits, with what its contact says in passing, to be confirmed."""
        heard = self.course.harvested(replace(path, unclear=0), (text,))
        if path.stage is Stage.ASKING and path.asked in heard.proposed and not path.noted:
            return replace(heard, stage=Stage.CONFIRMING, read="")
        return heard

    def _passages(self) -> tuple[Quotation, ...]:
        """Return the passages that the first criteria in force come from."""
        asking = self.course.asking
        quoted = [
            one for rule in asking.rules.criteria if rule.stated and not rule.draft for one in rule.passages
        ]
        return tuple(dict.fromkeys(asking.sheets.quotations(quoted)))[:OFFERED]


def lost_on_steps(reply: Reply) -> bool:
    """Whether what to do was asked in general, and the assistant found nothing but someone to ask."""
    lost = reply.decision is Decision.HANDOFF and reply.reason in _LOST
    return lost and asks_what_to_do(reply.question)


def _with_path(reply: Reply, path: Path | None) -> Reply:
    return replace(reply, path=path.as_json()) if path else reply
