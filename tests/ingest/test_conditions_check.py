"""A condition that no answer could ever suit is refused, with what its question takes."""

from pathlib import Path

import pytest

from ingest.conditions import check_condition
from ingest.entries import read_entries
from ingest.errors import ManifestError
from knowledge.eligibility.criteria import Option, Question, Rules, Takes

RULES_PATH = Path("eligibility.toml")
OPTIONS = (Option("ess", "une entreprise de l’ESS"), Option("local", "une commune"))
RULES = Rules(tuple(Question(takes.value, takes.value, takes, options=OPTIONS) for takes in Takes))


def fault(condition: str) -> str:
    entries = read_entries("", RULES_PATH)
    with pytest.raises(ManifestError) as caught:
        check_condition(entries, condition, RULES, ())
    return str(caught.value)


@pytest.mark.parametrize(
    "condition",
    [
        "yes_no = yes",
        "yes_no != no",
        "choice = ess | local",
        "number >= 12",
        "number != 2.5 | 0",
        "date <= 2020-02-28",
        "place = departement:93 | region:11 | commune:93039",
        "place != metropole | outre-mer | etranger",
        "legal_form = 9220 | 54* | 5*",
        "partners.ess >= 1 & partners.local = 0",
        "partners.total > 2 & partners < 10",
    ],
)
def test_a_condition_that_suits_its_questions_is_kept(condition: str) -> None:
    line = check_condition(read_entries("", RULES_PATH), condition, RULES, ())
    assert " & ".join(map(str, line)) == condition


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("yes_no = oui", "« oui » n’est pas une réponse à cette question. Attendu : yes ou no"),
        ("yes_no = unsure", "« unsure » n’est pas une réponse"),
        ("yes_no >= yes", "« >= » compare des grandeurs"),
        ("choice = ess | other", "« other » n’est pas une réponse à cette question. Attendu : l’une des "),
        ("choice < ess", "compare des grandeurs"),
        ("choice.ess = ess", "la réponse à « choice » n’a pas de parties"),
        ("number > douze", "« douze » n’est pas une réponse"),
        ("number > nan", "« nan » n’est pas une réponse"),
        ("number > 1e13", "« 1e13 » n’est pas une réponse"),
        ("number > -3", "« -3 » n’est pas une réponse"),
        ("number > 2,5", "« 2,5 » n’est pas une réponse"),
        ("date < 28/02/2020", "Attendu : une date AAAA-MM-JJ"),
        ("date < 20200228", "Attendu : une date AAAA-MM-JJ"),
        ("place = 93", "« 93 » n’est pas une réponse à cette question. Attendu : le code d’un lieu"),
        ("place = departement:00", "« departement:00 » n’est pas une réponse"),
        ("place = france", "« france » n’est pas une réponse"),
        ("place > region:11", "compare des grandeurs"),
        (
            "legal_form = 0003",
            "« 0003 » n’est pas une réponse à cette question. Attendu : un code",
        ),
        ("legal_form = 54", "« 54 » n’est pas une réponse"),
        ("legal_form = *", "« * » n’est pas une réponse"),
        ("partners.other = 1", "« other » n’est pas un type de partenaires"),
        ("partners.ess >= 1.5", "Attendu : un nombre entier, de 0 à 999"),
        ("partners.ess >= -1", "Attendu : un nombre entier"),
        ("partners.ess >= 1000", "Attendu : un nombre entier"),
        ("partners.ess >= ٣", "Attendu : un nombre entier"),
        ("lead = yes", "aucune question ne s’appelle « lead »"),
        ("number >= 1 | 2", "une valeur manque, ou il y en a trop"),
        ("", "ne se lit pas comme une condition"),
    ],
)
def test_a_condition_that_suits_no_answer_is_refused(condition: str, said: str) -> None:
    assert said in fault(condition)


def test_every_comparison_of_a_line_is_checked() -> None:
    assert "« non » n’est pas une réponse" in fault("number > 1 & yes_no = non")
