"""Delete conversations with all that is theirs, and what tells of them elsewhere."""

from typing import Final

from sqlalchemy import ColumnElement, String, cast, delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.deliveries import lane_of
from bot.store.delivery_lists import TO_STAFF
from bot.store.delivery_schema import delivery_table
from bot.store.schema import conversation_table, validated_table

LANES: Final = lane_of(0).removesuffix("0")
"""How the lanes of chats begin; the number of the chat follows."""


async def erase(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    """Delete conversations and all that is theirs; return how many there were.

    What their chats were or are to be told beside a conversation goes too, for it may quote them, hold
    all of them, or open them. The answers that come from them do not say so any more.
    """
    await _withdraw_notices(connection, which)
    origin = validated_table.c.conversation
    from_them = update(validated_table).where(origin.in_(select(conversation_table.c.id).where(which)))
    await connection.execute(from_them.values(conversation=None))
    return (await connection.execute(delete(conversation_table).where(which))).rowcount


async def _withdraw_notices(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Delete what is of no conversation in the lanes of the chats of conversations, but what tells staff."""
    table, chat = delivery_table.c, conversation_table.c.chat
    lanes = select(literal(LANES).concat(cast(chat, String))).where(which, chat.is_not(None))
    of_staff = table.key.startswith(TO_STAFF, autoescape=True)
    notices = delete(delivery_table).where(table.lane.in_(lanes), table.conversation.is_(None), ~of_staff)
    await connection.execute(notices)
