import json
from pathlib import Path

import pytest
import typer

from bot.cli.evaluate import add_evaluate
from bot.errors import MisusedCommand
from bot.quality.evaluation import UnreadableEvaluation, read_evaluation
from bot.quality.labelled import Expect, UnreadableSet
from knowledge.calibration import fingerprint
from tests.bot.labelled_desks import (
    ScriptedDesk,
    handed,
    labelled,
    right,
    run_command,
    write_set,
    wrong,
)
from tests.bot.products import FakeProduct

Capture = pytest.CaptureFixture[str]
QUESTIONS = (labelled("a"), labelled("b"), labelled("c", Expect.ABSTAIN))
SCRIPT = {"Question a ?": right(), "Question b ?": wrong(), "Question c ?": handed()}
BETTER = SCRIPT | {"Question b ?": right()}


@pytest.fixture
def sets() -> list[str]:
    """Two question sets, in the test's own folder."""
    first, second = write_set(Path("a.jsonl"), QUESTIONS[:2]), write_set(Path("b.jsonl"), QUESTIONS[2:])
    return [str(first), str(second)]


def evaluate(product: FakeProduct, *args: str) -> None:
    app = typer.Typer()
    add_evaluate(app, product.parts())
    run_command(app, ["evaluate", *args])


def test_a_table_is_printed_and_the_report_written(sets: list[str], capsys: Capture) -> None:
    product = FakeProduct(desk=ScriptedDesk(SCRIPT))
    evaluate(product, *sets, "--report", "rapport.html")
    out, err = capsys.readouterr()
    assert err == ""
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == "Modèle de langue : aucun, des citations seules"
    assert "Réponses fausses 50,0 % 1 sur 2 de 1,3 % à 98,7 %" in rows
    assert "Silences à raison 100,0 % 1 sur 1 de 2,5 % à 100,0 %" in rows
    assert rows[-1] == "Rapport : rapport.html"
    assert product.answer_from == [None]
    page = Path("rapport.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "a.jsonl, b.jsonl (3 questions)" in page and "Question b ?" in page
    assert sorted(path.name for path in Path().iterdir()) == ["a.jsonl", "b.jsonl", "rapport.html"]


def test_the_language_model_that_takes_part_is_named(
    sets: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_MODEL", "openai:albert-large")
    monkeypatch.setenv("GUICHET_MODEL_USES", "reponses")
    evaluate(FakeProduct(desk=ScriptedDesk(SCRIPT)), *sets, "--report", "rapport.html")
    assert capsys.readouterr().out.startswith("Modèle de langue : openai:albert-large (reponses)\n")
    assert "openai:albert-large (reponses)" in Path("rapport.html").read_text("utf-8")


def test_a_later_run_is_compared_with_the_one_kept(sets: list[str], capsys: Capture) -> None:
    evaluate(FakeProduct(desk=ScriptedDesk(SCRIPT)), *sets, "--report", "1.html", "--json", "1.json")
    assert [each.verdict.value for each in read_evaluation(Path("1.json")).scored] == [
        "right",
        "wrong",
        "abstained",
    ]
    capsys.readouterr()
    evaluate(FakeProduct(desk=ScriptedDesk(BETTER)), *sets, "--report", "2.html", "--compare", "1.json")
    out = capsys.readouterr().out
    assert "sur 3 questions en commun : 1 mieux traitées, 0 moins bien." in out
    assert (
        "réponse fausse"
        in Path("2.html").read_text("utf-8").partition("Questions dont le résultat a changé")[2]
    )


def test_questions_of_the_training_are_warned_of(sets: list[str], capsys: Capture) -> None:
    product = FakeProduct(desk=ScriptedDesk(SCRIPT), trained=frozenset({fingerprint("question A ?")}))
    evaluate(product, *sets, "--report", "rapport.html")
    assert "Attention : 1 de ces questions ont servi" in capsys.readouterr().out


def test_what_cannot_be_read_or_written_is_said_before_anything_is_asked(sets: list[str]) -> None:
    product = FakeProduct(desk=ScriptedDesk(SCRIPT))
    Path("faux.json").write_text(json.dumps({"scored": 1}))
    Path("faux.jsonl").write_text("{}\n")
    for error, args in (
        (MisusedCommand, [*sets, "--report", "absent/rapport.html"]),
        (MisusedCommand, [*sets, "--report", "."]),
        (MisusedCommand, [*sets, "--report", "r.html", "--json", "absent/r.json"]),
        (MisusedCommand, [*sets, "--report", "r.html", "--corpus", "absent"]),
        (MisusedCommand, ["absent.jsonl", "--report", "r.html"]),
        (UnreadableEvaluation, [*sets, "--report", "r.html", "--compare", "faux.json"]),
        (UnreadableSet, ["faux.jsonl", "--report", "r.html"]),
    ):
        with pytest.raises(error):
            evaluate(product, *args)
    assert product.answer_from == []
    assert not Path("r.html").exists()
