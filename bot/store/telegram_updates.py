"""Keep what arrives from Telegram until all that it causes is kept: a process may die, nothing is lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Row, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.statements import insert_once
from bot.store.telegram_numbers import raise_chat, raise_mark, shares_counter
from bot.store.telegram_schema import telegram_update_table

ENDED: Final[Mapping[str, Any]] = {"chat": 0, "payload": None}
"""What is left of an update, beside its number: it may be sent to us again."""

table = telegram_update_table.c

_earlier = telegram_update_table.alias("earlier").c
_WAITS = table.payload.is_not(None)
_FIRST = (
    ~select(_earlier.id)
    .where(
        _earlier.bot == table.bot,
        _earlier.chat == table.chat,
        _earlier.id < table.id,
        _earlier.payload.is_not(None),
    )
    .exists()
)


@dataclass(frozen=True, slots=True)
class Update:
    """What happened in a chat of Telegram, 0 if in none; so many `attempts` to carry it out failed.

    When it comes, `number` is that of the message concerned, 0 if there is none, which is `new` or not.
    """

    id: int
    chat: int
    payload: Mapping[str, Any]
    attempts: int = 0
    number: int = 0
    new: bool = False


class TelegramUpdates:
    """The updates that each bot received, by the numbers that Telegram gives them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, bot: int, updates: Sequence[Update], now: datetime) -> int:
        """Keep updates, and how far the numbers of messages have come; return how many of them are new.

        One that was kept already stays as it is.
        """
        if not updates:
            return 0
        rows = [
            {
                "bot": bot,
                "id": each.id,
                "chat": each.chat,
                "payload": dict(each.payload),
                "kept_at": now,
                "attempts": each.attempts,
            }
            for each in updates
        ]
        async with self._database.writing() as connection:
            statement = insert_once(connection.dialect.name, telegram_update_table)
            kept = len((await connection.execute(statement, rows)).all())
            await _note_numbers(connection, updates)
        return kept

    async def heads(self, bot: int, limit: int, without: Collection[int] = ()) -> list[Update]:
        """Return the first update that waits of each chat, in order, but for the chats `without`."""
        query = select(telegram_update_table).where(table.bot == bot, _WAITS, _FIRST)
        if without:
            query = query.where(table.chat.not_in(_listed(without, self._database.dialect)))
        async with self._database.reading() as connection:
            return [_update(row) for row in await connection.execute(query.order_by(table.id).limit(limit))]

    async def failed(self, bot: int, id: int) -> int:
        """Count one more failure of an update; return how many there are."""
        change = update(telegram_update_table).where(table.bot == bot, table.id == id)
        counted = change.values(attempts=table.attempts + 1).returning(table.attempts)
        async with self._database.writing() as connection:
            return (await connection.execute(counted)).scalar() or 0

    async def end(self, bot: int, id: int) -> None:
        """Note that all that an update causes is kept, or that it is given up: keep its number only."""
        which = (table.bot == bot, table.id == id, _WAITS)
        async with self._database.writing() as connection:
            await connection.execute(update(telegram_update_table).where(*which).values(**ENDED))

    async def drop(self, before: datetime) -> None:
        """Delete the updates of all bots that were kept before a moment, those that still wait too.

        What has waited for so long is of a bot that we are no more, or nobody expects its answer now.
        """
        async with self._database.writing() as connection:
            await connection.execute(delete(telegram_update_table).where(table.kept_at < before))


async def _note_numbers(connection: AsyncConnection, updates: Sequence[Update]) -> None:
    """Note the numbers of messages: those of each chat, in one order for whoever does it, then the mark."""
    numbered = sorted((one for one in updates if one.chat and one.number), key=lambda one: one.number)
    for new in (True, False):
        last = {one.chat: one.number for one in numbered if one.new == new}
        for chat, number in sorted(last.items()):
            await raise_chat(connection, chat, number, newest=new)
    for new in (True, False):
        shared = [one.number for one in numbered if one.new == new and shares_counter(one.chat)]
        if shared:
            await raise_mark(connection, max(shared), newest=new)


def _update(row: Row[Any]) -> Update:
    return Update(row.id, row.chat, row.payload, row.attempts)


def _listed(chats: Collection[int], dialect: str) -> Any:
    """Return chats as a query looks them up fastest: PostgreSQL goes through a plain list from end to end."""
    if dialect == "postgresql":
        return select(func.unnest(literal(list(chats), ARRAY(BigInteger))))
    return chats
