"""What a call asks of who applies: questions, and criteria judged on their answers, with passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from knowledge.eligibility.conditions import Condition
from knowledge.preparation import Quoted

UNSURE: Final = "unsure"
"""The answer of who does not know, to any question."""

TOTAL: Final = "total"
"""Stands in a condition for all the partners together."""

Answer: TypeAlias = str | Mapping[str, int]
"""An answer in its normal form, which JSON can hold: see `knowledge.eligibility.answers`."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by the identifier of their question."""


class Takes(StrEnum):
    """What sort of answer a question takes."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    LEGAL_FORM = "legal_form"
    PARTNERS = "partners"
    """How many partners there are of each type."""


class Outcome(StrEnum):
    """How a criterion stands; there is no such thing for the whole."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_STATED = "not_stated"
    """The texts do not say it yet."""
    STAFF = "staff"
    """Only a person can judge it."""
    OPEN = "open"
    """An answer is missing still."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice, or one type of partner, in French.

    `words` also name it when people write; `forms` are the legal forms that are usually one: codes of
    the INSEE, or their beginning followed by a star.
    """

    id: str
    name: str
    words: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What an applicant is asked, in French; `options` are in their order.

    `unit` is that of a number, `least` and `most` its bounds, both taken, None where there is none.
    """

    id: str
    ask: str
    takes: Takes
    help: str = ""
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    options: tuple[Option, ...] = ()

    def option(self, option_id: str) -> Option | None:
        """Return one of the options, None if there is none of this identifier."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that the texts ask, in French, with the passages that set it.

    It is `stated` unless no text says it yet; `announced` is the expected document that should. It is
    met when `met` holds, not met when `not_met` holds, or, if there is no such condition, when `met`
    does not; `staff` says which answers a person must judge, before all else. `to_meet` says in our
    words what to do when it is not met, or when a person must judge it. A `draft` one is what a text
    not in force says: it governs nothing. One is `flagged` when what it quotes has changed since
    someone confirmed it: staff judge it then.
    """

    id: str
    name: str
    stated: bool = True
    passages: tuple[Quoted, ...] = ()
    met: Condition = ()
    not_met: Condition = ()
    staff: Condition = ()
    to_meet: str = ""
    announced: str = ""
    draft: bool = False
    flagged: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that its answers are compared with."""
        return (self.staff, self.met, self.not_met)


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a call asks, in the order of its file; `decision` quotes who decides in the end."""

    questions: tuple[Question, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    decision: tuple[Quoted, ...] = ()

    def question(self, question_id: str) -> Question | None:
        """Return one of the questions, None if there is none of this identifier."""
        return next((question for question in self.questions if question.id == question_id), None)

    def criterion(self, criterion_id: str) -> Criterion | None:
        """Return one of the criteria, None if there is none of this identifier."""
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)
