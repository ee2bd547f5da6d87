"""A question as a form shows it, the criteria that it serves, and the buttons that answer it."""

import json
from dataclasses import dataclass

from bot.eligibility import commands
from bot.eligibility.path import Path
from bot.eligibility.wording import capital
from bot.replies import Quotation
from bot.tokens import digest
from knowledge.eligibility.criteria import Criterion, Option, Question, Rules, Takes
from knowledge.eligibility.judging import mentioned


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question in French; `options` are those of a choice, or types of partners, `unit` that of a number.

    `citations` are the passages of the criteria that it serves.
    """

    id: str
    ask: str
    takes: Takes
    help: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    citations: tuple[Quotation, ...] = ()


def served(question_id: str, rules: Rules) -> tuple[Criterion, ...]:
    """Return the criteria that an answer to a question may decide."""
    return tuple(one for one in rules.criteria if one.stated and question_id in mentioned(one.conditions))


def wording_of(question: Question) -> str:
    """Return what differs, but for chance, whenever a question or its possible answers mean something else.

    >>> wording_of(Question("a", "Ici ?", Takes.YES_NO)) == wording_of(Question("a", "Là ?", Takes.YES_NO))
    False
    """
    options = [(option.id, option.name) for option in question.options]
    return digest(json.dumps([question.ask, question.takes.value, question.unit, options]))[:8]


def answer_buttons(question: Question, path: Path) -> tuple[str, ...]:
    """Return what may be pressed to answer a question; a list of partners ends by a button of its own."""
    options = tuple(capital(option.name) for option in question.options)
    match question.takes:
        case Takes.YES_NO:
            return (commands.YES, commands.NO, commands.UNSURE)
        case Takes.PARTNERS:
            return (*options, commands.ALL if path.noted else commands.UNSURE)
        case _:
            return (*options, commands.UNSURE)
