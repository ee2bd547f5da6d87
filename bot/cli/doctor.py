"""`guichet doctor`: say what is set, found and missing, and how to mend it."""

import os

import typer
from rich.console import Console

from bot.cli.product import CorpusOption, DataOption, Product, output_console
from bot.doctor import examine
from bot.findings import Finding, Level
from bot.settings import load_settings

HELP = """Vérifie l’installation : ce qui est réglé, trouvé, absent, et comment le réparer."""
MARKS = {Level.OK: "✓", Level.NOTE: "•", Level.BROKEN: "✗"}


def add_doctor(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("doctor", help=HELP)
    def doctor(corpus: CorpusOption = None, data: DataOption = None) -> int:
        settings = load_settings(corpus=corpus, data=data)
        console = output_console()
        broken = 0
        for finding in examine(
            settings, os.environ, product.installed, calibrated=lambda _: product.calibrated(settings)
        ):
            _show(finding, console)
            broken += finding.level is Level.BROKEN
        console.print()
        console.print(f"{broken} problème(s) à réparer." if broken else "Tout est en ordre.")
        return 1 if broken else 0


def _show(finding: Finding, console: Console) -> None:
    console.print(f"{MARKS[finding.level]} {finding.subject} : {finding.found}")
    if finding.mend:
        console.print(f"    Pour réparer : {finding.mend}")
