"""Open the relational database, SQLite or PostgreSQL, and make sure that its tables are ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from knowledge.errors import StoreTooRecent, StoreUnavailable
from knowledge.migrate import revisions, upgrade
from knowledge.schema import HEAD

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
BUSY_SECONDS = 30


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
            raise StoreUnavailable(self.url, " ".join(str(error.orig).split())) from error


def open_database(url: str) -> Database:
    """Connect to `url` and migrate its tables if they are not up to date.

    Raises:
        StoreUnavailable: the address is wrong or the database refuses.
        StoreTooRecent: a later release has migrated it.
    """
    database = Database(_engine(_with_driver(url)))
    with ExitStack() as if_it_fails:
        if_it_fails.callback(database.close)
        _migrate(database)
        if_it_fails.pop_all()
    return database


def _migrate(database: Database) -> None:
    with database.reading() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found not in revisions():
        raise StoreTooRecent(database.url, found, HEAD)
    with database.writing() as connection:
        upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _with_driver(url: str) -> URL:
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
        return create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            _write_ahead(url.database)
        except OSError as error:
            raise StoreUnavailable(str(url), "dossier impossible à créer") from error
        except sqlite3.Error as error:
            raise StoreUnavailable(str(url), str(error)) from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


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
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads, then writes, fails at once if another wrote between: lock first.
    writes = connection.get_execution_options().get("guichet_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
