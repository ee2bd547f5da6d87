"""Keep the codes that open a conversation in Telegram, hashed, for a short while and for one chat each."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.store.database import Database
from bot.store.statements import require_conversation
from bot.store.telegram_schema import telegram_code_table

MOST = 5
"""Codes of a conversation at a time: a page that is reloaded all day fills no table."""

table = telegram_code_table.c


class TelegramCodes:
    """The codes, known by their digests alone; moments have their time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, digest: str, conversation: str, now: datetime, expires_at: datetime) -> None:
        """Keep one more code of a conversation, in place of those that have expired and of its oldest.

        Raises:
            UnknownConversation: it was erased.
        """
        newest = (
            select(table.digest)
            .where(table.conversation == conversation)
            .order_by(table.expires_at.desc(), table.digest)
            .limit(MOST - 1)
        )
        mine = (table.conversation == conversation) & table.digest.not_in(newest)
        row = {"digest": digest, "conversation": conversation, "expires_at": expires_at}
        async with self._database.writing() as connection:
            await require_conversation(connection, conversation)
            await connection.execute(delete(telegram_code_table).where((table.expires_at <= now) | mine))
            await connection.execute(insert(telegram_code_table).values(row))

    async def take(self, digest: str, again: str | None, now: datetime) -> str | None:
        """Return the conversation of a code that still holds, None if there is none; it is taken once.

        It leaves the digest `again`, if there is one, by which whoever took it finds it until it expires.
        """
        held = table.expires_at > now
        first = delete(telegram_code_table).where(table.digest == digest, held)
        later = select(table.conversation).where(table.digest == again, held)
        async with self._database.writing() as connection:
            row = (await connection.execute(first.returning(*telegram_code_table.columns))).one_or_none()
            if row is None:
                found: str | None = (await connection.execute(later)).scalar()
                return found
            if again is not None:
                kept = {"digest": again, "conversation": row.conversation, "expires_at": row.expires_at}
                await connection.execute(insert(telegram_code_table).values(kept))
        return str(row.conversation)
