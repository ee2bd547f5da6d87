"""Put the parts of the product together, from its settings."""

import hashlib
from pathlib import Path

from sqlalchemy import make_url

from bot.assistant import Assistant
from bot.desk import Desk
from bot.doctor import Installed
from bot.settings import SHIPPED_CORPUS, Settings
from ingest.pipeline import ingest
from ingest.report import Report
from knowledge.decision import load_model
from knowledge.embedders import Embedder, make_embedder
from knowledge.progress import Progress
from knowledge.snapshot import open_snapshot
from knowledge.store import Store, open_store

DATABASE = "guichet.db"
"""The file of the database in the data folder, unless another database is set."""


def ingest_corpus(settings: Settings, progress: Progress, refresh: bool = True) -> Report:
    """Bring the texts of the corpus that is set into service; `refresh` those of web addresses too.

    Raises:
        IngestError: the corpus folder is not valid.
        KnowledgeError: the store, the embedder or Chroma fails.
    """
    return ingest(
        settings.corpus,
        _store(settings),
        _embedder(settings),
        _data(settings),
        settings.chroma_url,
        progress,
        refresh=refresh,
    )


def open_desk(settings: Settings) -> Desk:
    """Open what was ingested last, ready to answer.

    Raises:
        NoIndex: nothing was ingested yet.
        KnowledgeError: the store, the embedder or the index fails.
    """
    snapshot = open_snapshot(_store(settings), _embedder(settings), _data(settings), settings.chroma_url)
    return Assistant(snapshot, load_model(), settings.site)


def version_in_service(settings: Settings) -> int | None:
    """Return the number of the version in service, which another process may have changed.

    Raises:
        KnowledgeError: the store fails.
    """
    version = _store(settings).active()
    return version.id if version else None


def installed(settings: Settings) -> Installed | None:
    """Return the version in service and its texts, or None before the first ingestion.

    Raises:
        KnowledgeError: the store fails.
    """
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return None
    store = _store(settings)
    version = store.active()
    return Installed(version, store.corpus(version.id)) if version else None


def _data(settings: Settings) -> Path:
    """Return the folder of this corpus: two corpora that share a data folder never mix."""
    if settings.corpus.resolve() == SHIPPED_CORPUS.resolve():
        return settings.data
    return settings.data / f"corpus-{hashlib.sha256(str(settings.corpus.resolve()).encode()).hexdigest()[:8]}"


def _store(settings: Settings) -> Store:
    database = settings.database_url or f"sqlite:///{_data(settings) / DATABASE}"
    return open_store(database)


def _sqlite_file(settings: Settings) -> Path | None:
    """Return the file of the database, None if it has none."""
    address = settings.database_url
    if address is None:
        return _data(settings) / DATABASE
    file = make_url(address).database if address.startswith("sqlite:") else None
    return Path(file) if file and file != ":memory:" else None


def _embedder(settings: Settings) -> Embedder:
    return make_embedder(settings.embedder, settings.embedder_key)
