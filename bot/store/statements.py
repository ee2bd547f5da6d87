"""Statements that several stores make in the same way, on either database."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Executable, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.errors import UnknownConversation
from bot.store.schema import conversation_table

_INSERT: Final[Mapping[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""Two functions of the same words, that no type of SQLAlchemy says to be alike."""


def upsert(dialect: str, table: Table, row: Mapping[str, Any], *, grows: str | None = None) -> Executable:
    """Return the statement that adds a row, or takes the place of the one with the same primary key.

    `grows` names a column: the row that is there stays unless the new one is greater there.
    """
    insert = _INSERT[dialect](table).values(**row)
    others = {name: insert.excluded[name] for name in row if not table.c[name].primary_key}
    newer = None if grows is None else insert.excluded[grows] > table.c[grows]
    statement: Executable = insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_=others, where=newer
    )
    return statement


def insert_once(
    dialect: str, table: Table, row: Mapping[str, Any] | None = None, *, key: Column[Any] | None = None
) -> Executable:
    """Return the statement that adds a row unless one is there with the same primary key, or unique `key`.

    It gives the keys of what it adds: the row, or those with which it is executed.
    """
    unique = list(table.primary_key) if key is None else [key]
    insert = _INSERT[dialect](table) if row is None else _INSERT[dialect](table).values(**row)
    statement: Executable = insert.on_conflict_do_nothing(index_elements=unique).returning(*unique)
    return statement


async def require_conversation(connection: AsyncConnection, id: str) -> None:
    """Make sure that a conversation is there until the end of the transaction.

    Raises:
        UnknownConversation: it is not.
    """
    query = select(conversation_table.c.id).where(conversation_table.c.id == id)
    if (await connection.execute(query.with_for_update(read=True, key_share=True))).scalar() is None:
        raise UnknownConversation
