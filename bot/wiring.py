"""Put the parts of the product together, from its settings."""

import asyncio
import hashlib
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from bot.assistant import Assistant
from bot.conversations.promises import Promises
from bot.desk import Desk
from bot.doctor import Installed
from bot.eligibility.guide import Guide
from bot.eligibility.in_force import InForce, load_in_force
from bot.hours import Hours, parse_holidays, parse_hours, parse_zone
from bot.model.making import LanguageModel
from bot.model.shell import shell_likely, shell_model
from bot.quality.certificates import (
    Calibrated,
    Guest,
    calibrated_for,
    calibrated_model,
    guest_of,
    write_certificate,
)
from bot.settings import SHIPPED_CORPUS, Settings
from bot.store.database import migrate
from bot.store.published import flag, in_force
from bot.store.stores import Stores, make_stores
from ingest.pipeline import ingest
from ingest.report import Report
from knowledge import forgetting
from knowledge.calibration import Certificate
from knowledge.coverage import Coverage, cover, guess
from knowledge.decision import Reading, load_model
from knowledge.documents import Corpus
from knowledge.embedders import Embedder, make_embedder
from knowledge.errors import NoIndex
from knowledge.index_files import Place
from knowledge.key_facts import key_facts
from knowledge.progress import Progress
from knowledge.receipt import Receipt
from knowledge.snapshot import Snapshot, open_snapshot
from knowledge.store import Store, open_store
from knowledge.typology import load_typology

DATABASE = "guichet.db"
"""The file of the database in the data folder, unless another database is set."""

TRIES = 5
"""How often texts are ingested again because an answer was validated or withdrawn meanwhile."""


def ingest_corpus(settings: Settings, progress: Progress, refresh: bool = True) -> Report:
    """Bring the texts of the corpus that is set into service; `refresh` those of web addresses too.

    The answers that staff validated go with them; those that the texts do not bear any more are flagged.

    Raises:
        IngestError: the corpus folder is not valid.
        KnowledgeError: the store, the embedder or Chroma fails.
    """
    for _ in range(TRIES):
        now = datetime.now(parse_zone(settings.time_zone))
        answers = in_force(database_url(settings), now.date())
        report = ingest(
            settings.corpus,
            _store(settings),
            _embedder(settings),
            _data(settings),
            settings.chroma_url,
            progress,
            refresh=refresh,
            validated=answers,
            likely=shell_likely(settings, database_url(settings), whole=refresh),
        )
        flag(database_url(settings), report.flagged, now)
        if in_force(database_url(settings), now.date()) == answers or report.flagged:
            break
    return report


def open_stores(settings: Settings) -> Stores:
    """Return what is kept of conversations and of the staff, all tables created or migrated.

    Those of the texts too: a connection of SQLite that is opened while another one creates tables may
    not find its own ("no such table", seen with 3.40.1).

    Raises:
        KnowledgeError: the database cannot be used.
    """
    url = database_url(settings)
    _store(settings).close()
    migrate(url)
    return make_stores(url)


def open_desk(
    settings: Settings,
    answer_from: float | None = None,
    reading: Reading | None = None,
    model: LanguageModel | None = None,
) -> Desk:
    """Open what was ingested last, ready to answer, with the language model that is set, if one is.

    Answers are given from the probability `answer_from`, weighed by `reading`, to calibrate it: without
    a synthèse, whose words and passages would make them look better than what decided on them. Else from
    the one that was certified for these models and these texts; else from the one that comes with the
    product, or was certified last if that is higher.
    `model` is the language model of a server, which outlives the desk; without it one is made, whose
    figures are written at once.

    Raises:
        NoIndex: nothing was ingested yet.
        KnowledgeError: the store, the embedder or the index fails, or the language model cannot be asked.
    """
    store, folder = _store(settings), _data(settings)
    snapshot = open_snapshot(store, _embedder(settings), folder, settings.chroma_url)
    if answer_from is None:
        decides = calibrated_model(snapshot.version, load_model(), folder, _guest(settings))
    else:
        decides = replace(load_model(), reading=reading).answering_from(answer_from)
    asked = model or shell_model(settings, database_url(settings))
    guests = asked.guests() if asked else None
    if guests is not None and answer_from is not None:
        guests = replace(guests, writer=None)
    return Assistant(snapshot, cover_of(snapshot), decides, settings.site, partial(_keep, store), guests)


def is_calibrated(settings: Settings) -> Calibrated | None:
    """Tell whether a calibration holds for the version in service and the language model that is set.

    None if no language model takes part in the answers, or nothing was ingested yet.

    Raises:
        KnowledgeError: the store fails.
    """
    guest, file = _guest(settings), _sqlite_file(settings)
    if guest is None or (file is not None and not file.exists()):
        return None
    version = _store(settings).active()
    return calibrated_for(version, load_model(), _data(settings), guest) if version else None


def _guest(settings: Settings) -> Guest | None:
    return guest_of(settings.model, settings.asked_for)


def open_guide(settings: Settings, desk: Desk) -> Guide:
    """Open what leads contacts through the criteria and the steps of the texts that a desk has open.

    It waits for the database: it belongs in a thread of its own.

    Raises:
        KnowledgeError: the database cannot be used.
    """
    zone = parse_zone(settings.time_zone)
    in_force = asyncio.run(_in_force(open_stores(settings), desk.corpus, settings.corpus, datetime.now(zone)))
    return Guide(in_force, desk.corpus, desk.coverage, settings.site, zone)


async def _in_force(stores: Stores, corpus: Corpus, folder: Path, now: datetime) -> InForce:
    try:
        return await load_in_force(stores, corpus, folder, now)
    finally:
        await stores.close()


def _keep(store: Store, receipt: Receipt) -> None:
    store.keep_receipt(receipt.number, receipt.at, receipt.as_json())


def cover_of(snapshot: Snapshot) -> Coverage:
    """Return what the texts of a snapshot cover: what staff approved, key facts, guesses."""
    typology = load_typology()
    guesses = guess(typology, snapshot.topics, snapshot.entries, snapshot.vectors)
    return cover(snapshot.corpus, typology, key_facts(snapshot.corpus), guesses)


def keep_certificate(settings: Settings, certificate: Certificate, reading: Reading | None = None) -> Path:
    """Keep a certificate for the version in service, and return its file.

    `reading` weighs what the language model that is set reads, if it was fitted.

    Raises:
        NoIndex: nothing was ingested yet.
        Unfinished: likely questions of the texts are still to be asked.
        KnowledgeError: the store fails.
    """
    version = _store(settings).active()
    if version is None:
        raise NoIndex
    model = replace(load_model(), reading=reading)
    return write_certificate(certificate, version, model, _data(settings), _guest(settings))


def find_receipt(settings: Settings, number: str) -> Receipt | None:
    """Return the receipt of a number as `knowledge.receipt.normal` writes it, None if there is none.

    Raises:
        UnreadableReceipt: another release wrote it differently.
        KnowledgeError: the store fails.
    """
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return None
    kept = _store(settings).receipt(number)
    return Receipt.from_json(kept[1]) if kept else None


def drop_old_receipts(settings: Settings, today: datetime) -> int:
    """Forget the receipts that are older than the settings say; return how many.

    Raises:
        KnowledgeError: the store fails.
    """
    return _store(settings).drop_receipts(today - timedelta(days=settings.receipt_days))


def forget_answer(settings: Settings, answer: str) -> None:
    """Leave nothing of the words of a validated answer, by identifier, in the texts and the receipts.

    Raises:
        KnowledgeError: the store or Chroma fails.
    """
    forgetting.forget_answer(answer, _store(settings), Place(_data(settings), settings.chroma_url))


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
    if version is None:
        return None
    snapshot = open_snapshot(store, _embedder(settings), _data(settings), settings.chroma_url)
    with closing(snapshot):
        return Installed(version, snapshot.corpus, cover_of(snapshot))


def promises_of(settings: Settings) -> Promises:
    """Return what the staff promise to who waits."""
    hours = Hours(
        parse_zone(settings.time_zone), parse_hours(settings.opening_hours), parse_holidays(settings.holidays)
    )
    return Promises(hours, settings.reply_hours)


def database_url(settings: Settings) -> str:
    """Return the address of the database, of texts and conversations alike."""
    return settings.database_url or f"sqlite:///{_data(settings) / DATABASE}"


def _data(settings: Settings) -> Path:
    """Return the folder of this corpus: two corpora that share a data folder never mix."""
    if settings.corpus.resolve() == SHIPPED_CORPUS.resolve():
        return settings.data
    return settings.data / f"corpus-{hashlib.sha256(str(settings.corpus.resolve()).encode()).hexdigest()[:8]}"


def _store(settings: Settings) -> Store:
    return open_store(database_url(settings))


def _sqlite_file(settings: Settings) -> Path | None:
    """Return the file of the database, None if it has none."""
    address = settings.database_url
    if address is None:
        return _data(settings) / DATABASE
    file = make_url(address).database if address.startswith("sqlite:") else None
    return Path(file) if file and file != ":memory:" else None


def _embedder(settings: Settings) -> Embedder:
    return make_embedder(settings.embedder, settings.embedder_key)
