"""`guichet evaluate`: ask the product questions whose answers are known, and report how it does."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot.cli.product import (
    CorpusOption,
    DataOption,
    Product,
    error_console,
    existing_folder,
    output_console,
    ready_desk,
)
from bot.errors import MisusedCommand
from bot.progress import shown
from bot.quality.evaluation import Evaluation, describe, evaluate, read_evaluation
from bot.quality.labelled import read_sets
from bot.quality.measures import compare, measure
from bot.quality.report import between, likelihood, percent, report, shares
from bot.settings import Settings, load_settings

HELP = """Pose des questions dont la bonne réponse est connue, et mesure ce que l’assistant en fait.

Chaque ligne d’un jeu de questions est un objet JSON : {"id", "question", "expect", "kind", "gold", "not"}.
Le rapport est une page HTML qui se lit seule ; --json garde le résultat, que --compare sait relire.
"""
SetsArgument = Annotated[
    list[Path], typer.Argument(metavar="JEU…", help="Jeux de questions, un ou plusieurs fichiers JSONL.")
]


def add_evaluate(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("evaluate", help=HELP)
    def evaluate_(
        sets: SetsArgument,
        page: Annotated[
            Path, typer.Option("--report", metavar="RAPPORT", help="Où écrire le rapport (HTML).")
        ],
        kept: Annotated[
            Path | None, typer.Option("--json", metavar="RESULTAT", help="Où garder le résultat (JSON).")
        ] = None,
        compared: Annotated[
            Path | None,
            typer.Option("--compare", metavar="AVANT", help="Résultat gardé, auquel comparer celui-ci."),
        ] = None,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        for path in filter(None, (page, kept)):
            _check(path)
        questions = read_sets(sets)
        earlier = read_evaluation(compared) if compared else None
        errors = error_console()
        desk = ready_desk(product, settings, errors)
        call, index = desk.corpus.call.name, product.installed(settings)
        provenance = describe(questions, sets, call, index, datetime.now().astimezone())
        provenance |= {"Modèle de langue": model_named(settings)}
        with shown(errors) as progress:
            evaluation = evaluate(desk, questions, provenance, product.trained_on(), progress)
        if kept:
            kept.write_bytes(evaluation.as_json())
        page.write_text(report(evaluation, earlier), encoding="utf-8")
        output_console().print(who_answers(settings))
        _show(evaluation, earlier, output_console())
        output_console().print(f"Rapport : {page}")


def who_answers(settings: Settings) -> str:
    """Say which language model takes part in the answers."""
    return f"Modèle de langue : {model_named(settings)}"


def model_named(settings: Settings) -> str:
    """Name the language model that takes part in the answers, and what for, or say that none does."""
    uses = ", ".join(sorted(use.value for use in settings.asked_for))
    return f"{settings.model} ({uses})" if settings.model else "aucun, des citations seules"


def _check(path: Path) -> None:
    """Refuse before the work what could not be written after it.

    Raises:
        MisusedCommand: the folder is not there, or the file is one.
    """
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise MisusedCommand(f"Le fichier « {path} » ne peut pas être écrit. Vérifiez son chemin.")


def _show(evaluation: Evaluation, earlier: Evaluation | None, console: Console) -> None:
    """Print the measures, and what has changed since the earlier run."""
    table = Table("Mesure", "Part", "Nombre", "Intervalle à 95 %", box=SIMPLE)
    for name, _, share in shares(measure(evaluation.scored)):
        table.add_row(name, percent(share.value), f"{share.count} sur {share.total}", between(share))
    console.print(table)
    if evaluation.trained:
        console.print(
            f"Attention : {evaluation.trained} de ces questions ont servi à régler l’assistant. "
            "Ces chiffres sont trop favorables."
        )
    if earlier:
        found = compare(earlier.scored, evaluation.scored)
        console.print(
            f"Depuis l’évaluation précédente, sur {found.common} questions en commun : "
            f"{found.gained} mieux traitées, {found.lost} moins bien. {likelihood(found)}"
        )
