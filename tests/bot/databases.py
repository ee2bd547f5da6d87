"""New SQLite databases that have the tables of conversations, without a migration for each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import to_thread

from bot.store.database import Database, database_at, migrate


@cache
def empty_file() -> bytes:
    """What a database file holds that was just made."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "guichet.db")
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


def new_url(folder: Path) -> str:
    """The address of a database of a folder that has none yet."""
    path = folder / "guichet.db"
    path.write_bytes(empty_file())
    return f"sqlite:///{path}"


async def open_store_database(url: str) -> Database:
    """The database at an address, its tables created or migrated."""
    await to_thread.run_sync(migrate, url)
    return database_at(url)


@asynccontextmanager
async def new_database(folder: Path) -> AsyncIterator[Database]:
    """A database of a folder that has none yet, open."""
    database = await open_store_database(new_url(folder))
    try:
        yield database
    finally:
        await database.close()
