"""`guichet serve`: open the texts and serve the pages until told to stop."""

import asyncio
import gc
import os
import signal
import socket
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from types import FrameType
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn
from rich.console import Console

from bot.app import create_app
from bot.cli.product import CorpusOption, DataOption, Product, error_console, existing_folder, ready_desk
from bot.desk import Desk, Reception
from bot.errors import BotError, CannotListen
from bot.model.making import AT_ONCE
from bot.openings import Openings
from bot.parts import Parts
from bot.publishing import Publisher
from bot.settings import Settings, load_settings
from bot.staff.accounts import FIRST_ACCOUNT
from bot.store.stores import Stores
from bot.talk.hub import Hub
from ingest.errors import IngestError
from knowledge.errors import KnowledgeError
from knowledge.progress import Silent

CONNECTIONS = 2_000
"""Connections open at once, those who listen included; beyond, the server says that it is busy (503)."""

THREADS = 4
"""Questions looked up at once; those that also wait for a language model have threads on top."""

GRACE = 10
"""Seconds given to answers under way when told to stop."""

NOBODY = f"Personne ne peut encore s’y connecter. Créez un compte dans un autre terminal : {FIRST_ACCOUNT}"

TELEGRAM = "Telegram : un jeton est réglé. Vérifiez que l’assistant y répond : guichet doctor"

NO_TLS = (
    "Attention : l’adresse publique ne commence pas par https:// ; les conversations, les mots de passe de "
    "l’équipe et ses sessions passent en clair. Placez un serveur mandataire HTTPS devant Guichet, puis "
    "corrigez GUICHET_PUBLIC_URL."
)

FOLLOW = 5.0
"""Seconds between two looks for a version that another process put in service."""

OWN_NAMES = ("localhost", "127.0.0.1", "::1")

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


class Server(uvicorn.Server):
    """uvicorn's server, which sends away at once those who only listen, for they would never leave."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self._hub.close()
        super().handle_exit(sig, frame)


class Service:
    """A server that listens at once, and answers questions as soon as the desk is open."""

    def __init__(self, product: Product, settings: Settings, console: Console, every: float = FOLLOW) -> None:
        self._settings = settings
        self._console = console
        self._every = every
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        self._stores = product.open_stores(settings)
        self._model = served = product.serve_model(settings, self._stores, os.environ)
        model = served.model if served else None
        self._product = replace(product, open_desk=partial(product.open_desk, model=model))
        reception = Reception(at_once=THREADS + (AT_ONCE if served else 0))
        self._openings = Openings(
            reception,
            partial(product.version, settings),
            partial(self._product.open_desk, settings),
            partial(product.open_guide, settings),
        )
        publisher = Publisher(partial(product.ingest, settings, Silent(), False), self._openings)
        parts = Parts(
            reception=reception,
            settings=settings,
            stores=self._stores,
            promises=product.promises(settings),
            find=partial(product.receipt, settings),
            publish=publisher,
            forget=partial(product.forget_answer, settings),
            renew=publisher.renew,
            drafter=model.drafter() if model else None,
            beside=served.jobs if served else (),
        )
        # The access log would hold addresses of people; the log of errors holds none.
        config = uvicorn.Config(
            create_app(parts),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            forwarded_allow_ips=settings.proxies,
            limit_concurrency=CONNECTIONS,
        )
        self._server = Server(config, parts.hub)

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
        if self._model:
            self._model.close()
        if self._failure is not None:
            raise self._failure
        self._console.print("Guichet est arrêté.")

    def _open(self) -> None:
        try:
            desk = ready_desk(self._product, self._settings, self._console)
            self._openings.first(desk)
            # What stays for good need not be looked through again: a third of a second each time.
            gc.freeze()
            anyone = asyncio.run(_anyone(self._product.open_stores(self._settings)))
        except (BotError, IngestError, KnowledgeError, OSError) as error:
            self._failure = error
            self._server.should_exit = True
            return
        self._announce(desk, anyone)
        self._follow()

    def _follow(self) -> None:
        """Take up each version that another process puts in service; once a day, forget old receipts.

        What goes wrong is said once, and again only when it changes.
        """
        cleaned: date | None = None
        wrong = ""
        while not self._stopped.wait(self._every):
            try:
                if cleaned != (now := datetime.now(UTC)).date():
                    self._product.drop_receipts(self._settings, now)
                    cleaned = now.date()
                if self._openings.newest():
                    self._console.print("Guichet répond maintenant avec les nouveaux textes.")
                wrong = ""
            except KnowledgeError as error:
                if wrong != (wrong := str(error)):
                    self._console.print(f"Attention : {wrong}")

    def _announce(self, desk: Desk, anyone: bool) -> None:
        corpus = desk.corpus
        self._console.print(corpus.call.name)
        self._console.print(f"{len(corpus.documents)} textes, {len(corpus.passages)} passages")
        site = self._settings.site
        self._console.print(f"Guichet répond ici : {site} (Ctrl+C pour arrêter)")
        self._console.print(f"Console de l’équipe : {site}/console")
        if self._settings.telegrams:
            self._console.print(TELEGRAM)
        if self._model:
            self._console.print(f"Modèle de langue : {self._model.model.chat.name}")
        if not (self._settings.secure or urlsplit(site).hostname in OWN_NAMES):
            self._console.print(NO_TLS)
        if not anyone:
            self._console.print(NOBODY)


async def _anyone(stores: Stores) -> bool:
    """Whether somebody may sign in to the console."""
    try:
        return await stores.staff.anyone()
    finally:
        await stores.close()


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
