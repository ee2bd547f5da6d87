from datetime import date
from html import unescape
from typing import Any

import pytest

from bot.console.case_form import Typed, read_answers, read_case, typed_of, with_result
from bot.console.cases_page import CASES, key_of
from bot.console.rule_words import OUTCOMES, TAKES
from bot.staff.roles import Role
from bot.store.rule_texts import RuleKind
from ingest.cases import read_cases
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import Criterion, Option, Outcome, Question, Rules, Takes
from tests.bot.console.criteria_texts import changed_by, in_force, written_down
from tests.bot.console.signed import Console

EVERY = Rules(
    (
        Question("ready", "Prêt ?", Takes.YES_NO),
        Question("who", "Qui ?", Takes.CHOICE, options=(Option("us", "nous"), Option("them", "eux"))),
        Question("months", "Combien ?", Takes.NUMBER, unit="mois"),
        Question("day", "Quand ?", Takes.DATE),
        Question("place", "Où ?", Takes.PLACE),
        Question("form", "Quelle forme ?", Takes.LEGAL_FORM),
        Question("partners", "Avec qui ?", Takes.PARTNERS, options=(Option("ess", "ESS"), Option("x", "X"))),
    ),
    (Criterion("a", "A", stated=False),),
)
ANSWERS = {
    "ready": "yes",
    "who": "us",
    "months": 12,
    "day": date(2020, 2, 28),
    "place": "departement:93",
    "form": "9220",
    "partners": {"ess": 2},
}
FIRST = f"{CASES}/{key_of(Case('Deux entreprises de l’ESS', {}, {}))}"
NEW = {"name": "Une seule entreprise de l’ESS", "r-partners.ess": "1", "r-funds": "unsure"}
EXPECTED = {"a-ess": "staff", "a-money": "staff", "a-closing": "not_stated"}


@pytest.fixture
def criteria(console: Console) -> Console:
    written_down(console)
    console.enter("boss", Role.MANAGER)
    return console


def send(console: Console, path: str, typed: dict[str, str], action: str = "enregistrer") -> Any:
    seen = in_force(console, RuleKind.CASES).id
    return console.post(path, {"seen": str(seen), "action": action, **typed})


def kept(console: Console) -> tuple[Case, ...]:
    return read_cases(in_force(console, RuleKind.CASES).text)


def said(answer: Any) -> str:
    return unescape(answer.text).replace("\xa0", " ")


def test_every_kind_of_answer_is_written_in_the_form_and_read_again() -> None:
    case = Case("Tout", ANSWERS, {"a": Outcome.NOT_STATED})
    assert read_case(EVERY, typed_of(case, EVERY, 3)) == (case, {})
    unsure = Case("Rien", dict.fromkeys(ANSWERS, "unsure"), {"a": Outcome.NOT_STATED})
    assert read_case(EVERY, typed_of(unsure, EVERY, 3)) == (unsure, {})


def test_no_partner_at_all_is_not_the_same_as_no_answer() -> None:
    nobody = Case("Personne", {"partners": {}}, {"a": Outcome.NOT_STATED})
    assert read_case(EVERY, typed_of(nobody, EVERY, 3)) == (nobody, {})
    silent = Case("Silence", {}, {"a": Outcome.NOT_STATED})
    assert read_case(EVERY, typed_of(silent, EVERY, 3)) == (silent, {})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("months", "beaucoup"),
        ("day", "28/02/2020"),
        ("place", "Atlantide"),
        ("form", "x"),
        ("partners.ess", "x"),
    ],
)
def test_an_answer_that_its_question_does_not_take_is_said(field: str, value: str) -> None:
    _, errors = read_answers(EVERY, Typed(said={f"r-{field}": value}))
    assert list(errors) == [f"r-{field}"]


def test_the_result_of_the_criteria_fills_what_is_expected() -> None:
    typed, errors = with_result(EVERY, Typed("Tout", {"r-ready": "yes"}))
    assert (typed.expected, errors) == ({"a-a": "not_stated"}, {})


def test_all_cases_are_run_and_those_that_fail_come_first(criteria: Console) -> None:
    page = said(criteria.get(CASES))
    assert "2 sur 2" in page and "Échoue" not in page
    changed_by(criteria, "", "partners.ess >= 2", "partners.other >= 1")
    page = said(criteria.get(CASES))
    assert "0 sur 2" in page
    assert "Au moins des entreprises de l’ESS : attendu « Rempli », trouvé « Non rempli »" in page
    changed_by(criteria, "", "partners.other >= 1", "partners.ess >= 0")
    page = said(criteria.get(CASES))
    assert page.index("Personne de l’ESS") < page.index("Deux entreprises de l’ESS")


def test_a_case_is_added_from_the_result_that_staff_check(criteria: Console) -> None:
    add = f"{CASES}/ajouter"
    assert "Personne de l’ESS" not in criteria.get(add).text
    filled = send(criteria, add, NEW, "resultat")
    page = said(filled)
    assert filled.status_code == 200 and "Vérifiez-le critère par critère" in page
    assert page.count('<option value="staff" selected>') == 2
    assert len(kept(criteria)) == 2
    refused = send(criteria, add, NEW)
    assert refused.status_code == 422 and "Choisissez ce qui est attendu" in refused.text
    done = send(criteria, add, NEW | EXPECTED)
    assert done.headers["location"] == f"{CASES}?fait=ajoute"
    added = kept(criteria)[-1]
    assert added.answers == {"partners": {"ess": 1}, "funds": "unsure"}
    assert added.expected == {
        "ess": Outcome.STAFF,
        "money": Outcome.STAFF,
        "closing": Outcome.NOT_STATED,
    }
    assert in_force(criteria, RuleKind.CASES).note == "Cas ajouté\xa0: Une seule entreprise de l’ESS"
    assert "3 sur 3" in criteria.get(CASES).text
    twice = send(criteria, add, NEW | EXPECTED)
    assert twice.status_code == 422 and "Ce cas ne peut pas être enregistré tel quel" in twice.text


def test_a_case_is_changed_and_deleted(criteria: Console) -> None:
    page = said(criteria.get(FIRST))
    assert 'id="r-partners.ess" name="r-partners.ess" type="text" value="2"' in page
    assert '<option value="met" selected>' in page
    done = send(criteria, FIRST, {"name": "Autre nom", "r-partners.ess": "2", **EXPECTED, "a-ess": "met"})
    assert done.headers["location"] == f"{CASES}?fait=change"
    assert [one.name for one in kept(criteria)] == ["Autre nom", "Personne de l’ESS"]
    assert criteria.get(FIRST).status_code == 404
    renamed = f"{CASES}/{key_of(kept(criteria)[0])}"
    assert send(criteria, f"{renamed}/suppression", {}).headers["location"] == f"{CASES}?fait=supprime"
    assert [one.name for one in kept(criteria)] == ["Personne de l’ESS"]
    assert send(criteria, f"{renamed}/suppression", {}).status_code == 404


def test_two_people_at_once_lose_no_case(criteria: Console) -> None:
    anne = criteria.person("anne", Role.MANAGER)
    seen = str(in_force(criteria, RuleKind.CASES).id)
    changed_by(criteria, anne.id, "Personne de l’ESS", "Aucune entreprise", RuleKind.CASES)
    answer = send(criteria, FIRST, {"name": "Le mien", "seen": seen, **EXPECTED})
    assert answer.status_code == 409
    page = said(answer)
    assert "Quelqu’un a modifié ce texte entre-temps" in page
    assert '<ins>name = "Aucune entreprise"</ins>' in page and 'value="Le mien"' in page
    assert send(criteria, FIRST, {"name": "Le mien", **EXPECTED}).status_code == 303
    assert [one.name for one in kept(criteria)] == ["Le mien", "Aucune entreprise"]


def test_a_case_whose_question_is_gone_fails_and_says_why(criteria: Console) -> None:
    changed_by(criteria, "", 'funds = "yes"', 'gone = "yes"', RuleKind.CASES)
    assert "Ses réponses ne sont pas acceptées : Aucune question ne s’appelle « gone »." in said(
        criteria.get(CASES)
    )


def test_advisers_read_the_bench_and_change_nothing(criteria: Console) -> None:
    criteria.enter("claire", Role.ADVISER)
    page = criteria.get(CASES).text
    assert "Personne de l’ESS" in page and f"{CASES}/" not in page
    assert criteria.get(FIRST).status_code == 403
    assert send(criteria, FIRST, NEW).status_code == 403


def test_every_outcome_and_every_kind_of_answer_has_its_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(TAKES) == set(Takes)
