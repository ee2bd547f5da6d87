"""Talk to SQLite by one hop to its thread for each statement, where the driver makes four.

A hop costs more than most of our statements: a thousand people who listen make hundreds of them a second.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

BEGINNINGS = ("BEGIN", "BEGIN IMMEDIATE")
"""What takes no hop of its own: it goes with the statement after it, for nothing happens in between."""

Columns = Sequence[tuple[Any, ...]] | None


class Connection(aiosqlite.Connection):
    """A connection of the driver, whose cursors read all that a statement gives as they execute it."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, iter_chunk_size=1)
        self._thread.daemon = True
        self._to_begin = ""

    def cursor(self) -> "Cursor":  # type: ignore[override]  # ours needs no thread to be made
        """Return a cursor."""
        return Cursor(self)

    async def commit(self) -> None:
        """Keep what was changed since the transaction began."""
        await self._end(super().commit)

    async def rollback(self) -> None:
        """Forget what was changed since the transaction began."""
        await self._end(super().rollback)

    def begin(self, sql: str) -> None:
        """Begin a transaction by this statement, on the way of the first one that follows."""
        self._to_begin = sql

    async def whole(self, run: Callable[[sqlite3.Cursor], object], into: "Cursor") -> None:
        """Have a statement run, read and closed by the thread of the connection."""
        await self._execute(self._whole, run, into)  # type: ignore[no-untyped-call]  # the driver's own

    def _whole(self, run: Callable[[sqlite3.Cursor], object], into: "Cursor") -> None:
        cursor = self._conn.cursor()
        try:
            if self._to_begin:
                cursor.execute(self._to_begin)
                self._to_begin = ""
            run(cursor)
            into.rows = cursor.fetchall() if cursor.description else []
            into.description, into.rowcount = cursor.description, cursor.rowcount
            into.lastrowid = cursor.lastrowid
        finally:
            cursor.close()

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        if self._to_begin:  # nothing followed
            self._to_begin = ""
            return
        await end()


class Cursor:
    """The part of a cursor of the driver that SQLAlchemy uses; it holds nothing open."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.rows: list[Any] = []
        self.description: Columns = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Execute a statement, and read what it gives."""
        if sql in BEGINNINGS:
            self._connection.begin(sql)
            return
        await self._connection.whole(partial(_execute, sql, parameters), self)

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each of several parameters."""
        await self._connection.whole(partial(_execute_many, sql, parameters), self)

    async def fetchall(self) -> list[Any]:
        """Return what the statement gave, once."""
        rows, self.rows = self.rows, []
        return rows

    async def close(self) -> None:
        """Do nothing: the cursor of the database is closed already."""


def connect(database: str, **options: Any) -> Connection:
    """Return a connection to the file `database`, to be awaited, with the options of `sqlite3.connect`."""
    return Connection(partial(sqlite3.connect, database, **options))


def _execute(sql: str, parameters: Iterable[Any], cursor: sqlite3.Cursor) -> None:
    cursor.execute(sql, tuple(parameters))


def _execute_many(sql: str, parameters: Iterable[Sequence[Any]], cursor: sqlite3.Cursor) -> None:
    cursor.executemany(sql, parameters)
