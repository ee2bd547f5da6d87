"""Numbers of messages, noted as an update that holds them notes them."""

from bot.store.database import Database
from bot.store.telegram_numbers import raise_chat, raise_mark, shares_counter


async def seen(database: Database, chat: int, number: int) -> None:
    """Note that a message of a chat has a number."""
    async with database.writing() as connection:
        await raise_chat(connection, chat, number)
        if shares_counter(chat):
            await raise_mark(connection, number)
