"""Write criteria and cases as the files that staff read and that are read again."""

from collections.abc import Iterator, Mapping
from datetime import date

from ingest.eligibility import DECISION_KEY, WrittenRules
from ingest.toml_write import braces, inline_list, list_lines, quotation, string, text_line, whole
from knowledge.eligibility.cases import Case
from knowledge.eligibility.conditions import written as condition_lines
from knowledge.eligibility.criteria import Criterion, Option, Question

_RULES_HEAD = """\
# Ce que l’appel demande : les questions posées, et les critères jugés d’après les réponses.
# met, not_met et staff disent quand un critère est rempli, ne l’est pas, ou revient à vos services :
# une ligne suffit ; dans une ligne, & joint des comparaisons. Chaque citation est recherchée dans les textes.
"""

_CASES_HEAD = """\
# Cas métier : pour chaque situation, les réponses et l’état attendu de chaque critère
# (met, not_met, not_stated, staff ou open). Ils sont rejoués à chaque changement des critères.
"""


def write_eligibility(written: WrittenRules) -> str:
    """Return the text of eligibility.toml, in its order; `read_eligibility` reads the same values again.

    What the texts made of the rules, their passages and flags, is not written.
    """
    rules, quotes = written.rules, written.quotes
    decision = quotes.get(DECISION_KEY, ())
    tables = [
        *map(_question, rules.questions),
        *(_criterion(one, written) for one in rules.criteria),
        *([("[decision]", *list_lines("passages", map(quotation, decision)))] if decision else []),
    ]
    return whole(_RULES_HEAD, tables)


def write_cases(cases: tuple[Case, ...]) -> str:
    """Return the text of eligibility-cases.toml, in its order; `read_cases` reads the same values again."""
    return whole(_CASES_HEAD, map(_case, cases))


def _question(question: Question) -> Iterator[str]:
    yield "[[question]]"
    yield f"id = {string(question.id)}"
    yield f"ask = {string(question.ask)}"
    yield f"takes = {string(question.takes)}"
    yield from text_line("help", question.help)
    yield from text_line("unit", question.unit)
    for key, bound in (("least", question.least), ("most", question.most)):
        if bound is not None:
            yield f"{key} = {bound:f}"
    yield from list_lines("options", map(_option, question.options))


def _option(option: Option) -> str:
    texts = {"id": string(option.id), "name": string(option.name)}
    lists = {"words": option.words, "forms": option.forms}
    return braces(texts | {key: inline_list(values) for key, values in lists.items() if values})


def _criterion(criterion: Criterion, written: WrittenRules) -> Iterator[str]:
    yield "[[criterion]]"
    yield f"id = {string(criterion.id)}"
    yield f"name = {string(criterion.name)}"
    yield from _state(criterion)
    yield from list_lines("passages", map(quotation, written.quotes.get(criterion.id, ())))
    for key, condition in zip(("met", "not_met", "staff"), _conditions(criterion), strict=True):
        yield from list_lines(key, map(string, condition))
    yield from text_line("to_meet", criterion.to_meet)
    yield from text_line("announced", criterion.announced)
    if criterion.draft:
        yield "draft = true"


def _conditions(criterion: Criterion) -> Iterator[tuple[str, ...]]:
    return map(condition_lines, (criterion.met, criterion.not_met, criterion.staff))


def _state(one: Criterion) -> Iterator[str]:
    if not one.stated:
        yield 'state = "not_stated"'


def _case(case: Case) -> Iterator[str]:
    yield "[[case]]"
    yield f"name = {string(case.name)}"
    yield f"answers = {braces({name: _answer(answer) for name, answer in case.answers.items()})}"
    yield f"sheet = {braces({name: string(outcome) for name, outcome in case.expected.items()})}"


def _answer(answer: object) -> str:
    if isinstance(answer, Mapping):
        return braces({str(name): str(count) for name, count in answer.items()})
    if isinstance(answer, date):
        return answer.isoformat()
    return string(answer) if isinstance(answer, str) else str(answer)
