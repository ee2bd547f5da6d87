"""A statement takes one hop to the thread of SQLite, and SQLAlchemy finds all that it needs."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store import one_hop


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    options = {"async_creator_fn": one_hop.connect}
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/a.db", connect_args=options)
    async with engine.connect() as connection:
        await connection.exec_driver_sql("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
        yield connection
    await engine.dispose()


async def test_each_statement_takes_one_hop(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    hops = []
    execute = one_hop.Connection._execute

    async def counted(self: one_hop.Connection, work: Any, *given: Any) -> Any:
        hops.append(work)
        return await execute(self, work, *given)  # type: ignore[no-untyped-call]  # the driver’s own

    monkeypatch.setattr(one_hop.Connection, "_execute", counted)
    assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    await connection.execute(text("INSERT INTO word (text) VALUES ('un')"))
    assert len(hops) == 2


async def test_what_a_statement_did_is_told(connection: AsyncConnection) -> None:
    many = [{"text": word} for word in ("un", "deux", "trois")]
    await connection.execute(text("INSERT INTO word (text) VALUES (:text)"), many)
    added = await connection.exec_driver_sql("INSERT INTO word (text) VALUES ('quatre') RETURNING id, text")
    assert [tuple(row) for row in added] == [(4, "quatre")]
    assert (await connection.exec_driver_sql("INSERT INTO word (text) VALUES ('cinq')")).lastrowid == 5
    assert (await connection.exec_driver_sql("DELETE FROM word WHERE id > 2")).rowcount == 3
    left = await connection.exec_driver_sql("SELECT id, text FROM word ORDER BY id")
    assert list(left.keys()) == ["id", "text"]
    assert [tuple(row) for row in left] == [(1, "un"), (2, "deux")]
    assert (await connection.exec_driver_sql("SELECT 1 FROM word WHERE id = 9")).all() == []


async def test_what_is_rolled_back_is_not_there(connection: AsyncConnection) -> None:
    await connection.commit()
    await connection.exec_driver_sql("INSERT INTO word (text) VALUES ('un')")
    await connection.rollback()
    assert (await connection.exec_driver_sql("SELECT count(*) FROM word")).scalar_one() == 0


async def test_what_sqlite_refuses_is_raised(connection: AsyncConnection) -> None:
    add = "INSERT INTO word (text) VALUES ('un')"
    await connection.exec_driver_sql(add)
    with pytest.raises(IntegrityError) as refused:
        await connection.exec_driver_sql(add)
    assert isinstance(refused.value.orig, sqlite3.IntegrityError)
    assert (await connection.exec_driver_sql("SELECT count(*) FROM word")).scalar_one() == 1


async def test_a_transaction_begins_with_its_first_statement(connection: AsyncConnection) -> None:
    await connection.commit()
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, one_hop.Connection)
    await connection.exec_driver_sql("BEGIN IMMEDIATE")
    begun = [driver.in_transaction]
    await connection.exec_driver_sql("SELECT 1")
    begun.append(driver.in_transaction)
    await connection.rollback()
    assert [*begun, driver.in_transaction] == [False, True, False]


async def test_a_transaction_without_statement_never_begins(connection: AsyncConnection) -> None:
    await connection.commit()
    for end in (connection.rollback, connection.commit):
        await connection.exec_driver_sql("BEGIN")
        await end()
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.exec_driver_sql("SELECT 1")
        await end()
