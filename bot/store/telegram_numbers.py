"""Tell from the numbers of messages how the server of Telegram gives them."""

from sqlalchemy import exists, func, or_, select

from bot.store.database import Database
from bot.store.delivery_schema import IN_PRIVATE, State, delivery_table
from bot.store.telegram_schema import telegram_chat_table

_D, _T = delivery_table.c, telegram_chat_table.c

_OLDER = exists().where(_D.state == State.SENT, IN_PRIVATE, _D.last_part <= _D.after_part)
"""A message that was given no greater a number than one that was known before it was sent."""

_TWICE = (
    select(_T.greatest).where(_T.chat > 0, _T.greatest > 0).group_by(_T.greatest).having(func.count() > 1)
).exists()
"""A number that was given in two chats."""

_PROOF = select(or_(_TWICE, _OLDER))


async def counts_apart(database: Database) -> bool:
    """Tell whether each private chat has been seen to have its own counter, as on no server of Telegram."""
    async with database.reading() as connection:
        return bool((await connection.execute(_PROOF)).scalar())
