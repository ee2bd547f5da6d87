"""`guichet ask`: answer a question, or a file of questions, in the shell."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import Field, ValidationError
from rich.console import Console

from bot.api.problems import faults
from bot.api.questions import Question
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
from bot.errors import BadLines, MisusedCommand
from bot.plain_text import as_text
from bot.settings import load_settings

HELP = """Répond à une question d’après les textes, avec les citations.

Avec --batch, répond à chaque ligne d’un fichier JSONL : {"id", "question", "history"}.
"""


class BatchQuestion(Question):
    """A line of a file of questions."""

    id: str | int | None = Field(default=None)


def add_ask(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("ask", help=HELP)
    def ask(
        question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="La question.")] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help="Écrit la réponse en JSON, une par ligne.")
        ] = False,
        batch: Annotated[
            str | None,
            typer.Option(
                "--batch", metavar="FICHIER", help="Fichier de questions JSONL, ou - pour l’entrée standard."
            ),
        ] = None,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        if (question is None) == (batch is None):
            raise MisusedCommand(
                "Donnez une question entre guillemets, ou --batch FICHIER, mais pas les deux."
            )
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        errors = error_console()
        with ExitStack() as files:
            lines = _opened(batch, files) if batch is not None else None
            desk = ready_desk(product, settings, errors)
            if lines is not None:
                _answer_all(lines, desk, as_json, errors)
            else:
                _write(desk, Question(question=_legible(question or "")), as_json)


def read_batch(lines: Iterable[bytes]) -> Iterator[BatchQuestion | str]:
    """Read a file of questions: each line's question, or what is wrong with it; blank lines are passed over.

    >>> list(read_batch([b'{"question": "Qui ?"}', b"", b"{", b"{}"]))[1:]
    ['ligne 3 : ce n’est pas du JSON valable', 'ligne 4 : #/question, ce champ est obligatoire']
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield BatchQuestion.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
        except ValidationError as error:
            found = faults([{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()])
            yield f"ligne {number} : " + " ; ".join(_said(fault.pointer, fault.detail) for fault in found)


def _said(pointer: str, detail: str) -> str:
    return detail if pointer == "#" else f"{pointer}, {detail}"


def _opened(batch: str, files: ExitStack) -> Iterable[bytes]:
    if batch == "-":
        return sys.stdin.buffer
    try:
        return files.enter_context(Path(batch).open("rb"))
    except OSError:
        raise MisusedCommand(f"Le fichier « {batch} » ne peut pas être lu. Vérifiez son chemin.") from None


def _answer_all(lines: Iterable[bytes], desk: Desk, as_json: bool, errors: Console) -> None:
    """Answer each line as it comes.

    Raises:
        BadLines: some could not be read.
    """
    unreadable = 0
    for read in read_batch(lines):
        if isinstance(read, str):
            unreadable += 1
            errors.print(f"Erreur : {read}")
        else:
            _write(desk, read, as_json)
    if unreadable:
        raise BadLines(unreadable)


def _write(desk: Desk, question: Question, as_json: bool) -> None:
    """Answer one question on standard output, at once."""
    reply = desk.reply(question.question, question.earlier())
    if not as_json:
        output_console().print(as_text(reply))
        return
    named: dict[str, Any] = {}
    if isinstance(question, BatchQuestion) and "id" in question.model_fields_set:
        named["id"] = question.id
    print(json.dumps(named | reply.as_json(), ensure_ascii=False), flush=True)  # noqa: T201 - the result itself


def _legible(text: str) -> str:
    """Replace the bytes of an argument that are not UTF-8, which Python hands over as surrogates."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
