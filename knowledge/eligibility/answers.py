"""Answers in their normal form: what may be kept of what an applicant chose, typed or a program sent."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from knowledge.eligibility.criteria import UNSURE, Answer, Answers, Question, Rules, Takes
from knowledge.legal_forms import load_legal_forms
from knowledge.places import load_places

YES, NO = "yes", "no"
"""The answers of a question of yes or no."""

ELSEWHERE: Final = "etranger"
"""The answer of who is in no place of France."""

MOST_PARTNERS: Final = 999
"""Partners of one type."""

LARGEST: Final = Decimal(10) ** 12
"""The largest number that is taken for an answer."""


class BadAnswer(ValueError):
    """An answer that a question does not take; the message says why, in French."""


def normal(question: Question, value: object) -> Answer:
    """Return an answer in its normal form: what JSON holds, the same for the same answer.

    `UNSURE` suits every question. Else a question of yes or no takes `YES` or `NO`; a choice, the
    identifier of an option; a number, its digits; a date, as ISO 8601 writes it; a place, its code, then
    those of all that hold it, separated by spaces; a legal form, its code of the INSEE; partners, how
    many there are of each type, those alone of which there are some.

    Raises:
        BadAnswer: the question does not take it.
    """
    if value == UNSURE:
        return UNSURE
    if question.takes is Takes.PARTNERS:
        return _partners(question, value)
    said = str(value).strip() if isinstance(value, str | int | float | Decimal | date) else ""
    if question.takes is Takes.NUMBER:
        return _number(said)
    if question.takes is Takes.DATE:
        return _day(said)
    if question.takes is Takes.PLACE:
        return _place(said)
    known = {
        Takes.YES_NO: said in (YES, NO),
        Takes.CHOICE: question.option(said) is not None,
        Takes.LEGAL_FORM: load_legal_forms().get(said) is not None,
    }
    if known[question.takes]:
        return said
    raise BadAnswer("Cette réponse n’est pas l’une de celles qui sont proposées.")


def normal_answers(rules: Rules, answers: Mapping[str, object]) -> Answers:
    """Return answers in their normal form, in the order of the questions.

    Raises:
        BadAnswer: one is of no question, or its question does not take it.
    """
    unknown = [name for name in answers if rules.question(name) is None]
    if unknown:
        raise BadAnswer(f"Aucune question ne s’appelle « {unknown[0]} ».")
    return {one.id: normal(one, answers[one.id]) for one in rules.questions if one.id in answers}


def still_taken(rules: Rules, answers: Mapping[str, object]) -> Answers:
    """Return the answers that the questions still take: what they were given under earlier rules may not."""
    kept: dict[str, Answer] = {}
    for question in rules.questions:
        if question.id in answers:
            try:
                kept[question.id] = normal(question, answers[question.id])
            except BadAnswer:  # asked again
                continue
    return kept


def _number(said: str) -> str:
    try:
        number = Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise BadAnswer("Écrivez un nombre en chiffres, par exemple 12.") from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise BadAnswer("Ce nombre est trop grand.")
    return f"{number.normalize():f}"


def _day(said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise BadAnswer("Écrivez une date, par exemple 28/02/2020.") from None


def _place(said: str) -> str:
    code = said.split()[0] if said else ""
    if code == ELSEWHERE:
        return code
    place = load_places().get(code)
    if place is None:
        raise BadAnswer("Ce lieu n’est pas reconnu. Écrivez une commune, un département ou une région.")
    return " ".join((place.code, *place.within))


def _partners(question: Question, value: object) -> Mapping[str, int]:
    if not isinstance(value, Mapping):
        raise BadAnswer("Dites combien il y a de partenaires de chaque type.")
    counts: dict[str, int] = {}
    for name, count in value.items():
        if question.option(str(name)) is None:
            raise BadAnswer("Ce type de partenaire n’est pas l’un de ceux qui sont proposés.")
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_PARTNERS:
            raise BadAnswer(f"Un nombre de partenaires est un entier, de 0 à {MOST_PARTNERS}.")
        counts[str(name)] = count
    return {option.id: counts[option.id] for option in question.options if counts.get(option.id)}
