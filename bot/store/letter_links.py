"""The links of letters: each letter has one token, until its address is withdrawn."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.delivery_schema import ENDED, State, delivery_table
from bot.store.schema import access_table
from bot.store.statements import insert_once, require_conversation
from bot.tokens import digest

_delivery, _access = delivery_table.c, access_table.c


async def give_access(connection: AsyncConnection, id: str, digest: str, at: datetime) -> None:
    """Let the token of this digest open a conversation, whatever becomes of its address."""
    values = {"digest": digest, "conversation": id, "created_at": at, "letter": False}
    await connection.execute(insert(access_table).values(values))


async def letter_token(connection: AsyncConnection, delivery: int, conversation: str, at: datetime) -> str:
    """Return the token of the letter of a delivery, which opens its conversation; "" if none should leave.

    Raises:
        UnknownConversation: it was erased.
    """
    await require_conversation(connection, conversation)
    query = select(_delivery.secret).where(_delivery.id == delivery, _delivery.state == State.WAITING)
    secret: str | None = (await connection.execute(query)).scalar()
    if not secret:
        return ""
    token = digest(secret)
    row = {"digest": digest(token), "conversation": conversation, "created_at": at, "letter": True}
    await connection.execute(insert_once(connection.dialect.name, access_table, row))
    return token


async def withdraw(
    connection: AsyncConnection, conversation: str, address: str, at: datetime, own: str | None
) -> None:
    """Keep nothing of an address that a contact took back: no letter leaves, no link of one opens.

    `own` is the digest of the token by which they ask, which goes on opening the conversation.
    """
    theirs = (_delivery.conversation == conversation) & (_delivery.address == address)
    ended = update(delivery_table).where(theirs, _delivery.state.in_([State.WAITING, State.DEAD]))
    await connection.execute(ended.values(state=State.CANCELLED, ended_at=at, error=None, **ENDED))
    links = delete(access_table).where(_access.conversation == conversation, _access.letter)
    await connection.execute(links if own is None else links.where(_access.digest != own))
