from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import Reception
from bot.eligibility.in_force import NOTHING
from tests.bot.applicants import parts_of
from tests.bot.desks import QUOTE, FakeDesk
from tests.bot.guides import DEADLINE, PROCEDURE, QUESTIONS, RULES, guide_of
from tests.bot.test_api import assert_problem

JUDGE = "/api/v1/eligibility"


def client_of(folder: Path, reception: Reception) -> TestClient:
    return TestClient(create_app(parts_of(folder, reception)), raise_server_exceptions=False)


@pytest.fixture
def led(tmp_path: Path) -> TestClient:
    return client_of(tmp_path, Reception(FakeDesk(), guide_of()))


def judged(client: TestClient, **answers: object) -> dict[str, Any]:
    response = client.post(JUDGE, json={"answers": answers})
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, Any] = response.json()
    return found


def test_the_questions_are_listed_with_what_each_takes(led: TestClient) -> None:
    given = led.get(JUDGE).json()
    assert given["rules"] == "7f"
    assert [(one["id"], one["takes"]) for one in given["questions"]] == [
        (one.id, one.takes.value) for one in QUESTIONS
    ]
    assert (given["questions"][0]["least"], given["questions"][0]["most"]) == (None, None)
    assert given["questions"][0]["options"][0] == {"id": "ess", "name": "une entreprise de l’ESS"}


def test_each_criterion_is_judged_with_its_passage_and_the_next_question_is_named(led: TestClient) -> None:
    given = judged(led, partners={"ess": 2, "local": 0}, pooling="no")
    assert given["answers"] == {"partners": {"ess": 2}, "pooling": "no"}
    assert given["next"]["id"] in {one.id for one in QUESTIONS} - {"partners", "pooling"}
    outcomes = {one["id"]: one["outcome"] for one in given["sheet"]["criteria"]}
    assert len(outcomes) == len(RULES.criteria)
    assert (outcomes["c_partners"], outcomes["c_pooling"]) == ("met", "not_met")
    assert (outcomes["c_sort"], outcomes["closing"]) == ("open", "not_stated")
    assert given["sheet"]["criteria"][0]["citations"][0]["quote"] == QUOTE


def test_once_nothing_is_missing_there_is_no_next_question(led: TestClient) -> None:
    answers = {question.id: "unsure" for question in QUESTIONS}
    given = judged(led, **answers)
    assert given["next"] is None
    assert given["sheet"]["complete"] is True


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"nobody": "yes"}, "Aucune question ne s’appelle « nobody »."),
        ({"pooling": "maybe"}, "n’est pas l’une de celles qui sont proposées."),
        ({"partners": {"ess": -1}}, "de 0 à 999."),
        ({"partners": {"ess": True}}, "de 0 à 999."),
        ({"place": "commune:0"}, "Ce lieu n’est pas reconnu."),
        ({"founded": "hier"}, "Écrivez une date"),
        ({"length": "1e-999999"}, "Écrivez un nombre en chiffres et sans signe"),
        ({"length": 10**20}, "trop grand."),
        ({"founded": "0020-01-01"}, "à partir de 1900"),
    ],
)
def test_an_answer_that_a_question_does_not_take_is_refused(
    led: TestClient, answers: dict[str, object], said: str
) -> None:
    problem = assert_problem(led.post(JUDGE, json={"answers": answers}), 422)
    assert said in problem["detail"]


def test_the_steps_are_given_with_the_deadline(led: TestClient) -> None:
    given = led.get("/api/v1/procedure").json()
    assert given["deadline"].replace("\xa0", " ") == DEADLINE
    assert [step["id"] for step in given["steps"]] == [step.id for step in PROCEDURE.steps]
    assert [piece["id"] for piece in given["pieces"]] == ["budget", "letter"]


@pytest.mark.parametrize("path", [JUDGE, "/api/v1/procedure"])
def test_a_call_without_criteria_nor_steps_has_neither(tmp_path: Path, path: str) -> None:
    bare = guide_of(NOTHING.rules, NOTHING.procedure)
    assert_problem(client_of(tmp_path, Reception(FakeDesk(), bare)).get(path), 404)


def test_nothing_is_judged_before_the_texts_are_open(tmp_path: Path) -> None:
    assert_problem(client_of(tmp_path, Reception()).get(JUDGE), 503)


def test_half_a_character_is_not_told_again(led: TestClient) -> None:
    json_type = {"Content-Type": "application/json"}
    answer = led.post(JUDGE, content=rb'{"answers": {"\ud800": 1}}', headers=json_type)
    assert assert_problem(answer, 422)["detail"] == "Aucune question ne s’appelle « ? »."
