"""Read what a call asks of who applies: eligibility.toml, which stands beside its texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.conditions import check_condition, is_form
from ingest.eligibility_rules import CRITERION, DECISION, OPTION, QUESTION
from ingest.entries import Entries, read_entries
from ingest.manifest import read_text
from ingest.preparation import PreparedQuote
from ingest.statements import take_sources
from ingest.toml_places import Place
from knowledge.eligibility.conditions import Condition
from knowledge.eligibility.criteria import TOTAL, UNSURE, Criterion, Option, Question, Rules, Takes
from knowledge.eligibility.judging import mentioned

ELIGIBILITY = "eligibility.toml"

DECISION_KEY = ""
"""Stands for who decides among the identifiers of criteria."""

CONDITIONS = ("met", "not_met", "staff")
"""The keys of a criterion that hold a condition."""

_LEAST_OPTIONS = {Takes.CHOICE: 2, Takes.PARTNERS: 1}
"""Options without which a question cannot be answered; the other ones take none."""


@dataclass(frozen=True, slots=True)
class WrittenRules:
    """The rules of a call as staff wrote them, not compared with the texts yet.

    Their criteria have no passage and none is flagged. `quotes` are the quotations by criterion, those
    of who decides under `DECISION_KEY`; `lines` are those of the criteria and of their keys.
    """

    rules: Rules = Rules()
    quotes: Mapping[str, tuple[PreparedQuote, ...]] = field(default_factory=dict)
    path: Path = field(default=Path(ELIGIBILITY), compare=False, repr=False)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)

    def line(self, criterion: str, key: str = "") -> int | None:
        """Return the line of a key of a criterion, else of the whole, None if no file says it yet."""
        return self.lines.get((criterion, key)) or self.lines.get((criterion, ""))


def load_eligibility(folder: Path) -> WrittenRules | None:
    """Return the rules of a corpus folder, None if it has none.

    Raises:
        ManifestError: the file cannot be read, is not TOML, or says something impossible.
    """
    path = folder / ELIGIBILITY
    return read_eligibility(read_text(path), path) if path.is_file() else None


def read_eligibility(text: str, path: Path = Path(ELIGIBILITY)) -> WrittenRules:
    """Return the rules that a text says; `path` is the file that errors name.

    Quotations are not compared with the texts of the call yet.

    Raises:
        ManifestError: it is not TOML, or says something impossible.
    """
    entries = read_entries(text, path)
    asked, judged = entries.lists("question", "criterion", single=("decision",))
    questions = tuple(_question(entries, entry, index) for index, entry in enumerate(asked))
    entries.distinct("la question", (one.id for one in questions), ("question",), ("id",))
    entries.distinct("le texte", (one.ask for one in questions), ("question",), ("ask",))
    read = [_criterion(entries, entry, index, Rules(questions)) for index, entry in enumerate(judged)]
    criteria = tuple(criterion for criterion, _ in read)
    entries.distinct("le critère", (one.id for one in criteria), ("criterion",), ("id",))
    _check_questions(entries, questions, criteria)
    quotes = {criterion.id: quoted for criterion, quoted in read}
    quotes[DECISION_KEY] = _decision(entries)
    return WrittenRules(Rules(questions, criteria), quotes, path, _lines(entries, criteria))


def _question(entries: Entries, entry: Mapping[str, object], index: int) -> Question:
    values = entries.values(entry, QUESTION, "question", index)
    options = tuple(
        _option(entries, option, index, number) for number, option in enumerate(values.pop("options", ()))
    )
    question = Question(options=options, **values)
    _check_question(entries, question, index)
    place = ("question", index, "options")
    entries.distinct("la réponse", (one.id for one in options), place, ("id",))
    entries.distinct("le texte", (one.name for one in options), place, ("name",))
    return question


def _option(entries: Entries, entry: Mapping[str, object], index: int, number: int) -> Option:
    place = ("question", index, "options", number)
    option = Option(**entries.values(entry, OPTION, *place))
    if option.id in (UNSURE, TOTAL):
        what = f"l’identifiant « {option.id} » est réservé"
        raise entries.fault((*place, "id"), what, "un autre identifiant", "changez id")
    for one, form in enumerate(option.forms):
        if not is_form(form):
            what = f"« {form} » n’est pas une forme juridique"
            expected = "un code de l’INSEE, ou son début suivi d’une étoile"
            fix = "écrivez par exemple « 9220 » ou « 54* »"
            raise entries.fault((*place, "forms", one), what, expected, fix)
    return option


def _check_question(entries: Entries, question: Question, index: int) -> None:
    """Check that a question has what its sort of answer needs.

    Raises:
        ManifestError: it lacks options, or has options, a unit or bounds that it cannot have.
    """
    place, takes, there = ("question", index), question.takes, len(question.options)
    least = _LEAST_OPTIONS.get(takes, 0)
    if there < least:
        what = f"takes vaut « {takes} » et options ne contient que {there} réponse(s)"
        fix = 'ajoutez options = [{ id = "…", name = "…" }], ou corrigez takes'
        raise entries.fault((*place, "takes"), what, f"{least} réponse(s) au moins", fix)
    if there and not least:
        what = f"takes vaut « {takes} » et pourtant des réponses sont proposées"
        raise entries.fault((*place, "options"), what, "aucune réponse", "retirez options, ou corrigez takes")
    if question.unit and takes is not Takes.NUMBER:
        what = f"takes vaut « {takes} » et pourtant une unité est donnée"
        expected = "une unité pour un nombre seulement"
        raise entries.fault((*place, "unit"), what, expected, "retirez unit, ou corrigez takes")
    _check_bounds(entries, question, place)


def _check_bounds(entries: Entries, question: Question, place: Place) -> None:
    """Check that only a number has bounds, and that an answer can be between them.

    Raises:
        ManifestError: it is otherwise.
    """
    bounds = {"least": question.least, "most": question.most}
    key = next((key for key, bound in bounds.items() if bound is not None), "")
    if key and question.takes is not Takes.NUMBER:
        what = f"takes vaut « {question.takes} » et pourtant {key} est donné"
        expected = f"{key} pour un nombre seulement"
        raise entries.fault((*place, key), what, expected, f"retirez {key}, ou corrigez takes")
    if question.least is not None and question.most is not None and question.least > question.most:
        what = f"least vaut {question.least} et most vaut {question.most}"
        raise entries.fault((*place, "most"), what, "most au moins égal à least", "corrigez least ou most")


def _criterion(
    entries: Entries, entry: Mapping[str, object], index: int, rules: Rules
) -> tuple[Criterion, tuple[PreparedQuote, ...]]:
    place = ("criterion", index)
    values = entries.values(entry, CRITERION, *place)
    stated, quotes = take_sources(entries, values, place)
    conditions: dict[str, Any] = {
        key: _condition(entries, values.pop(key, ()), rules, *place, key) for key in CONDITIONS
    }
    if not stated and (key := next((key for key in CONDITIONS if conditions[key]), "")):
        what = "state vaut « not_stated » et pourtant une condition est posée"
        raise entries.fault((*place, key), what, "aucune condition", f"retirez {key}, ou corrigez state")
    return Criterion(stated=stated, **values, **conditions), quotes


def _condition(entries: Entries, said: tuple[str, ...], rules: Rules, *place: str | int) -> Condition:
    return tuple(check_condition(entries, line, rules, (*place, index)) for index, line in enumerate(said))


def _check_questions(
    entries: Entries, questions: tuple[Question, ...], criteria: tuple[Criterion, ...]
) -> None:
    """Check that every question is of use, and that there are not too many.

    Raises:
        ManifestError: no criterion looks at one, or they are more than the criteria.
    """
    used = {name for criterion in criteria for name in mentioned(criterion.conditions)}
    for index, question in enumerate(questions):
        if question.id not in used:
            what = f"aucun critère ne regarde la réponse à la question « {question.id} »"
            fix = f"retirez cette question, ou ajoutez une condition telle que « {question.id} = … »"
            raise entries.fault(("question", index), what, "une condition sur cette réponse", fix)
    if len(questions) > len(criteria):
        what = f"il y a {len(questions)} questions pour {len(criteria)} critères"
        place = ("question", len(criteria))
        raise entries.fault(place, what, "pas plus de questions que de critères", "retirez une question")


def _decision(entries: Entries) -> tuple[PreparedQuote, ...]:
    if "decision" not in entries.tables:
        return ()
    values = entries.values(entries.single("decision"), DECISION, "decision")
    if quotes := entries.quotes(values["passages"], "decision", "passages"):
        return quotes
    fix = "ajoutez la citation qui dit qui décide, ou retirez [decision]"
    raise entries.fault(("decision", "passages"), "aucun passage n’est cité", "une citation au moins", fix)


def _lines(entries: Entries, criteria: tuple[Criterion, ...]) -> dict[tuple[str, str], int]:
    places: dict[tuple[str, str], Place] = {(DECISION_KEY, ""): ("decision",)}
    for index, one in enumerate(criteria):
        places[one.id, ""] = ("criterion", index)
        places |= {(one.id, key): ("criterion", index, key) for key in CRITERION}
    return {name: line for name, place in places.items() if (line := entries.places.line(*place))}
