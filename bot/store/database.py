"""Open the database of conversations for asynchronous use, its tables created or migrated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import CancelScope, Lock
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store import one_hop
from bot.store.schema import HEAD, REVISIONS
from knowledge.database import BUSY_SECONDS, listen_to_sqlite, open_database, reason, with_driver
from knowledge.errors import StoreUnavailable
from knowledge.migrate import Lineage

CONVERSATIONS = Lineage(Path(__file__).parent / "migrations", HEAD, REVISIONS)
POOL = 10
"""Connections kept open; as many again may open for a burst."""


class Database:
    """An open database; `dialect` is sqlite or postgresql."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.url = engine.url.render_as_string(hide_password=True)
        self.dialect = engine.dialect.name
        # Each statement of PostgreSQL sees a state of its own: there is no need to begin and end anything.
        one_state = self.dialect == "sqlite"
        self._reader = engine if one_state else engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite lets one writer in, and makes the others poll: in this process they rather queue.
        self._turn = Lock() if self.dialect == "sqlite" else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one state of the database; what is done with it is not cancelled.

        On PostgreSQL, each statement sees one.

        Raises:
            StoreUnavailable: the database refuses.
        """
        try:
            # A driver that is cut short leaves its connection unusable, and SQLite locked for everybody.
            with CancelScope(shield=True):
                async with self._reader.connect() as connection:
                    yield connection
        except (DBAPIError, NoConnection) as error:
            raise self._unavailable(error) from None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose changes are all kept at the end, or none; it is not cancelled midway.

        Raises:
            StoreUnavailable: the database refuses.
        """
        if self._turn is None:
            async with self._writing() as connection:
                yield connection
            return
        async with self._turn, self._writing() as connection:
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        try:
            with CancelScope(shield=True):
                async with self._engine.connect() as connection:
                    connection = await connection.execution_options(guichet_writes=True)
                    async with connection.begin():
                        yield connection
        except (DBAPIError, NoConnection) as error:
            raise self._unavailable(error) from None

    async def wipe(self) -> None:
        """Leave nothing in the files of what was deleted: neither in the search index nor in the journal.

        PostgreSQL does it by itself in time (autovacuum).

        Raises:
            StoreUnavailable: the database refuses.
        """
        if self.dialect != "sqlite":
            return
        async with self.writing() as connection:
            await connection.exec_driver_sql("INSERT INTO message_search(message_search) VALUES ('optimize')")
        try:
            with CancelScope(shield=True):
                async with self._engine.connect() as connection:
                    autonomous = await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await autonomous.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except (DBAPIError, NoConnection) as error:
            raise self._unavailable(error) from None

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()

    def _unavailable(self, error: DBAPIError | NoConnection) -> StoreUnavailable:
        """Say why the database refuses; the error itself is dropped, for it may repeat what was written."""
        if isinstance(error, NoConnection):
            return StoreUnavailable(self.url, "trop de demandes à la fois")
        return StoreUnavailable(self.url, reason(error))


def database_at(url: str) -> Database:
    """Return the database of `url` without connecting to it yet: its tables must be there by then.

    Raises:
        StoreUnavailable: the address is wrong.
    """
    return Database(_engine(url))


def migrate(url: str) -> None:
    """Create or migrate the tables of conversations; it blocks.

    Raises:
        StoreUnavailable: the address is wrong or the database refuses.
        StoreTooRecent: a later release has migrated it.
    """
    open_database(url, CONVERSATIONS).close()


def _engine(url: str) -> AsyncEngine:
    address = with_driver(url)
    if address.get_backend_name() != "sqlite":
        return create_async_engine(
            address, pool_pre_ping=True, pool_size=POOL, max_overflow=POOL, hide_parameters=True
        )
    engine = create_async_engine(
        address.set(drivername="sqlite+aiosqlite"),
        connect_args={"timeout": BUSY_SECONDS, "async_creator_fn": one_hop.connect},
        pool_size=POOL,
        max_overflow=POOL,
        hide_parameters=True,
    )
    listen_to_sqlite(engine.sync_engine)
    return engine
