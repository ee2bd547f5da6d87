"""What the commands are given to work with, and what they share: settings, consoles, an opened desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console

from bot.conversations.promises import Promises
from bot.desk import Desk
from bot.doctor import Installed
from bot.eligibility.guide import Guide
from bot.errors import MisusedCommand
from bot.model.making import LanguageModel
from bot.model.serving import ServedModel
from bot.progress import shown
from bot.quality.certificates import Calibrated
from bot.settings import Settings
from bot.store.stores import Stores
from ingest.errors import IngestError
from ingest.report import Report
from knowledge.calibration import Certificate
from knowledge.decision import Reading
from knowledge.errors import NoIndex
from knowledge.progress import Progress
from knowledge.receipt import Receipt

CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DOSSIER", help="Dossier des textes, à la place de GUICHET_CORPUS."),
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DOSSIER", help="Dossier de travail, à la place de GUICHET_DATA."),
]


class OpenDesk(Protocol):
    """Whatever opens a desk on the index in service."""

    def __call__(
        self,
        settings: Settings,
        answer_from: float | None = None,
        reading: Reading | None = None,
        model: LanguageModel | None = None,
    ) -> Desk:
        """Return the desk; it answers from the confidence `answer_from`, if that is given.

        It then weighs what a language model reads by `reading`, and by nothing that was kept. `model` is
        a language model that is made already.
        """


class KeepCertificate(Protocol):
    """Whatever keeps a certificate for the version in service."""

    def __call__(self, settings: Settings, certificate: Certificate, reading: Reading | None = None) -> Path:
        """Keep it, with the weights of what a language model reads, if any; return its file."""


@dataclass(frozen=True, slots=True)
class Product:
    """The parts of the product that commands start; `bot.wiring` has the real ones, tests their own.

    `ingest` is told whether to fetch again the texts that it already has from a web address.
    """

    ingest: Callable[[Settings, Progress, bool], Report]
    open_desk: OpenDesk
    open_guide: Callable[[Settings, Desk], Guide]
    installed: Callable[[Settings], Installed | None]
    version: Callable[[Settings], int | None]
    receipt: Callable[[Settings, str], Receipt | None]
    drop_receipts: Callable[[Settings, datetime], int]
    forget_answer: Callable[[Settings, str], None]
    keep_certificate: KeepCertificate
    calibrated: Callable[[Settings], Calibrated | None]
    trained_on: Callable[[], frozenset[str]]
    open_stores: Callable[[Settings], Stores]
    serve_model: Callable[[Settings, Stores, Mapping[str, str]], ServedModel | None]
    promises: Callable[[Settings], Promises]


def error_console() -> Console:
    """Return where everything that is not a result is written."""
    return Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def output_console() -> Console:
    """Return where results are written."""
    return Console(soft_wrap=True, highlight=False, markup=False)


def existing_folder(path: Path | None) -> Path | None:
    """Return the folder that an option names.

    Raises:
        MisusedCommand: it is not a folder.
    """
    if path is not None and not path.is_dir():
        raise MisusedCommand(f"« {path} » n’est pas un dossier. Vérifiez le chemin donné à --corpus.")
    return path


def ready_desk(product: Product, settings: Settings, console: Console) -> Desk:
    """Bring the index up to date, then open the desk on it.

    When the texts cannot be read, the index that is there stays in service and a warning says so.

    Raises:
        IngestError: the texts cannot be read and no index is there.
        KnowledgeError: the index cannot be built or opened.
    """
    failure: IngestError | None = None
    try:
        with shown(console) as progress:
            report = product.ingest(settings, progress, False)
        warn_of_skipped(report, console)
    except IngestError as error:
        failure = error
        console.print(f"Attention : {error}")
    try:
        return product.open_desk(settings)
    except NoIndex as error:
        raise failure or error from None


def warn_of_skipped(report: Report, console: Console) -> None:
    """Say which documents could not be read and which approved topics were left out, a reason a line."""
    for skipped in (*report.skipped, *report.warnings):
        console.print(f"Attention : {skipped}")
