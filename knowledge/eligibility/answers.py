"""Answers in their normal form: what may be kept of what an applicant chose, typed or a program sent."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
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

EARLIEST: Final = date(1900, 1, 1)
"""The first day that is taken for an answer: one before it is a year of two digits, most often."""

_FIGURES: Final = re.compile(r"(\d+)(?:[.,](\d{1,6}))?", re.ASCII)
_MOST_DIGITS: Final = len(str(LARGEST))
_NAME_SHOWN: Final = 80
"""Characters of an unknown name that are told again."""


class BadAnswer(ValueError):
    """An answer that a question does not take; the message says why, in French."""


def normal(question: Question, value: object) -> Answer:
    """Return an answer in its normal form: what JSON holds, the same for the same answer.

    `UNSURE` suits every question. Else a question of yes or no takes `YES` or `NO`; a choice, the
    identifier of an option; a number, its digits, without a sign; a date, as ISO 8601 writes it; a
    place, its code, then those of all that hold it, separated by spaces; a legal form, its code of the
    INSEE; partners, how many there are of each type, those alone of which there are some.

    Raises:
        BadAnswer: the question does not take it.
    """
    if value == UNSURE:
        return UNSURE
    if question.takes is Takes.PARTNERS:
        return _partners(question, value)
    said = _said(value)
    if question.takes is Takes.NUMBER:
        return _bounded(question, said)
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
        raise BadAnswer(f"Aucune question ne s’appelle « {unknown[0][:_NAME_SHOWN]} ».")
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


def number_in(said: str) -> Decimal:
    """Return the number of figures: no sign, no exponent, a comma or a point before six decimals at most.

    >>> number_in("10,50"), number_in("007")
    (Decimal('10.5'), Decimal('7'))

    Raises:
        BadAnswer: they are no such number, or it is larger than `LARGEST`.
    """
    found = _FIGURES.fullmatch(said)
    if found is None:
        raise BadAnswer("Écrivez un nombre en chiffres et sans signe, par exemple 12 ou 12,5.")
    whole = found[1].lstrip("0") or "0"
    if len(whole) > _MOST_DIGITS or (number := Decimal(f"{whole}.{found[2] or 0}")) > LARGEST:
        raise BadAnswer("Ce nombre est trop grand.")
    return Decimal(f"{number.normalize():f}")


def _said(value: object) -> str:
    if isinstance(value, int) and abs(value) > LARGEST:  # one of thousands of digits cannot be written
        raise BadAnswer("Ce nombre est trop grand.")
    return str(value).strip() if isinstance(value, str | int | float | Decimal | date) else ""


def _bounded(question: Question, said: str) -> str:
    number = number_in(said)
    if question.least is not None and number < question.least:
        raise BadAnswer(f"Écrivez un nombre d’au moins {_french(question.least)}.")
    if question.most is not None and number > question.most:
        raise BadAnswer(f"Écrivez un nombre d’au plus {_french(question.most)}.")
    return f"{number:f}"


def _french(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _day(said: str) -> str:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise BadAnswer("Écrivez une date, par exemple 28/02/2020.") from None
    if day < EARLIEST:
        raise BadAnswer(f"Écrivez une date à partir de {EARLIEST.year}, avec les quatre chiffres de l’année.")
    return day.isoformat()


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
