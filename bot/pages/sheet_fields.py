"""The fields of the form that a sheet is filled by: the answers in them, and what was typed, as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from bot.eligibility.reading import read_answer
from bot.eligibility.wording import ABROAD, capital
from bot.eligibility.wording import said as in_words
from knowledge.eligibility.answers import ELSEWHERE, NO, YES, BadAnswer, normal
from knowledge.eligibility.criteria import UNSURE, Answer, Answers, Option, Question, Takes
from knowledge.legal_forms import load_legal_forms
from knowledge.places import Place, load_places

CHOSEN: Final = frozenset({Takes.YES_NO, Takes.CHOICE})
"""What is answered by one of a few buttons."""

YES_OR_NO: Final = (Option(YES, "Oui"), Option(NO, "Non"))

BOTH: Final = "Donnez une réponse, ou cochez « Je ne sais pas », mais pas les deux."
NO_PLACE: Final = (
    "Ce lieu n’est pas reconnu. Écrivez le nom d’une commune, d’un département ou d’une région, "
    "ou « étranger »."
)
SEVERAL: Final = "Plusieurs réponses portent ce nom. Écrivez celle qui est la vôtre, en entier : {names}."
NO_FORM: Final = (
    "Cette forme juridique n’est pas reconnue. Écrivez son nom ou son sigle, par exemple « association » ou "
    "« SCIC »."
)
PRECISE: Final = "Précisez : nous avons compris « {said} ». Si c’est exact, écrivez « {exact} »."
NO_COUNT: Final = "Écrivez chaque nombre de partenaires en chiffres, par exemple 2."
LONGEST: Final = 200
"""Characters of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the form: `text` or `counts` as typed, or as its answer reads; `error` if it is wrong.

    `counts` are by type of partner; `understood` is how what was typed was read.
    """

    question: Question
    text: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)
    unsure: bool = False
    error: str = ""
    understood: str = ""

    @property
    def name(self) -> str:
        """The name of what it holds in the form, and the beginning of every identifier of its controls."""
        return f"r-{self.question.id}"

    @property
    def unsure_name(self) -> str:
        """The name of the box that is ticked by who does not know."""
        return f"ignore-{self.question.id}"

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers to choose from."""
        return YES_OR_NO if self.question.takes is Takes.YES_NO else self.question.options

    @property
    def input_type(self) -> str:
        """The type of a field for one line: that of dates, unless it could not show what was typed."""
        if self.question.takes is not Takes.DATE:
            return "text"
        return "date" if not self.text or _is_day(self.text) else "text"

    @property
    def first(self) -> str:
        """The identifier of its first control, where a link that tells of an error leads."""
        takes = self.question.takes
        if takes in CHOSEN or takes is Takes.PARTNERS:
            return f"{self.name}-{self.options[0].id}"
        return self.name


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent: its fields, and the answers in their normal form of those without an error."""

    fields: tuple[Field, ...]
    answers: Answers

    @property
    def faulty(self) -> tuple[Field, ...]:
        """The fields to correct."""
        return tuple(one for one in self.fields if one.error)


def fields_of(questions: Iterable[Question], answers: Answers) -> tuple[Field, ...]:
    """Return the fields of a form with the answers given so far, which their questions take."""
    return tuple(_field(question, answers.get(question.id)) for question in questions)


def read_form(questions: Sequence[Question], values: Mapping[str, str], present: Answers) -> Filled:
    """Read a form that was sent; it holds every answer, so that an empty field is a question not answered.

    The first look at names of places loads all of them: it belongs in a worker thread.
    """
    fields, answers = [], {}
    for question in questions:
        filled = _typed(question, values)
        try:
            answer = _answer(filled, present.get(question.id))
        except BadAnswer as error:
            fields.append(replace(filled, error=str(error)))
            continue
        fields.append(replace(filled, understood=_understood(question, answer)))
        if answer is not None:
            answers[question.id] = answer
    return Filled(tuple(fields), answers)


def most_fields(questions: Iterable[Question]) -> int:
    """Return the most fields that a form with these questions sends."""
    return sum(2 + len(question.options) for question in questions)


def _field(question: Question, answer: Answer | None) -> Field:
    if answer is None:
        return Field(question)
    if answer == UNSURE:
        return Field(question, unsure=True)
    if isinstance(answer, Mapping):
        rest = "" if answer else "0"
        return Field(question, counts={one.id: str(answer.get(one.id, rest)) for one in question.options})
    return Field(question, _as_typed(question, answer), understood=_understood(question, answer))


def _as_typed(question: Question, answer: str) -> str:
    """Return an answer as the contact would have typed it."""
    if question.takes is Takes.PLACE:
        place = _place_of(answer)
        return place.label if place else capital(ABROAD) if answer == ELSEWHERE else ""
    if question.takes is Takes.LEGAL_FORM:
        form = load_legal_forms().get(answer)
        return form.name if form else ""
    return answer.replace(".", ",") if question.takes is Takes.NUMBER else answer


def _typed(question: Question, values: Mapping[str, str]) -> Field:
    empty = Field(question)
    text = values.get(empty.name, "").strip()[:LONGEST]
    if question.takes in CHOSEN:
        return replace(empty, text="" if text == UNSURE else text, unsure=text == UNSURE)
    counts = {one.id: values.get(f"{empty.name}-{one.id}", "").strip()[:LONGEST] for one in question.options}
    unsure = empty.unsure_name in values
    if question.takes is Takes.PARTNERS:
        return replace(empty, counts=counts, unsure=unsure)
    return replace(empty, text=text, unsure=unsure)


def _answer(filled: Field, present: Answer | None) -> Answer | None:
    """Return the answer in a field, None if there is none.

    Raises:
        BadAnswer: its question does not take it.
    """
    question, written = filled.question, filled.text or any(filled.counts.values())
    if filled.unsure and written:
        raise BadAnswer(BOTH)
    if filled.unsure:
        return UNSURE
    if not written:
        return None
    match question.takes:
        case Takes.PARTNERS:
            return normal(question, _counted(filled.counts))
        case Takes.YES_NO | Takes.CHOICE:
            return normal(question, filled.text)
        case _:
            if isinstance(present, str) and filled.text == _as_typed(question, present):
                return present
            return normal(question, _written(question, filled.text))


def _counted(counts: Mapping[str, str]) -> Mapping[str, int]:
    if not all(one.isascii() and one.isdecimal() and len(one) < 9 for one in counts.values() if one):
        raise BadAnswer(NO_COUNT)
    return {name: int(count) for name, count in counts.items() if count}


def _written(question: Question, text: str) -> Answer:
    """Return what words answer, read as the assistant reads them; nothing is guessed without asking.

    Raises:
        BadAnswer: they name nothing, or several things, or what they say is to be confirmed.
    """
    form = load_legal_forms().get(text) if question.takes is Takes.LEGAL_FORM else None
    if form:
        return form.code
    read = read_answer(question, text)
    if read is None:
        return _unread(question, text)
    names = tuple(dict.fromkeys(read.choices))
    if names:
        raise BadAnswer(_several(text, names))
    value = normal(question, read.value)
    if read.interpreted and isinstance(value, str):
        raise BadAnswer(PRECISE.format(said=in_words(question, value), exact=_exact(question, value)))
    return value


def _unread(question: Question, text: str) -> Answer:
    """Return what the assistant does not read and yet is an answer as it stands.

    Raises:
        BadAnswer: it is none.
    """
    missing = {Takes.PLACE: NO_PLACE, Takes.LEGAL_FORM: NO_FORM}.get(question.takes)
    if missing:
        raise BadAnswer(missing)
    return normal(question, text)


def _several(text: str, names: Sequence[str]) -> str:
    """Return what to write of the names among which to choose; the same name of several forms has codes."""
    if len(names) > 1:
        return SEVERAL.format(names=" ; ".join(names))
    codes = (f"{form.code} ({form.name})" for form in load_legal_forms().find(text))
    return SEVERAL.format(names=" ; ".join(codes))


def _exact(question: Question, answer: str) -> str:
    """Return words that mean an answer for sure."""
    if question.takes is Takes.LEGAL_FORM:
        return answer
    if question.takes is Takes.DATE:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    return _as_typed(question, answer)


def _understood(question: Question, answer: Answer | None) -> str:
    """Return how what was typed was read, where that could be otherwise, else ""."""
    if not isinstance(answer, str) or answer == UNSURE:
        return ""
    if question.takes is Takes.PLACE:
        return _as_typed(question, answer)
    if question.takes is Takes.LEGAL_FORM:
        return f"{_as_typed(question, answer)} (code {answer} de l’Insee)"
    return ""


def _place_of(answer: str) -> Place | None:
    return load_places().get(answer.split()[0]) if answer else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
