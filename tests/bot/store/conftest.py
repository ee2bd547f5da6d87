"""Empty databases of conversations, one of each kind for every test: SQLite, and a real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url

from bot.store.conversations import Conversations
from bot.store.database import Database, migrate
from knowledge.database import with_driver
from tests.bot.databases import new_url, open_store_database
from tests.knowledge.servers import postgresql

NUMBERS = count()


@contextmanager
def administering(server: str) -> Iterator[Connection]:
    """A connection outside of any transaction, as creating a database wants it."""
    engine = create_engine(with_driver(server), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def named(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def created(server: str, words: str = "") -> Iterator[str]:
    """The address of a new database of the same server."""
    name = f"test_{next(NUMBERS)}"
    with administering(server) as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} {words}")
        yield named(server, name)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL whose database “pattern” has our tables, empty; the address of another one there."""
    with postgresql() as url:
        with administering(url) as connection:
            connection.exec_driver_sql("CREATE DATABASE pattern")
        migrate(named(url, "pattern"))
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a database runs on each of these."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/guichet.db"
        return
    with created(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has our tables, empty."""
    if kind == "sqlite":
        yield new_url(tmp_path)
        return
    with created(request.getfixturevalue("postgresql_server"), "TEMPLATE pattern") as url:
        yield url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database that is open, on SQLite then on PostgreSQL."""
    database = await open_store_database(url)
    yield database
    await database.close()


@pytest.fixture
def conversations(database: Database) -> Conversations:
    """The conversations of that database."""
    return Conversations(database)
