import json
import os
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.app import run
from bot.store.database import migrate
from knowledge.errors import StoreUnavailable
from tests.bot.products import BROKEN, OUTDATED, UNREAD, FakeProduct
from tests.knowledge.made_up_receipts import receipt

COMMANDS = (
    "serve",
    "ask",
    "eligibility",
    "ingest",
    "prepare",
    "evaluate",
    "calibrate",
    "receipt",
    "doctor",
    "staff",
    "site",
)
ENGLISH = ("Usage", "Options:", "Commands:", "Show this", "Error:", "Try ", "default:", "required")

Capture = pytest.CaptureFixture[str]


def assert_refused(capture: Capture, *said: str) -> None:
    """Standard output is empty; standard error is one French line that says all of `said`."""
    out, err = capture.readouterr()
    assert out == ""
    assert err.count("\n") == 1 and err.startswith("Erreur : ")
    assert all(part in err for part in said), err
    assert not [word for word in ENGLISH if word in err]


@pytest.mark.parametrize("args", [["--help"], *([command, "--help"] for command in COMMANDS)])
def test_help_is_in_french(args: list[str], capsys: Capture) -> None:
    assert run(FakeProduct().parts(), args) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Utilisation : guichet")
    assert "Affiche cette aide et quitte." in out
    assert not [word for word in ENGLISH if word in out]
    assert err == ""


def test_help_lists_every_command_in_order(capsys: Capture) -> None:
    run(FakeProduct().parts(), ["--help"])
    listed = capsys.readouterr().out.partition("Commandes :")[2].splitlines()
    assert tuple(line.split()[0] for line in listed if line.startswith("  ") and line[2] != " ") == COMMANDS


def test_no_command_at_all_is_a_misuse_that_shows_the_help(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), []) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Utilisation : guichet")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["danser"], f"La commande « danser » n’existe pas. Commandes : {', '.join(COMMANDS)}."),
        (["--danser"], "L’option « --danser » n’existe pas."),
        (["ask", "--danser"], "L’option « --danser » n’existe pas. Aide : « guichet ask --help »."),
        (["ask", "--corpus"], "L’option « --corpus » attend une valeur"),
        (["ask", "--json=oui", "Qui ?"], "L’option « --json »"),
        (["ask", "Une", "commune"], "« commune » est en trop ; mettez la question entre guillemets."),
        (["ask"], "Donnez une question entre guillemets, ou --batch FICHIER"),
        (["ask", "Qui ?", "--batch", "-"], "mais pas les deux"),
        (["ask", "--batch", "absent.jsonl"], "Le fichier « absent.jsonl » ne peut pas être lu."),
        (["ask", "Qui ?", "--corpus", "absent"], "« absent » n’est pas un dossier."),
        (["evaluate"], "Il manque « JEU… »."),
        (["evaluate", "jeu.jsonl"], "Il manque « RAPPORT »."),
        (["calibrate", "jeu.jsonl", "--max-wrong", "5"], "--max-wrong est une part entre 0 et 1"),
        (["calibrate", "absent.jsonl"], "« absent.jsonl »"),
        (["receipt"], "Il manque « NUMÉRO »."),
        (
            ["serve", "--port", "abc"],
            "GUICHET_PORT vaut « abc », mais un nombre entier de 1 à 65535 est attendu.",
        ),
    ],
)
def test_a_misuse_is_said_in_one_line_and_exits_2(args: list[str], said: str, capsys: Capture) -> None:
    assert run(FakeProduct().parts(), args) == 2
    assert_refused(capsys, said)


def test_a_wrong_setting_exits_2(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("GUICHET_PORT", "99999")
    assert run(FakeProduct().parts(), ["ask", "Qui ?"]) == 2
    assert_refused(capsys, "GUICHET_PORT vaut « 99999 »")


@pytest.mark.parametrize(
    "error",
    [
        StoreUnavailable("sqlite:///x", "disque plein"),
        PermissionError(13, "Permission denied", "data"),
        OSError(28, "No space"),
    ],
)
def test_a_failure_is_said_in_one_line_and_exits_1(error: Exception, capsys: Capture) -> None:
    assert run(FakeProduct(closed=error).parts(), ["ask", "Qui ?"]) == 1
    assert_refused(capsys)


def test_a_receipt_that_nobody_kept_exits_1(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), ["receipt", "K7QM-2XWD-9RTB"]) == 1
    assert_refused(capsys, "Aucun reçu ne porte ce numéro.")


def test_a_receipt_is_found_by_its_number(capsys: Capture) -> None:
    kept = receipt()
    assert run(FakeProduct(receipts={kept.number: kept}).parts(), ["receipt", kept.number, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["number"] == kept.number


def test_ingest_reports_and_exits_0(capsys: Capture) -> None:
    assert run(FakeProduct().parts(), ["ingest"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Nouvel index en service : 5 documents, 4 passages, 2 pages")
    assert err == ""


def test_ingest_that_skips_a_text_says_so_and_exits_1(capsys: Capture) -> None:
    assert run(FakeProduct(skipped=(UNREAD,)).parts(), ["ingest"]) == 1
    assert f"Non lu : {UNREAD}" in capsys.readouterr().out


def test_ingest_that_leaves_a_topic_out_says_so_and_exits_0(capsys: Capture) -> None:
    assert run(FakeProduct(warnings=(OUTDATED,)).parts(), ["ingest"]) == 0
    assert f"À revoir : {OUTDATED}" in capsys.readouterr().out


def test_ingest_that_fails_exits_1(capsys: Capture) -> None:
    assert run(FakeProduct(failure=BROKEN).parts(), ["ingest"]) == 1
    assert_refused(capsys, str(BROKEN))


def test_what_is_kept_is_for_the_account_that_serves_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o022)
    monkeypatch.setattr(sys, "argv", ["guichet", "--help"])
    try:
        migrate(f"sqlite:///{tmp_path}/early/guichet.db")
        with pytest.raises(SystemExit):
            main()
        migrate(f"sqlite:///{tmp_path}/data/guichet.db")
    finally:
        os.umask(before)
    names = ("early", "data", "data/guichet.db")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in names] == [0o700, 0o700, 0o600]
