import io
import json
from pathlib import Path

import pytest

from bot.cli.app import run
from bot.eligibility.in_force import InForce
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import Outcome, Rules
from tests.bot.desks import QUOTE
from tests.bot.guides import PROCEDURE, QUESTIONS, RULES
from tests.bot.products import FakeProduct

Capture = pytest.CaptureFixture[str]
UNSURE = {question.id: "unsure" for question in QUESTIONS}
AWAITED = {one.id: Outcome.STAFF if one.stated else Outcome.NOT_STATED for one in RULES.criteria}


def product(*cases: Case) -> FakeProduct:
    return FakeProduct(rules=InForce(RULES, PROCEDURE, cases, digest="7f"))


def answered(folder: Path, answers: object) -> str:
    file = folder / "answers.json"
    file.write_text(json.dumps(answers), encoding="utf-8")
    return str(file)


def test_a_file_of_answers_gives_the_sheet(tmp_path: Path, capsys: Capture) -> None:
    file = answered(tmp_path, {"partners": {"ess": 1}})
    assert run(product().parts(), ["eligibility", "--answers", file, "--json"]) == 0
    sheet = json.loads(capsys.readouterr().out)
    assert sheet["criteria"][0]["outcome"] == "met"
    assert sheet["criteria"][0]["citations"][0]["quote"] == QUOTE
    assert run(product().parts(), ["eligibility", "--answers", file]) == 0
    assert "Critère partners" in capsys.readouterr().out


def test_answers_come_from_standard_input_too(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"pooling": "no"}'))
    assert run(product().parts(), ["eligibility", "--answers", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["criteria"][1]["outcome"] == "not_met"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"pooling": "maybe"}, "n’est pas l’une de celles qui sont proposées"),
        ([], "un objet JSON"),
    ],
)
def test_answers_that_cannot_be_taken_are_misuse(
    tmp_path: Path, capsys: Capture, answers: object, said: str
) -> None:
    assert run(product().parts(), ["eligibility", "--answers", answered(tmp_path, answers)]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_misuse(tmp_path: Path, capsys: Capture) -> None:
    assert run(product().parts(), ["eligibility", "--answers", str(tmp_path / "no.json")]) == 2
    assert "ne se lit pas comme du JSON" in capsys.readouterr().err


def test_the_questions_are_asked_in_the_terminal_until_the_sheet(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    asked: list[str] = []

    def not_known(prompt: str) -> str:
        asked.append(prompt)
        return "Je ne sais pas"

    monkeypatch.setattr("builtins.input", not_known)
    assert run(product().parts(), ["eligibility"]) == 0
    out = capsys.readouterr().out
    assert len(asked) == len(QUESTIONS)
    assert "À apprécier par une personne" in out
    assert "1. Une entreprise de l’ESS" in out


def test_a_number_stands_for_the_answer_beside_it_and_one_may_leave(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    lines = iter(["1"])

    def said(_: str) -> str:
        line = next(lines, None)
        if line is None:
            raise EOFError
        return line

    monkeypatch.setattr("builtins.input", said)
    assert run(product().parts(), ["eligibility"]) == 0
    out = capsys.readouterr().out
    assert "1 entreprise de l’ESS" in out
    assert "Rien n’est gardé." in out


def test_a_number_asked_for_is_no_entry_of_the_menu_and_letters_are(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    length = next(one for one in QUESTIONS if one.id == "length")
    alone = Rules((length,), tuple(one for one in RULES.criteria if one.id == "c_length"))
    numbers = FakeProduct(rules=InForce(alone, PROCEDURE, digest="7f"))
    for typed, said in (
        ("1", "Combien de temps ? 1 mois"),
        ("a", "Combien de temps ? je ne sais pas"),
        ("A.", "Combien de temps ? je ne sais pas"),
    ):
        monkeypatch.setattr("builtins.input", lambda _, typed=typed: typed)
        assert run(numbers.parts(), ["eligibility"]) == 0
        out = capsys.readouterr().out.replace("\xa0", " ")
        assert "a. Je ne sais pas" in out
        assert "1. Je ne sais pas" not in out
        assert said in out, typed


def test_cases_that_hold_pass(capsys: Capture) -> None:
    case = Case("Personne ne sait", UNSURE, AWAITED)
    assert run(product(case).parts(), ["eligibility", "--cases"]) == 0
    assert "1 cas sur 1 donnent la fiche attendue." in capsys.readouterr().out


def test_a_case_that_does_not_hold_fails_and_says_what_differs(capsys: Capture) -> None:
    wrong = Case("Tout va bien", UNSURE, AWAITED | {"c_sort": Outcome.MET})
    assert run(product(wrong).parts(), ["eligibility", "--cases"]) == 1
    out, err = capsys.readouterr()
    assert "0 cas sur 1" in out
    assert "Échec : Tout va bien" in err
    assert "c_sort : attendu « rempli, d’après vos réponses »" in err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--json"], "donnez les réponses"),
        (["--cases", "--json"], "--cases va seul"),
        (["--cases"], "n’a pas de cas métier"),
    ],
)
def test_misuse_is_said(capsys: Capture, args: list[str], said: str) -> None:
    assert run(product().parts(), ["eligibility", *args]) == 2
    assert said in capsys.readouterr().err


def test_a_call_without_criteria_says_how_to_have_some(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), ["eligibility"]) == 2
    assert "eligibility.toml" in capsys.readouterr().err
