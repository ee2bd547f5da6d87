"""Keep how far the numbers of Telegram's messages have come, and tell how its server gives them."""

from typing import Any, Final

from sqlalchemy import Table, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.delivery_schema import IN_PRIVATE, State, delivery_table
from bot.store.statements import upsert
from bot.store.telegram_schema import telegram_chat_table, telegram_mark_table

SUPERGROUPS: Final = -1_000_000_000_000
"""The identifiers below are of chats with a counter of their own: https://core.telegram.org/api/bots/ids."""

_ONE: Final = 1
"""The row of the mark."""

_D, _T, _M = delivery_table.c, telegram_chat_table.c, telegram_mark_table.c

_OLDER = exists().where(_D.state == State.SENT, IN_PRIVATE, _D.last_part <= _D.after_part)
"""A message that was given no greater a number than one that was known before it was sent."""

_TWICE = (
    select(_T.greatest).where(_T.chat > 0, _T.greatest > 0).group_by(_T.greatest).having(func.count() > 1)
).exists()
"""A number that was given in two chats."""

_PROOF = select(or_(_TWICE, _OLDER))


def shares_counter(chat: int) -> bool:
    """Whether Telegram numbers the messages of this chat together with those of others.

    >>> shares_counter(42), shares_counter(-42), shares_counter(-1_000_000_000_042)
    (True, True, False)
    """
    return chat >= SUPERGROUPS


async def counts_apart(database: Database) -> bool:
    """Tell whether each private chat has been seen to have its own counter, as on no server of Telegram.

    It may pass for one after the bot was replaced by another: what is in doubt is sent twice then, at
    worst.
    """
    async with database.reading() as connection:
        return bool((await connection.execute(_PROOF)).scalar())


async def mark(database: Database) -> int:
    """Return the greatest number of a message in the chats that share a counter; 0 if none is known.

    What was erased counts too: no message of these chats that was ever noted has a greater number.
    """
    async with database.reading() as connection:
        return (await connection.execute(select(_M.greatest))).scalar() or 0


async def raise_mark(connection: AsyncConnection, number: int, *, newest: bool = True) -> None:
    """Note that a message of the chats that share a counter has a number; the mark never goes down.

    Only the `newest` number makes one where there is none: an old one says nothing of what came after.
    """
    await _raise(connection, telegram_mark_table, {"id": _ONE, "greatest": number}, newest=newest)


async def raise_chat(connection: AsyncConnection, chat: int, number: int, *, newest: bool = True) -> None:
    """Do the same for the numbers of one chat."""
    await _raise(connection, telegram_chat_table, {"chat": chat, "greatest": number}, newest=newest)


async def _raise(connection: AsyncConnection, table: Table, row: dict[str, Any], *, newest: bool) -> None:
    if newest:
        await connection.execute(upsert(connection.dialect.name, table, row, grows="greatest"))
        return
    (key,) = table.primary_key
    lower = update(table).where(key == row[key.name], table.c.greatest < row["greatest"])
    await connection.execute(lower.values(greatest=row["greatest"]))
