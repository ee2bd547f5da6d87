"""`guichet eligibility`: go through the criteria in the shell, judge a file of answers, run the cases."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
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
from bot.eligibility.path import Stage, path_of
from bot.eligibility.shown import OUTCOMES
from bot.errors import MisusedCommand
from bot.plain_text import as_text
from bot.replies import Reply
from bot.settings import load_settings
from knowledge.eligibility.answers import BadAnswer
from knowledge.eligibility.cases import Failed, failures

HELP = """Vérifie les critères un par un, avec vos réponses, et donne la fiche qui en résulte.

Jamais un verdict sur l’ensemble : seul le ministère décide.
"""

NO_CRITERIA = "Cet appel n’a pas de critères : ajoutez eligibility.toml au dossier des textes."
NO_CASES = "Cet appel n’a pas de cas métier : ajoutez eligibility-cases.toml au dossier des textes."
ANSWER = "Votre réponse (ou un numéro) : "
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
        reply = self._said(commands.START)
        while not self._ended():
            try:
                line = input(ANSWER).strip()
            except EOFError:
                self._console.print(ENDED)
                return
            reply = self._said(_chosen(line, reply))

    def _said(self, text: str) -> Reply:
        now = datetime.now(UTC)
        heard = self._guide.hear(text, self._path, self._asked, now)
        if heard is None:
            reply = self._guide.after(self._desk.reply(text, self._asked), self._path, now)
            self._asked.append(text)
        else:
            reply = heard
        self._path = path_of(reply.path) or self._path
        self._console.print(as_text(replace(reply, suggestions=())))
        for number, suggestion in enumerate(reply.suggestions, start=1):
            self._console.print(f"  {number}. {suggestion}")
        return reply

    def _ended(self) -> bool:
        return self._path is None or self._path.stage in (Stage.DONE, Stage.PAUSED)


def _chosen(line: str, reply: Reply) -> str:
    """Return the suggestion of a number, else the line."""
    if line.isdecimal() and 0 < int(line) <= len(reply.suggestions):
        return reply.suggestions[int(line) - 1]
    return line


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
    console.print(json.dumps(reply.sheet, ensure_ascii=False) if as_json else as_text(reply))


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
