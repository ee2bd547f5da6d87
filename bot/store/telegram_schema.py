"""The tables of what comes from Telegram, of its chats, and of what the staff were told of."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table

from bot.store.schema import Id, Moment, conversation_table, metadata


def _of_conversation() -> ForeignKey:
    return ForeignKey(conversation_table.c.id, ondelete="CASCADE")


telegram_update_table = Table(
    "telegram_update",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # Zero, and no payload, once all that the update causes is kept.
    Column("chat", BigInteger, nullable=False),
    Column("payload", JSON(none_as_null=True)),
    Column("kept_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
)

_waiting = telegram_update_table.c.payload.is_not(None)
Index(
    "ix_telegram_update_waiting",
    telegram_update_table.c.bot,
    telegram_update_table.c.id,
    telegram_update_table.c.chat,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index(
    "ix_telegram_update_chat",
    telegram_update_table.c.bot,
    telegram_update_table.c.chat,
    telegram_update_table.c.id,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)

telegram_chat_table = Table(
    "telegram_chat",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation", Id, _of_conversation()),
    Column("greatest", BigInteger, nullable=False, server_default="0"),
    Index("ix_telegram_chat_conversation", "conversation"),
    Index("ix_telegram_chat_greatest", "greatest"),
)
"""The conversation that each private chat carries on; of each chat, the greatest number of a message."""

telegram_mark_table = Table(
    "telegram_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("greatest", BigInteger, nullable=False),
)
"""In one row, the greatest number of a message in all chats that share a counter; it outlives them."""

telegram_code_table = Table(
    "telegram_code",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("conversation", Id, _of_conversation(), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_telegram_code_conversation", "conversation"),
)
"""The codes, hashed, by which a conversation goes on in another chat."""

waiting_notice_table = Table(
    "waiting_notice",
    metadata,
    Column("conversation", Id, _of_conversation(), primary_key=True),
    Column("since", Moment, nullable=False),
)
"""The conversations of which the staff were told that they wait, and since when they waited then."""
