"""What the form of a criterion shows beside it: the notation of conditions, what contacts would see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.console.criteria_view import questions_of
from bot.console.rule_trial import cited
from bot.console.rule_words import TAKES, State, state_of
from bot.eligibility.commands import NO, UNSURE, YES
from bot.replies import Quotation
from knowledge.documents import Corpus, Status
from knowledge.eligibility.criteria import TOTAL, Question, Rules, Takes

ANSWERS: Final = {
    Takes.YES_NO: (YES, NO),
    Takes.NUMBER: ("un nombre en chiffres",),
    Takes.DATE: ("une date, comme 28/02/2020",),
    Takes.PLACE: ("une commune, un département ou une région",),
    Takes.LEGAL_FORM: ("une forme juridique, comme SCIC ou association",),
}
"""What contacts press or type, where that is not a list of answers."""

SHAPES: Final = {
    Takes.YES_NO: "{id} = yes, {id} = no",
    Takes.CHOICE: "{id} = {option}",
    Takes.NUMBER: "{id} >= 12",
    Takes.DATE: "{id} <= 2020-02-28",
    Takes.PLACE: "{id} = departement:93",
    Takes.LEGAL_FORM: "{id} = 9220 | 54*",
    Takes.PARTNERS: "{id}.{option} >= 1, {id}." + TOTAL + " >= 3",
}
"""How a condition looks at an answer; a test holds this complete."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as contacts will see it; `answers` are what they may press, or type."""

    ask: str
    help: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A question that conditions may look at: how, and the identifiers of its answers, each with its name."""

    id: str
    ask: str
    takes: str
    shape: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A criterion before it is kept: how it would stand, what it quotes, what it asks."""

    state: State
    quotations: tuple[Quotation, ...]
    asked: tuple[Asked, ...]


def preview_of(rules: Rules, criterion_id: str, corpus: Corpus, site: str) -> Preview | None:
    """Return what a criterion would be, None if there would be none."""
    criterion = rules.criterion(criterion_id)
    if criterion is None:
        return None
    asked = tuple(map(asked_of, questions_of(criterion, rules)))
    return Preview(state_of(criterion), cited(criterion.passages, corpus, site), asked)


def asked_of(question: Question) -> Asked:
    """Return a question as contacts will see it.

    >>> asked_of(Question("a", "Êtes-vous prêt ?", Takes.YES_NO)).answers
    ('Oui', 'Non', 'Je ne sais pas')
    """
    answers = ANSWERS.get(question.takes) or tuple(one.name for one in question.options)
    unit = f" ({question.unit})" if question.unit else ""
    return Asked(question.ask, question.help, (*(f"{one}{unit}" for one in answers), UNSURE))


def notation(rules: Rules) -> list[Noted]:
    """Return all that conditions may look at."""
    return [
        Noted(
            one.id,
            one.ask,
            TAKES[one.takes],
            SHAPES[one.takes].format(id=one.id, option=_first(one)),
            tuple((option.id, option.name) for option in one.options),
        )
        for one in rules.questions
    ]


def documents_of(corpus: Corpus | None) -> list[tuple[str, str]]:
    """Return the documents that may be quoted, each with its title, and an empty choice."""
    return _choices((one.id, one.title) for one in corpus.documents if one.status.citable) if corpus else []


def expected_of(corpus: Corpus | None) -> list[tuple[str, str]]:
    """Return the documents that are announced and not published, each with its title, and an empty choice."""
    if corpus is None:
        return []
    return _choices((one.id, one.title) for one in corpus.documents if one.status is Status.EXPECTED)


def _choices(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "Choisir un document"), *pairs]


def _first(question: Question) -> str:
    return question.options[0].id if question.options else "…"
