"""Keep which conversation each private chat of Telegram carries on, and how far its messages have come."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.conversation import Conversation
from bot.store import rows
from bot.store.database import Database
from bot.store.schema import conversation_table
from bot.store.statements import upsert
from bot.store.telegram_schema import telegram_chat_table

_C, _T = conversation_table.c, telegram_chat_table.c


async def point(connection: AsyncConnection, chat: int, conversation: str) -> None:
    """Have a chat carry on a conversation, and no other chat carry it on."""
    elsewhere = delete(telegram_chat_table).where(_T.conversation == conversation, _T.chat != chat)
    await connection.execute(elsewhere)
    row = {"chat": chat, "conversation": conversation}
    await connection.execute(upsert(connection.dialect.name, telegram_chat_table, row))


class TelegramChats:
    """The chats of a database; `bot.store.conversations` says what each carries on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def current(self, chat: int) -> Conversation | None:
        """Return the conversation that a chat carries on, if there is one."""
        query = select(conversation_table).join(telegram_chat_table, _T.conversation == _C.id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.where(_T.chat == chat))).one_or_none()
        return None if row is None else rows.conversation(row)

    async def all_of(self, chat: int) -> list[Conversation]:
        """Return the conversations that were begun or went on in a chat, the newest first."""
        query = select(conversation_table).where(_C.chat == chat).order_by(_C.created_at.desc(), _C.id)
        async with self._database.reading() as connection:
            return [rows.conversation(row) for row in await connection.execute(query)]

    async def greatest(self, chat: int) -> int:
        """Return the greatest number known of a chat; 0 if none is known.

        It is that of one of its messages, or of ours, since the chat was forgotten for the last time.
        """
        query = select(_T.greatest).where(_T.chat == chat)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar() or 0

    async def forget_strangers(self) -> None:
        """Forget the chats that carry on no conversation, groups too: their numbers are not known then."""
        async with self._database.writing() as connection:
            await connection.execute(delete(telegram_chat_table).where(_T.conversation.is_(None)))
