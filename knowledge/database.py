"""Open the relational database, SQLite or PostgreSQL, and make sure that its tables are ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from knowledge.errors import StoreTooRecent, StoreUnavailable
from knowledge.migrate import Lineage, revision, revisions, upgrade
from knowledge.schema import HEAD

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
BUSY_SECONDS = 30
CORPORA = Lineage(Path(__file__).parent / "migrations", HEAD, "alembic_version")
"""The tables of this package."""


class Database:
    """An open database; `url` is safe to show, its password hidden."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.url = engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database.

        Raises:
            StoreUnavailable: the database refuses.
        """
        with self._errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept at the end, or none.

        Raises:
            StoreUnavailable: the database refuses.
        """
        with self._errors(), self._engine.connect() as connection:
            connection = connection.execution_options(guichet_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            # The error itself may repeat the row that was refused.
            raise StoreUnavailable(self.url, reason(error)) from None


def open_database(url: str, lineage: Lineage = CORPORA) -> Database:
    """Connect to `url` and migrate the tables of `lineage` if they are not up to date.

    Raises:
        StoreUnavailable: the address is wrong or the database refuses.
        StoreTooRecent: a later release has migrated it.
    """
    database = Database(_engine(with_driver(url)))
    with ExitStack() as if_it_fails:
        if_it_fails.callback(database.close)
        _migrate(database, lineage)
        if_it_fails.pop_all()
    return database


def _migrate(database: Database, lineage: Lineage) -> None:
    with database.reading() as connection:
        found = revision(connection, lineage)
    if found == lineage.head:
        return
    if found is not None and found not in revisions(lineage):
        raise StoreTooRecent(database.url, found, lineage.head)
    with database.writing() as connection:
        upgrade(connection, lineage)


def reason(error: DBAPIError) -> str:
    r"""Return why the database refuses; the lines after the first may repeat what was being written.

    >>> reason(DBAPIError(None, None, Exception("not null\nDETAIL:  Failing row contains (1, Bonjour).")))
    'not null'
    """
    return next(iter(str(error.orig).splitlines()), "").strip()


def with_driver(url: str) -> URL:
    """Return an address with the driver that we use for its database.

    Raises:
        StoreUnavailable: it cannot be read, or is that of another database.
    """
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise StoreUnavailable("indiquée", "adresse illisible") from error
    driver = DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        shown = parsed.render_as_string(hide_password=True)
        raise StoreUnavailable(shown, "SQLite et PostgreSQL sont les seules acceptées")
    return parsed.set(drivername=driver)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(0o700, parents=True, exist_ok=True)
            _write_ahead(url.database)
        except OSError as error:
            raise StoreUnavailable(str(url), "dossier impossible à créer") from error
        except sqlite3.Error as error:
            raise StoreUnavailable(str(url), str(error)) from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    listen_to_sqlite(engine)
    return engine


def listen_to_sqlite(engine: Engine) -> None:
    """Make each connection keep its word: foreign keys, and transactions that are ours to begin."""
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _write_ahead(path: str) -> None:
    """Let readers and a writer work at once; the file remembers it.

    SQLite refuses this change at once, without waiting, while another process makes it.
    """
    with FileLock(f"{path}.lock"), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: it leaves tables out of them.
    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#transactional-behavior
    connection.isolation_level = None
    # What is deleted is overwritten: people who erase what they wrote want it gone from the file too.
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON"):
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads, then writes, fails at once if another wrote between: lock first.
    writes = connection.get_execution_options().get("guichet_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
