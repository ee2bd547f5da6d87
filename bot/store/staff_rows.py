"""Read and change the row of an account of the staff, locked against whoever changes it at once."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.accounts import LastAdministrator, Staff, UnknownStaff
from bot.staff.roles import Role
from bot.store.database import Database
from bot.store.schema import session_table, staff_table


def staff_of(row: Row[Any]) -> Staff:
    """Return the account of a row, which may have other columns of the same names."""
    fields, table = row._mapping, staff_table.c
    return Staff(
        fields[table.id],
        fields[table.email],
        fields[table.name],
        Role(fields[table.role]),
        fields[table.must_change],
        fields[table.totp_secret] is not None,
        len(fields[table.recovery]),
        fields[table.disabled_at] is not None,
        fields[table.created_at],
    )


@asynccontextmanager
async def locked(database: Database, id: str) -> AsyncIterator[tuple[AsyncConnection, Row[Any]]]:
    """Give an account that nobody else can change before the end of the transaction.

    Raises:
        UnknownStaff: there is no such account.
    """
    query = select(staff_table).where(staff_table.c.id == id).with_for_update()
    async with database.writing() as connection:
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise UnknownStaff
        yield connection, row


@asynccontextmanager
async def locked_with_administrators(
    database: Database, id: str
) -> AsyncIterator[tuple[AsyncConnection, Sequence[Row[Any]]]]:
    """Give an account and those of all administrators, locked in an order that cannot deadlock.

    Raises:
        UnknownStaff: there is no such account.
    """
    table = staff_table.c
    concerned = (table.id == id) | (table.role == Role.ADMINISTRATOR.value)
    query = select(staff_table).where(concerned).order_by(table.id).with_for_update()
    async with database.writing() as connection:
        rows = (await connection.execute(query)).all()
        if all(row.id != id for row in rows):
            raise UnknownStaff
        yield connection, rows


def require_another_administrator(rows: Sequence[Row[Any]], id: str) -> None:
    """Refuse that the account `id` stops being the last one in service that manages the others.

    Raises:
        LastAdministrator: it is.
    """
    left = {row.id for row in rows if row.role == Role.ADMINISTRATOR and row.disabled_at is None}
    if left == {id}:
        raise LastAdministrator


async def set_columns(connection: AsyncConnection, id: str, **values: Any) -> None:
    """Change columns of an account."""
    await connection.execute(update(staff_table).where(staff_table.c.id == id).values(values))


async def end_sessions(connection: AsyncConnection, id: str, but: str = "") -> int:
    """End the sessions of an account, but the one of digest `but`; return how many."""
    table = session_table.c
    query = delete(session_table).where(table.staff == id, table.digest != but)
    return (await connection.execute(query)).rowcount
