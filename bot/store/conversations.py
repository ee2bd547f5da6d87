"""Keep conversations: each change whole or not at all, with its events, messages and deliveries."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import Repeated, UnknownConversation
from bot.conversations.events import ACTORS, Event, Kind, Message
from bot.conversations.states import Status
from bot.store import rows
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.schema import (
    access_table,
    contact_table,
    conversation_table,
    delivery_table,
    event_table,
    message_table,
)
from bot.store.statements import insert_once

Transition = Callable[[Conversation], Change[Conversation]]


class Conversations:
    """The conversations of a database; moments have their time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, conversation: Conversation, digest: str) -> None:
        """Keep a conversation in which nothing was said, opened by the token of this digest."""
        at = conversation.created_at
        contact = {"id": conversation.contact, "created_at": at}
        async with self._database.writing() as connection:
            await connection.execute(insert_once(connection.dialect.name, contact_table, contact))
            await connection.execute(insert(conversation_table).values(asdict(conversation)))
            await _give_access(connection, conversation.id, digest, at)

    async def change(self, id: str, transition: Transition, key: str | None = None) -> Change[Conversation]:
        """Apply a transition to the present state and keep all that it makes happen, or nothing.

        `key` is the idempotency key of the request, 64 characters at most.

        Raises:
            UnknownConversation: it is not there.
            Repeated: a change of this conversation was kept under the same key.
            ConversationError: the transition refuses.
        """
        query = select(conversation_table).where(conversation_table.c.id == id).with_for_update()
        async with self._database.writing() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise UnknownConversation
            if key is not None:
                await _refuse_repeated(connection, id, key)
            change = transition(rows.conversation(row))
            await _keep(connection, change, key)
        return change

    async def get(self, id: str) -> Conversation:
        """Return a conversation.

        Raises:
            UnknownConversation: it is not there.
        """
        return await self._one(select(conversation_table).where(conversation_table.c.id == id))

    async def opened_by(self, digest: str) -> Conversation:
        """Return the conversation that the token of this digest opens.

        Raises:
            UnknownConversation: there is none.
        """
        joined = access_table.c.conversation == conversation_table.c.id
        query = select(conversation_table).join(access_table, joined)
        return await self._one(query.where(access_table.c.digest == digest))

    async def give_access(self, id: str, digest: str, at: datetime) -> None:
        """Let one more token open a conversation, such as the one of a letter."""
        async with self._database.writing() as connection:
            await _give_access(connection, id, digest, at)

    async def messages(self, id: str, *, private: bool = False) -> list[Message]:
        """Return what was said, in order, with the private notes if asked."""
        table = message_table.c
        query = select(message_table).where(table.conversation == id).order_by(table.number)
        if not private:
            query = query.where(table.private.is_(False))
        async with self._database.reading() as connection:
            return [rows.message(row) for row in await connection.execute(query)]

    async def events(self, id: str, after: int = 0, limit: int = 1_000) -> list[Event]:
        """Return what happened after the event `after`, in order, private notes too."""
        table, said = event_table.c, message_table.c
        joined = (said.conversation == table.conversation) & (said.number == table.number)
        query = (
            select(event_table, message_table)
            .outerjoin(message_table, joined)
            .where(table.conversation == id, table.number > after)
            .order_by(table.number)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [_event(row) for row in await connection.execute(query)]

    async def numbered(self, id: str, key: str) -> int | None:
        """Return the number of the event that was kept under an idempotency key, if there is one."""
        async with self._database.reading() as connection:
            return await _numbered(connection, id, key)

    async def unanswered(self, before: datetime, limit: int = 100) -> list[Conversation]:
        """Return the conversations whose last message the assistant should have answered by now."""
        table = conversation_table.c
        query = (
            select(conversation_table)
            .where(table.status == Status.PENDING, table.asked > table.answered, table.changed_at < before)
            .order_by(table.changed_at)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [rows.conversation(row) for row in await connection.execute(query)]

    async def changed_since(self, moment: datetime) -> list[tuple[str, datetime]]:
        """Return the identifiers of the conversations that changed from a moment on, and when."""
        table = conversation_table.c
        query = select(table.id, table.changed_at).where(table.changed_at >= moment)
        async with self._database.reading() as connection:
            return [(row.id, row.changed_at) for row in await connection.execute(query)]

    async def erase(self, id: str) -> None:
        """Delete a conversation and all that was said in it, and its contact if it was the only one."""
        table = conversation_table.c
        async with self._database.writing() as connection:
            contact = (await connection.execute(select(table.contact).where(table.id == id))).scalar()
            await connection.execute(delete(conversation_table).where(table.id == id))
            others = exists().where(table.contact == contact)
            await connection.execute(delete(contact_table).where(contact_table.c.id == contact, ~others))

    async def erase_older(self, than: datetime) -> int:
        """Delete the conversations in which nothing happened since a moment; return how many."""
        table = conversation_table.c
        async with self._database.writing() as connection:
            erased = await connection.execute(delete(conversation_table).where(table.changed_at < than))
            left = exists().where(table.contact == contact_table.c.id)
            await connection.execute(delete(contact_table).where(~left))
        return erased.rowcount

    async def keep_vector(self, id: str, embedder: str, vector: bytes) -> None:
        """Keep the subject of a conversation as `embedder` sees it: float32, little-endian, of norm 1."""
        change = update(conversation_table).where(conversation_table.c.id == id)
        async with self._database.writing() as connection:
            await connection.execute(change.values(embedder=embedder, vector=vector))

    async def _one(self, query: Any) -> Conversation:
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise UnknownConversation
        return rows.conversation(row)


async def _give_access(connection: AsyncConnection, id: str, digest: str, at: datetime) -> None:
    values = {"digest": digest, "conversation": id, "created_at": at}
    await connection.execute(insert(access_table).values(values))


async def _numbered(connection: AsyncConnection, id: str, key: str) -> int | None:
    query = select(func.min(event_table.c.number)).where(
        event_table.c.conversation == id, event_table.c.key == key
    )
    number: int | None = (await connection.execute(query)).scalar()
    return number


async def _refuse_repeated(connection: AsyncConnection, id: str, key: str) -> None:
    number = await _numbered(connection, id, key)
    if number is not None:
        raise Repeated(number)


async def _keep(connection: AsyncConnection, change: Change[Conversation], key: str | None) -> None:
    after = change.after
    await connection.execute(
        update(conversation_table).where(conversation_table.c.id == after.id).values(asdict(after))
    )
    keys: Sequence[str | None] = [key, *[None] * len(change.events)]
    events = [rows.event_row(after.id, event, key) for event, key in zip(change.events, keys, strict=False)]
    await connection.execute(insert(event_table), events)
    said = [rows.message_row(after.id, event.message) for event in change.events if event.message]
    if said:
        await connection.execute(insert(message_table), said)
    if change.deliveries:
        to_send = [rows.delivery_row(after.id, each, after.changed_at) for each in change.deliveries]
        await connection.execute(insert(delivery_table), to_send)
    by_staff = [_act(after.id, event) for event in change.events if event.actor not in ACTORS]
    await write_down(connection, *by_staff)


def _act(id: str, event: Event) -> Act:
    what = "replied" if event.kind is Kind.MESSAGE else event.kind.value
    return Act(event.at, event.actor, f"conversation.{what}", id, {"number": event.number, **event.data})


def _event(row: Row[Any]) -> Event:
    fields = row._mapping
    said = rows.joined_message(row) if fields[message_table.c.id] is not None else None
    table = event_table.c
    return Event(
        fields[table.number],
        Kind(fields[table.kind]),
        fields[table.at],
        fields[table.actor],
        fields[table.data],
        said,
    )
