"""The command line as a whole: its commands, and what becomes of their errors."""

import errno

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from bot.cli.ask import add_ask
from bot.cli.calibrate import add_calibrate
from bot.cli.doctor import add_doctor
from bot.cli.eligibility import add_eligibility
from bot.cli.evaluate import add_evaluate
from bot.cli.french import FrenchCommand, FrenchGroup, in_french
from bot.cli.ingest import add_ingest
from bot.cli.prepare import add_prepare
from bot.cli.product import Product, error_console
from bot.cli.receipt import add_receipt
from bot.cli.serve import add_serve
from bot.cli.site import add_site
from bot.cli.staff import add_staff
from bot.errors import BotError, MisusedCommand, SettingsError
from ingest.errors import IngestError
from knowledge.errors import KnowledgeError

HELP = """Guichet répond aux questions sur un appel à projets, en citant ses textes officiels mot pour mot.

Les réglages se font par des variables GUICHET_… ou un fichier .env ; « guichet doctor » les vérifie.
"""
FAILED, MISUSED = 1, 2
CAUSES = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "disque plein",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EMFILE: "trop de fichiers ouverts",
}


def run(product: Product, args: list[str]) -> int:
    """Run the command that `args` name; return its exit status: 0, 1 failed, 2 misused, 130 interrupted."""
    try:
        status = get_command(make_app(product)).main(args, prog_name="guichet", standalone_mode=False)
    except TyperException as error:
        return _refuse(in_french(error), MISUSED)
    except (MisusedCommand, SettingsError) as error:
        return _refuse(str(error), MISUSED)
    except (BotError, IngestError, KnowledgeError) as error:
        return _refuse(str(error), FAILED)
    except OSError as error:
        return _refuse(refused_by_system(error), FAILED)
    return status or 0


def refused_by_system(error: OSError) -> str:
    """Say in French why the system refuses.

    >>> refused_by_system(PermissionError(errno.EACCES, "Permission denied", "data"))
    'Le système répond : accès refusé (data).'
    """
    why = CAUSES.get(error.errno or 0, error.strerror or "erreur inconnue")
    return (
        f"Le système répond : {why} ({error.filename})." if error.filename else f"Le système répond : {why}."
    )


def make_app(product: Product) -> typer.Typer:
    """Return the commands, wired to `product`."""
    app = typer.Typer(cls=FrenchGroup, help=HELP, add_completion=False, rich_markup_mode=None)

    @app.callback()
    def guichet() -> None:
        """Hold the commands together."""

    for add in (
        add_serve,
        add_ask,
        add_eligibility,
        add_ingest,
        add_prepare,
        add_evaluate,
        add_calibrate,
        add_receipt,
        add_doctor,
    ):
        add(app, product)
    add_staff(app, product.open_stores)
    add_site(app, product.open_stores)
    for command in app.registered_commands:
        command.cls = FrenchCommand
    return app


def _refuse(message: str, status: int) -> int:
    error_console().print(f"Erreur : {message}")
    return status
