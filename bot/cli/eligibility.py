"""`guichet eligibility`: go through the criteria in the shell, judge a file of answers, run the cases."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli.product import (
    CorpusOption,
    DataOption,
    Product,
    error_console,
    existing_folder,
    output_console,
    ready_desk,
)
from bot.desk import Desk
from bot.eligibility import commands, path
from bot.eligibility.guide import Guide
from bot.eligibility.offering import asks_verdict, of_anyone
from bot.eligibility.path import Stage, path_of
from bot.eligibility.plain_sheet import sheet_as_text
from bot.eligibility.shown import OUTCOMES, sheet_of
from bot.errors import MisusedCommand
from bot.plain_text import as_text
from bot.replies import Reply
from bot.settings import load_settings
from knowledge.eligibility.answers import BadAnswer
from knowledge.eligibility.cases import Failed, failures
from knowledge.eligibility.criteria import Takes

HELP = """Vérifie les critères un par un, avec vos réponses, et donne la fiche qui en résulte.

Jamais un verdict sur l’ensemble : seul le ministère décide.
"""

NO_CRITERIA = "Cet appel n’a pas de critères : ajoutez eligibility.toml au dossier des textes."
NO_CASES = "Cet appel n’a pas de cas métier : ajoutez eligibility-cases.toml au dossier des textes."
ANSWER = "Votre réponse (ou un numéro) : "
ANSWER_OR_LETTER = "Votre réponse (ou une lettre) : "
_FIGURES = frozenset({Takes.NUMBER, Takes.PLACE})
"""What may be answered in figures: 12 months, or 01 for the Ain; there a letter stands for a button."""

ENDED = "Arrêté. Rien n’est gardé."


def add_eligibility(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("eligibility", help=HELP)
    def eligibility(
        answers: Annotated[
            str | None,
            typer.Option(
                "--answers", metavar="FICHIER", help="Réponses en JSON, ou - pour l’entrée standard."
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Écrit la fiche en JSON.")] = False,
        cases: Annotated[
            bool, typer.Option("--cases", help="Vérifie les cas métier ; échoue si l’un d’eux a changé.")
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        if cases and (answers is not None or as_json):
            raise MisusedCommand("--cases va seul : il n’écrit pas de fiche.")
        if as_json and answers is None:
            raise MisusedCommand("Avec --json, donnez les réponses : --answers FICHIER.")
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        given = _read(answers) if answers is not None else None
        errors = error_console()
        desk = ready_desk(product, settings, errors)
        guide = product.open_guide(settings, desk)
        if not guide.available:
            raise MisusedCommand(NO_CRITERIA)
        if cases:
            _run_cases(guide, errors)
        elif given is not None:
            _write_sheet(guide, given, as_json)
        else:
            Talk(desk, guide, output_console()).run()


class Talk:
    """The path of questions in a terminal: it asks, reads a line, and ends with the sheet."""

    def __init__(self, desk: Desk, guide: Guide, console: Console) -> None:
        self._desk = desk
        self._guide = guide
        self._console = console
        self._asked: list[str] = []
        self._path: path.Path | None = None

    def run(self) -> None:
        """Go on until the sheet is there, or whoever answers stops."""
        if notice := self._guide.closed_notice(datetime.now(UTC)):
            self._console.print(notice)
        reply = self._said(commands.START)
        while not self._ended():
            try:
                line = input(ANSWER_OR_LETTER if self._in_figures() else ANSWER).strip()
            except EOFError:
                self._console.print(ENDED)
                return
            reply = self._said(_chosen(line, self._signs(reply)))

    def _said(self, text: str) -> Reply:
        now = datetime.now(UTC)
        heard = self._guide.hear(text, self._path, self._asked, now)
        if heard is None:
            reply = self._guide.after(self._desk.reply(text, of_anyone(self._asked)), self._path, now)
        else:
            reply = heard
        if heard is None or asks_verdict(text):
            self._asked.append(text)
        self._path = path_of(reply.path) or self._path
        self._console.print(_written(reply))
        if not self._ended():
            for sign, suggestion in self._signs(reply).items():
                self._console.print(f"  {sign}. {suggestion}")
        return reply

    def _signs(self, reply: Reply) -> Mapping[str, str]:
        """Return the suggestions by what stands for each: a letter where the answer is in figures."""
        signs = ascii_lowercase if self._in_figures() else map(str, count(1))
        return dict(zip(signs, reply.suggestions, strict=False))

    def _in_figures(self) -> bool:
        path = self._path
        question = self._guide.in_force.rules.question(path.asked) if path else None
        waits = path is not None and path.stage in (Stage.ASKING, Stage.CONFIRMING)
        return waits and question is not None and question.takes in _FIGURES

    def _ended(self) -> bool:
        return self._path is None or self._path.stage in (Stage.DONE, Stage.PAUSED)


def _chosen(line: str, signs: Mapping[str, str]) -> str:
    """Return the suggestion for which a line stands, else the line."""
    return signs.get(line.lower().rstrip("."), line)


def _read(name: str) -> Mapping[str, object]:
    """Read a file of answers.

    Raises:
        MisusedCommand: it cannot be read, or holds no JSON object.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        found: Any = json.loads(text)
    except (OSError, ValueError) as error:
        raise MisusedCommand(f"« {name} » ne se lit pas comme du JSON. Vérifiez ce fichier.") from error
    if not isinstance(found, dict):
        raise MisusedCommand(f"« {name} » doit contenir un objet JSON : une réponse par question.")
    return found


def _write_sheet(guide: Guide, answers: Mapping[str, object], as_json: bool) -> None:
    try:
        reply = guide.updated(None, answers, (), datetime.now(UTC))
    except BadAnswer as error:
        raise MisusedCommand(str(error)) from None
    console = output_console()
    console.print(json.dumps(reply.sheet, ensure_ascii=False) if as_json else _written(reply))


def _written(reply: Reply) -> str:
    """Write a reply for a terminal; its sheet with the passages, if it has one."""
    return sheet_as_text(sheet_of(reply.sheet)) if reply.sheet else as_text(replace(reply, suggestions=()))


def _run_cases(guide: Guide, errors: Console) -> None:
    """Run the cases, and say which fail.

    Raises:
        Exit: one does.
        MisusedCommand: there are none.
    """
    written = guide.in_force.cases
    if not written:
        raise MisusedCommand(NO_CASES)
    failed = failures(guide.in_force.rules, written)
    for one in failed:
        errors.print(f"Échec : {one.case.name}")
        for line in _said(one):
            errors.print(f"  {line}")
    output_console().print(f"{len(written) - len(failed)} cas sur {len(written)} donnent la fiche attendue.")
    if failed:
        raise typer.Exit(1)


def _said(failed: Failed) -> list[str]:
    if failed.why:
        return [failed.why]
    words = {outcome: said.lower() for outcome, said in OUTCOMES.items()} | {None: "absent"}
    return [
        f"{one.criterion} : attendu « {words[one.expected]} », trouvé « {words[one.found]} »"
        for one in failed.differences
    ]
