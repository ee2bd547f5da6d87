"""New SQLite databases that have the tables of conversations, without a migration for each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store.database import Database, migrate, open_store_database


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


@asynccontextmanager
async def new_database(folder: Path) -> AsyncIterator[Database]:
    """A database of a folder that has none yet, open."""
    database = await open_store_database(new_url(folder))
    try:
        yield database
    finally:
        await database.close()
