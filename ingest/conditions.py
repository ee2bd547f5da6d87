"""Check the conditions of eligibility.toml against the questions: what is compared, how, with what."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from ingest.entries import Entries
from ingest.toml_places import Place
from knowledge.eligibility.answers import ELSEWHERE, MOST_PARTNERS, NO, YES, BadAnswer, number_in
from knowledge.eligibility.conditions import BadCondition, Comparison, Line, read_condition
from knowledge.eligibility.criteria import TOTAL, Question, Rules, Takes
from knowledge.legal_forms import load_legal_forms
from knowledge.places import load_places

AREAS = ("metropole", "outre-mer", ELSEWHERE)
"""Places of a condition that are no place of the list."""

_ORDERED = (Takes.NUMBER, Takes.DATE, Takes.PARTNERS)
"""Answers that have a size."""

_CODE_LENGTH = 4
"""Digits of a legal form."""

_EXPECTED = "une comparaison, ou plusieurs jointes par &"


def check_condition(entries: Entries, said: str, rules: Rules, place: Place) -> Line:
    """Return one line of a condition, once its comparisons suit the questions of `rules`.

    Raises:
        ManifestError: it cannot be read, or a comparison suits no answer.
    """
    try:
        (line,) = read_condition([said])
    except BadCondition as error:
        raise entries.fault(place, str(error), _EXPECTED, "réécrivez cette condition") from error
    for comparison in line:
        if fault := _fault(comparison, rules):
            raise entries.fault(place, f"« {comparison} » : {fault[0]}", *fault[1:])
    return line


def is_form(code: str) -> bool:
    """Return whether a legal form exists, or one that begins as a code that ends with a star.

    >>> is_form("9220"), is_form("54*"), is_form("0000"), is_form("54")
    (True, True, False, False)
    """
    if not code.endswith("*"):
        return load_legal_forms().get(code) is not None
    return _begins_one(code[:-1])


@cache
def _begins_one(start: str) -> bool:
    free = _CODE_LENGTH - len(start)
    if not re.fullmatch(r"\d{1,3}", start, re.ASCII):
        return False
    return any(load_legal_forms().get(f"{start}{end:0{free}d}") for end in range(10**free))


def _fault(comparison: Comparison, rules: Rules) -> tuple[str, str, str] | None:
    """Return what is wrong with a comparison, what was expected and how to mend it, None if all is well."""
    question = rules.question(comparison.question)
    if question is None:
        known = ", ".join(one.id for one in rules.questions) or "aucune question n’est posée"
        what = f"aucune question ne s’appelle « {comparison.question} »"
        return what, f"une question du fichier ({known})", "corrigez son nom, ou ajoutez la question"
    if fault := _part_fault(comparison, question):
        return fault
    if comparison.operator.orders and question.takes not in _ORDERED:
        what = f"« {comparison.operator} » compare des grandeurs, et la réponse n’en est pas une"
        return what, "= ou !=", "remplacez ce signe"
    suits, expected = _SUITS[question.takes]
    wrong = next((value for value in comparison.values if not suits(question, value)), None)
    if wrong is None:
        return None
    if question.options and question.takes is Takes.CHOICE:
        expected = f"l’une des réponses proposées ({', '.join(one.id for one in question.options)})"
    return f"« {wrong} » n’est pas une réponse à cette question", expected, "corrigez cette valeur"


def _part_fault(comparison: Comparison, question: Question) -> tuple[str, str, str] | None:
    part = comparison.part
    if not part:
        return None
    if question.takes is not Takes.PARTNERS:
        what = f"la réponse à « {question.id} » n’a pas de parties"
        return what, f"« {question.id} » seul", f"retirez « .{part} »"
    if part == TOTAL or question.option(part):
        return None
    known = ", ".join((*(one.id for one in question.options), TOTAL))
    what = f"« {part} » n’est pas un type de partenaires de cette question"
    return what, f"l’un de {known}", "corrigez ce nom, ou ajoutez ce type de partenaires à options"


def _is_number(_question: Question, value: str) -> bool:
    try:
        number_in(value)
    except BadAnswer:
        return False
    return "," not in value


def _is_day(_question: Question, value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_place(_question: Question, value: str) -> bool:
    return value in AREAS or load_places().get(value) is not None


def _is_count(_question: Question, value: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}", value, re.ASCII)) and int(value) <= MOST_PARTNERS


_SUITS: Mapping[Takes, tuple[Callable[[Question, str], bool], str]] = {
    Takes.YES_NO: (lambda _, value: value in (YES, NO), f"{YES} ou {NO}"),
    Takes.CHOICE: (lambda question, value: question.option(value) is not None, "une réponse proposée"),
    Takes.NUMBER: (_is_number, "un nombre en chiffres, sans signe, avec un point s’il a des décimales"),
    Takes.DATE: (_is_day, "une date AAAA-MM-JJ"),
    Takes.PLACE: (
        _is_place,
        f"le code d’un lieu, tel que « departement:93 », ou l’un de {', '.join(AREAS)}",
    ),
    Takes.LEGAL_FORM: (
        lambda _, value: is_form(value),
        "un code de l’INSEE, tel que « 9220 », ou son début suivi d’une étoile",
    ),
    Takes.PARTNERS: (_is_count, f"un nombre entier, de 0 à {MOST_PARTNERS}"),
}
"""Whether a value suits each sort of answer, and what is expected in French."""
