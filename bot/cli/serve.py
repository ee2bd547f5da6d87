"""`guichet serve`: open the texts and serve the pages until told to stop."""

import signal
import socket
import threading
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from bot.app import create_app
from bot.cli.product import CorpusOption, DataOption, Product, error_console, existing_folder, ready_desk
from bot.desk import Desk, Reception
from bot.errors import BotError, CannotListen
from bot.settings import Settings, load_settings
from ingest.errors import IngestError
from knowledge.errors import KnowledgeError

GRACE = 10
"""Seconds given to answers under way when told to stop."""

FOLLOW = 5.0
"""Seconds between two looks for a version that another process put in service."""

HELP = """Sert les pages et l’API jusqu’à l’arrêt (Ctrl+C).

Lit d’abord les textes s’ils sont nouveaux ou ont changé.
"""


def add_serve(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("serve", help=HELP)
    def serve(
        host: Annotated[
            str | None,
            typer.Option("--host", metavar="ADRESSE", help="Adresse réseau, à la place de GUICHET_HOST."),
        ] = None,
        port: Annotated[
            str | None, typer.Option("--port", metavar="PORT", help="Port, à la place de GUICHET_PORT.")
        ] = None,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(host=host, port=port, corpus=existing_folder(corpus), data=data)
        Service(product, settings, error_console()).run()


class Service:
    """A server that listens at once, and answers questions as soon as the desk is open."""

    def __init__(self, product: Product, settings: Settings, console: Console, every: float = FOLLOW) -> None:
        self._product = product
        self._settings = settings
        self._console = console
        self._reception = Reception()
        self._every = every
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        # The access log would hold addresses of people; the log of errors holds none.
        config = uvicorn.Config(
            create_app(self._reception, settings, partial(product.receipt, settings)),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until a signal comes, or until opening the desk fails.

        Raises:
            CannotListen: the address or the port cannot be had.
            IngestError: the texts cannot be read and no index is there.
            KnowledgeError: the index cannot be built or opened.
        """
        with listen(self._settings.host, self._settings.port) as listener:
            self._console.print("Guichet ouvre les textes…")
            threading.Thread(target=self._open, name="guichet-open", daemon=True).start()
            # The server stops on these signals, then raises them again: by then there is nothing to do.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: None)
            self._server.run(sockets=[listener])
            self._stopped.set()
        if self._failure is not None:
            raise self._failure
        self._console.print("Guichet est arrêté.")

    def _open(self) -> None:
        try:
            desk = ready_desk(self._product, self._settings, self._console)
            served = self._product.version(self._settings)
        except (BotError, IngestError, KnowledgeError, OSError) as error:
            self._failure = error
            self._server.should_exit = True
            return
        self._reception.open(desk)
        self._announce(desk)
        self._follow(served)

    def _follow(self, served: int | None) -> None:
        """Take up each version put in service after the one `served`; once a day, forget old receipts."""
        cleaned: date | None = None
        while not self._stopped.wait(self._every):
            try:
                if cleaned != (now := datetime.now(UTC)).date():
                    self._product.drop_receipts(self._settings, now)
                    cleaned = now.date()
                newest = self._product.version(self._settings)
                if newest != served:
                    self._reception.open(self._product.open_desk(self._settings))
                    served = newest
                    self._console.print("Guichet répond maintenant avec les nouveaux textes.")
            except KnowledgeError as error:
                self._console.print(f"Attention : {error}")

    def _announce(self, desk: Desk) -> None:
        corpus = desk.corpus
        self._console.print(corpus.call.name)
        self._console.print(f"{len(corpus.documents)} textes, {len(corpus.passages)} passages")
        self._console.print(f"Guichet répond ici : {self._settings.site} (Ctrl+C pour arrêter)")


def listen(host: str, port: int) -> socket.socket:
    """Take the port, so that nobody else does while the texts are being opened.

    Raises:
        CannotListen: it is taken or forbidden, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError:
        raise CannotListen(host, port) from None
