"""Read the form of a case: answers question by question, and how each criterion must stand then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.console.forms import Form, number
from bot.console.rule_words import OUTCOMES
from bot.eligibility import commands
from knowledge.eligibility.answers import NO, YES, BadAnswer, normal, normal_answers
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import UNSURE, Outcome, Question, Rules, Takes
from knowledge.eligibility.judging import judge

ANSWER, UNKNOWN, EXPECTED = "r-", "i-", "a-"
"""How begin the fields of an answer, of the box of who does not know, of what is expected."""

SILENT: Final = ("", "Sans réponse")
CHOOSE: Final = ("", "Choisir")

HINTS: Final[Mapping[Takes, str]] = {
    Takes.NUMBER: "En chiffres",
    Takes.DATE: "Comme 2020-02-28",
    Takes.PLACE: "Un code, comme departement:93, ou etranger",
    Takes.LEGAL_FORM: "Un code de l’INSEE, comme 9220",
}
"""How an answer is written that is not chosen from a list."""

NONE_IS: Final = "Combien, 0 pour aucun"
NO_NAME: Final = "Donnez un nom à ce cas\u00a0: la situation, en une phrase."
NOT_CHOSEN: Final = "Choisissez ce qui est attendu de « {name} »."
BAD_COUNT: Final = "Un nombre de partenaires s’écrit en chiffres."


@dataclass(frozen=True, slots=True)
class Typed:
    """All that the form holds, as it was typed: `said` and `expected` by the name of their field."""

    name: str = ""
    said: Mapping[str, str] | None = None
    expected: Mapping[str, str] | None = None
    seen: int = 0

    def value(self, field: str) -> str:
        """Return what a field holds."""
        return {**(self.said or {}), **(self.expected or {})}.get(field, "")


@dataclass(frozen=True, slots=True)
class Field:
    """One answer in the form; `choices` are those of a list, none where it is typed."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the form; `unknown` is the field of the box of who does not know, "" without one."""

    ask: str
    fields: tuple[Field, ...]
    unknown: str = ""
    ticked: bool = False


def typed_in(form: Form) -> Typed:
    """Return what was typed."""
    answers = ((name, value) for name, value in form.fields if name.startswith((ANSWER, UNKNOWN)))
    said = {name: " ".join(value.split()) for name, value in answers}
    expected = {name: value for name, value in form.fields if name.startswith(EXPECTED)}
    return Typed(form.line("name"), said, expected, number(form["seen"]))


def typed_of(case: Case, rules: Rules, seen: int) -> Typed:
    """Return the form as a case fills it in."""
    said: dict[str, str] = {}
    for question in rules.questions:
        answer = case.answers.get(question.id)
        if isinstance(answer, Mapping):
            # None of any type is an answer too, and not the same as no answer.
            counts = {one.id: answer.get(one.id, 0) for one in question.options}
            said |= {f"{ANSWER}{question.id}.{part}": str(count) for part, count in counts.items()}
        elif answer == UNSURE and not _listed(question):
            said[f"{UNKNOWN}{question.id}"] = "1"
        elif answer is not None:
            said[f"{ANSWER}{question.id}"] = str(answer)
    expected = {f"{EXPECTED}{name}": outcome.value for name, outcome in case.expected.items()}
    return Typed(case.name, said, expected, seen)


def asked(rules: Rules, typed: Typed) -> list[Asked]:
    """Return the questions of the form, each with what was typed."""
    return [_asked(one, typed) for one in rules.questions]


def expected_fields(rules: Rules, typed: Typed) -> list[Field]:
    """Return what is expected of each criterion, as lists to choose from."""
    choices = (CHOOSE, *((outcome.value, words) for outcome, words in OUTCOMES.items()))
    names = ((f"{EXPECTED}{one.id}", one.name) for one in rules.criteria)
    return [Field(field, name, typed.value(field), choices) for field, name in names]


def read_answers(rules: Rules, typed: Typed) -> tuple[dict[str, object], dict[str, str]]:
    """Return the answers that were typed, by question, and what is wrong, by field."""
    answers: dict[str, object] = {}
    errors: dict[str, str] = {}
    for question in rules.questions:
        try:
            answer = _answer(question, typed)
            if answer is not None:
                normal(question, answer)
                answers[question.id] = answer
        except BadAnswer as error:
            field = _asked(question, typed).fields[0].name
            errors[field] = f"« {question.ask} » {error}"
    return answers, errors


def read_case(rules: Rules, typed: Typed) -> tuple[Case, dict[str, str]]:
    """Return the case that was typed, and what is wrong with it, by field."""
    answers, errors = read_answers(rules, typed)
    if not typed.name:
        errors = {"name": NO_NAME} | errors
    expected: dict[str, Outcome] = {}
    for one in rules.criteria:
        chosen = typed.value(f"{EXPECTED}{one.id}")
        if chosen in set(Outcome):
            expected[one.id] = Outcome(chosen)
        else:
            errors[f"{EXPECTED}{one.id}"] = NOT_CHOSEN.format(name=one.name)
    return Case(typed.name, answers, expected), errors


def with_result(rules: Rules, typed: Typed) -> tuple[Typed, dict[str, str]]:
    """Return what was typed, with what the criteria now give as what is expected; or what is wrong."""
    answers, errors = read_answers(rules, typed)
    if errors:
        return typed, errors
    sheet = judge(rules, normal_answers(rules, answers))
    found = {f"{EXPECTED}{one.criterion.id}": one.outcome.value for one in sheet.judged}
    return replace(typed, expected=found), {}


def _asked(question: Question, typed: Typed) -> Asked:
    name = f"{ANSWER}{question.id}"
    if _listed(question):
        return Asked(question.ask, (Field(name, question.ask, typed.value(name), _choices(question)),))
    unknown = f"{UNKNOWN}{question.id}"
    ticked = bool(typed.value(unknown))
    if question.takes is Takes.PARTNERS:
        parts = ((f"{name}.{one.id}", one.name) for one in question.options)
        fields = tuple(Field(part, label, typed.value(part), (), NONE_IS) for part, label in parts)
        return Asked(question.ask, fields, unknown, ticked)
    unit = f" ({question.unit})" if question.unit else ""
    field = Field(name, question.ask, typed.value(name), (), HINTS[question.takes] + unit)
    return Asked(question.ask, (field,), unknown, ticked)


def _listed(question: Question) -> bool:
    return question.takes in (Takes.YES_NO, Takes.CHOICE)


def _choices(question: Question) -> tuple[tuple[str, str], ...]:
    if question.takes is Takes.YES_NO:
        given: tuple[tuple[str, str], ...] = ((YES, commands.YES), (NO, commands.NO))
    else:
        given = tuple((one.id, one.name) for one in question.options)
    return (SILENT, *given, (UNSURE, commands.UNSURE))


def _answer(question: Question, typed: Typed) -> object:
    """Return the answer that was typed to a question, None for none.

    Raises:
        BadAnswer: a count is no number.
    """
    if typed.value(f"{UNKNOWN}{question.id}"):
        return UNSURE
    if question.takes is not Takes.PARTNERS:
        said = typed.value(f"{ANSWER}{question.id}")
        return _as_written(question.takes, said) if said else None
    fields = {one.id: typed.value(f"{ANSWER}{question.id}.{one.id}") for one in question.options}
    if not any(fields.values()):
        return None
    counts = {name: number(count, -1) for name, count in fields.items() if count}
    if min(counts.values()) < 0:
        raise BadAnswer(BAD_COUNT)
    return {name: count for name, count in counts.items() if count}


def _as_written(takes: Takes, said: str) -> object:
    """Return a number or a day as the file of cases writes it, anything else as it was typed."""
    if takes is Takes.NUMBER and (whole := number(said, -1)) >= 0:
        return whole
    if takes is Takes.DATE:
        try:
            return date.fromisoformat(said)
        except ValueError:  # said by the question
            return said
    return said
