import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.app import run
from bot.cli.ask import read_batch
from knowledge.errors import NoIndex
from tests.bot.desks import CITATION, QUOTE, FakeDesk
from tests.bot.products import BROKEN, OUTDATED, UNREAD, FakeProduct

Capture = pytest.CaptureFixture[str]


def test_an_answer_is_printed_with_its_sources(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), ["ask", "Une commune ?"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for part in (
        QUOTE,
        CITATION.title,
        "15 juillet 2013",
        "Communiqué de presse, publié",
        "2e alinéa, page 2",
    ):
        assert part in out
    assert f"  {CITATION.url}" in out.splitlines()
    assert "Projet de loi, projet, pas en vigueur" in out


def test_suggestions_are_printed(capsys: Capture) -> None:
    run(FakeProduct().parts(), ["ask", "Un pôle ?"])
    assert "- Qui choisit les pôles ?" in capsys.readouterr().out


def test_json_is_exactly_the_reply(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), ["ask", "--json", "Une commune ?"]) == 0
    assert json.loads(capsys.readouterr().out) == FakeDesk().reply("Une commune ?").as_json()


def test_an_argument_that_is_not_utf8_is_still_answered(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), ["ask", "--json", os.fsdecode(b"Une commune \xe9 ?")]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "Une commune \ufffd ?"


def test_folders_of_the_command_line_reach_the_product(tmp_path: Path) -> None:
    product = FakeProduct()
    run(product.parts(), ["ask", "Qui ?", "--corpus", str(tmp_path), "--data", "travail"])
    assert {(settings.corpus, settings.data) for settings in product.seen} == {(tmp_path, Path("travail"))}


def test_a_batch_answers_line_by_line_in_order(capsys: Capture) -> None:
    desk = FakeDesk()
    product = FakeProduct(desk=desk)
    lines = [
        {"id": "b", "question": "Une commune ?"},
        {"question": "Qui ?", "history": ["Bonjour", {"author": "contact", "text": "Un pôle ?"}]},
        {"id": 3, "question": "", "expect": "abstain"},
    ]
    text = "\ufeff" + "\n\n".join(json.dumps(line) for line in lines)
    Path("questions.jsonl").write_text(text, "utf-8")
    assert run(product.parts(), ["ask", "--batch", "questions.jsonl", "--json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer.get("id", "none") for answer in answers] == ["b", "none", 3]
    assert next(iter(answers[0])) == "id"
    assert desk.asked[1] == ("Qui ?", ("Bonjour", "Un pôle ?"))


def test_a_batch_comes_from_standard_input_too(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"question": "Une commune ?"}\n')))
    assert run(FakeProduct().parts(), ["ask", "--batch", "-"]) == 0
    assert QUOTE in capsys.readouterr().out


def test_an_unreadable_line_is_named_and_the_others_are_answered(capsys: Capture) -> None:
    Path("questions.jsonl").write_bytes(
        b'{"question": "Un"}\n{"question"\n\xff\n{"question": 4}\n{"question": "Cinq"}'
    )
    assert run(FakeProduct().parts(), ["ask", "--batch", "questions.jsonl", "--json"]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["question"] for line in out.splitlines()] == ["Un", "Cinq"]
    assert err.splitlines() == [
        "Erreur : ligne 2 : ce n’est pas du JSON valable",
        "Erreur : ligne 3 : ce n’est pas du JSON valable",
        "Erreur : ligne 4 : #/question, un texte est attendu",
        "Erreur : 3 ligne(s) illisible(s) ; les autres questions ont reçu une réponse.",
    ]


def test_a_line_is_answered_before_the_next_one_is_read() -> None:
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(2):
            read.append(number)
            yield b'{"question": "a"}'

    next(read_batch(lines()))
    assert read == [0]


def test_texts_that_cannot_be_read_leave_the_former_index_in_service(capsys: Capture) -> None:
    assert run(FakeProduct(failure=BROKEN).parts(), ["ask", "Une commune ?"]) == 0
    out, err = capsys.readouterr()
    assert QUOTE in out
    assert err == f"Attention : {BROKEN}\n"


def test_texts_that_cannot_be_read_and_no_index_is_a_failure(capsys: Capture) -> None:
    assert run(FakeProduct(failure=BROKEN, closed=NoIndex()).parts(), ["ask", "Une commune ?"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"Erreur : {BROKEN}"


def test_no_index_is_a_failure(capsys: Capture) -> None:
    assert run(FakeProduct(closed=NoIndex()).parts(), ["ask", "Une commune ?"]) == 1
    assert capsys.readouterr().err.startswith("Erreur : Aucun corpus n’est encore indexé.")


def test_a_skipped_text_is_said_before_the_answer(capsys: Capture) -> None:
    assert run(FakeProduct(skipped=(UNREAD,)).parts(), ["ask", "Une commune ?"]) == 0
    assert capsys.readouterr().err == f"Attention : {UNREAD}\n"


def test_an_approved_topic_that_was_left_out_is_said_before_the_answer(capsys: Capture) -> None:
    assert run(FakeProduct(warnings=(OUTDATED,)).parts(), ["ask", "Une commune ?"]) == 0
    assert capsys.readouterr().err == f"Attention : {OUTDATED}\n"


def test_only_ingest_fetches_web_texts_again() -> None:
    product = FakeProduct()
    run(product.parts(), ["ask", "Une commune ?"])
    run(product.parts(), ["ingest"])
    assert product.refreshed == [False, True]
