"""What the pages of validated answers show: how each stands, as applicants see it, what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.answers.checks import answered_already, faults
from bot.answers.content import Content
from bot.answers.errors import Fault
from bot.answers.states import LISTS, STEPS, State
from bot.answers.validated import ValidatedAnswer
from bot.console.shell import Me, Office
from bot.console.words import who
from bot.staff.roles import Permission
from knowledge.documents import Corpus
from knowledge.phrases import introduce
from knowledge.validated import Validated, as_document, as_passages, passage_id

HOME: Final = "/console/reponses"

STATES: Final[Mapping[str, State]] = {
    "a-confirmer": State.FLAGGED,
    "a-approuver": State.PROPOSED,
    "en-service": State.APPROVED,
    "expirees": State.EXPIRED,
    "retirees": State.WITHDRAWN,
}
"""The word of each state in addresses, in the order of what is to be done."""

BADGES: Final[Mapping[State, str]] = {
    State.FLAGGED: "error",
    State.PROPOSED: "info",
    State.APPROVED: "success",
    State.EXPIRED: "warning",
    State.WITHDRAWN: "",
}
"""The kind of badge of each state, which says its name too."""


class Service(StrEnum):
    """Whether the assistant says what it should of an answer."""

    GIVEN = "given"
    AWAITED = "awaited"
    """It is in force, but not among the texts in service yet, or with other words."""
    LINGERING = "lingering"
    """It is not in force any more, but the texts in service still have it."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as the assistant gives it: its introduction, its paragraphs, where they stand."""

    introduction: str
    lines: tuple[str, ...]
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A step of the history, in words; `lines` are what applicants could read from then on."""

    what: str
    who: str
    at: datetime
    why: str
    lines: tuple[str, ...]


async def checker(office: Office) -> Callable[[Content, str], tuple[Fault, ...]]:
    """Return what finds the faults of a content, of the answer of an identifier, "" for a new one.

    It compares with the texts and the answers in force of now.
    """
    today, corpus = today_of(office), office.reception.desk.corpus
    given = [(one.id, one.content) for one in await office.stores.validated.in_force(today)]

    def check(content: Content, own: str) -> tuple[Fault, ...]:
        return (*answered_already(content, given, own), *faults(content, corpus, today, own))

    return check


def today_of(office: Office) -> date:
    """Return the day it is where the staff are."""
    return office.promises.local(office.clock()).date()


def service_of(answer: ValidatedAnswer, corpus: Corpus, today: date) -> Service:
    """Say whether the texts in service have an answer as they should."""
    wanted = passage_id(answer.id)
    passage = next((one for one in corpus.passages if one.id == wanted), None)
    if answer.in_force(today):
        same = passage is not None and passage.text == answer.content.text
        return Service.GIVEN if same else Service.AWAITED
    return Service.LINGERING if passage else Service.SILENT


def as_given(content: Content, day: date) -> Given:
    """Return `content` as the assistant gives it if it is approved on a `day`."""
    answers = [Validated("", content.question, content.variants, content.text, day)]
    document, (passage,) = as_document(answers), as_passages(answers)
    lines = tuple(content.text.split("\n")) if content.text else ()
    return Given(introduce(document, passage), lines, document.title, passage.location)


def history_of(answer: ValidatedAnswer, names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return what happened to an answer, the last first; `names` are those of the staff, by identifier."""
    return tuple(
        Entry(
            STEPS[step.what],
            who(step.by, names),
            step.at,
            step.why,
            tuple(filter(None, step.text.split("\n"))),
        )
        for step in reversed(answer.history)
    )


def tabs(chosen: State | None, counts: Mapping[State, int]) -> list[dict[str, object]]:
    """Return the choices of a list, with how many answers each has."""
    everything = {"href": HOME, "label": "Toutes", "count": sum(counts.values()), "current": chosen is None}
    return [everything] + [
        {
            "href": f"{HOME}?etat={word}",
            "label": LISTS[state],
            "count": counts[state],
            "current": state is chosen,
        }
        for word, state in STATES.items()
    ]


def acts_for(answer: ValidatedAnswer, me: Me) -> frozenset[str]:
    """Return what someone may do with an answer now: edit, approve, withdraw, shorten, erase."""
    allowed = {
        "edit": me.may(Permission.PROPOSE),
        "approve": me.may(Permission.APPROVE) and answer.approvable_by(me.staff.id),
        "withdraw": me.may(Permission.WITHDRAW) and answer.state is not State.WITHDRAWN,
        "shorten": me.may(Permission.WITHDRAW) and answer.state is State.APPROVED,
        "erase": me.may(Permission.WITHDRAW) and answer.state is State.WITHDRAWN,
    }
    return frozenset(name for name, may in allowed.items() if may)


def states_of(word: str) -> Iterable[State]:
    """Return the states that a word of an address stands for: all of them if it is none of ours."""
    return (STATES[word],) if word in STATES else tuple(STATES.values())
