"""`guichet ingest`: read the texts and put a new index in service."""

import typer

from bot.cli.product import (
    CorpusOption,
    DataOption,
    Product,
    error_console,
    existing_folder,
    output_console,
)
from bot.progress import shown
from bot.settings import load_settings

HELP = """Lit les textes officiels et met le nouvel index en service.

Seuls les passages qui ont changé sont traités de nouveau. Si un texte est illisible, les autres sont lus quand même ; si la
lecture échoue, l’ancien index reste en service.
"""  # noqa: E501 - Typer joins the lines of a paragraph


def add_ingest(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("ingest", help=HELP)
    def ingest(corpus: CorpusOption = None, data: DataOption = None) -> int:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        with shown(error_console()) as progress:
            report = product.ingest(settings, progress, True)
        output_console().print(str(report))
        return 1 if report.skipped else 0
