"""Keep conversations: each change whole or not at all, with its events, messages and deliveries."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import Repeated, UnknownConversation
from bot.conversations.events import ACTORS, SYSTEM, Event, Kind, Message
from bot.conversations.states import Status
from bot.store import lanes, rows
from bot.store.audit import Act, write_down
from bot.store.database import Database
from bot.store.erasing import erase
from bot.store.letter_links import give_access, letter_token, withdraw
from bot.store.schema import (
    access_table,
    contact_table,
    conversation_table,
    event_table,
    message_table,
    staff_table,
)
from bot.store.statements import insert_once
from bot.store.telegram_chats import point

Transition = Callable[[Conversation], Change[Conversation]]

# Statements that each message and each listener execute: to build one takes as long as to execute it.
_ONE = select(conversation_table).where(conversation_table.c.id == bindparam("one"))
_LOCKED = _ONE.with_for_update()
_OPENED = (
    select(conversation_table)
    .join(access_table, access_table.c.conversation == conversation_table.c.id)
    .where(access_table.c.digest == bindparam("digest"))
)
_HELD = (
    select(conversation_table, staff_table.c.name.label("holder"))
    .outerjoin(staff_table, staff_table.c.id == conversation_table.c.assignee)
    .where(conversation_table.c.id == bindparam("one"))
)
_EVENTS = (
    select(event_table, message_table)
    .outerjoin(
        message_table,
        (message_table.c.conversation == event_table.c.conversation)
        & (message_table.c.number == event_table.c.number),
    )
    .where(event_table.c.conversation == bindparam("one"), event_table.c.number > bindparam("after"))
    .order_by(event_table.c.number)
    .limit(bindparam("most"))
)
_NUMBERED = select(func.min(event_table.c.number)).where(
    event_table.c.conversation == bindparam("one"), event_table.c.key == bindparam("under")
)
_REPLACED = update(conversation_table).where(conversation_table.c.id == bindparam("one"))


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
            await connection.execute(insert(conversation_table).values(_values(conversation)))
            await give_access(connection, conversation.id, digest, at)
            if conversation.chat is not None:
                await point(connection, conversation.chat, conversation.id)

    async def change(
        self, id: str, transition: Transition, key: str | None = None, own: str | None = None
    ) -> Change[Conversation]:
        """Apply a transition to the present state and keep all that it makes happen, or nothing.

        `key` is the idempotency key of the request, 64 characters at most, `own` the digest of the token
        by which it came: that one stays when the links of letters go with their address.

        Raises:
            UnknownConversation: it is not there.
            Repeated: a change of this conversation was kept under the same key.
            ConversationError: the transition refuses.
        """
        async with self._database.writing() as connection:
            row = (await connection.execute(_LOCKED, {"one": id})).one_or_none()
            if row is None:
                raise UnknownConversation
            if key is not None:
                await _refuse_repeated(connection, id, key)
            change = transition(rows.conversation(row))
            before, at = change.before, change.after.changed_at
            if before.email and before.email != change.after.email:
                await withdraw(connection, id, before.email, at, own)
            await _keep(connection, change, key)
        return change

    async def get(self, id: str) -> Conversation:
        """Return a conversation.

        Raises:
            UnknownConversation: it is not there.
        """
        return rows.conversation(await self._row(_ONE, one=id))

    async def with_holder(self, id: str) -> tuple[Conversation, str]:
        """Return a conversation and the name of whoever of the staff took it, "" if nobody did.

        Raises:
            UnknownConversation: it is not there.
        """
        row = await self._row(_HELD, one=id)
        return rows.conversation(row), row.holder or ""

    async def opened_by(self, digest: str) -> Conversation:
        """Return the conversation that the token of this digest opens.

        Raises:
            UnknownConversation: there is none.
        """
        return rows.conversation(await self._row(_OPENED, digest=digest))

    async def give_access(self, id: str, digest: str, at: datetime) -> None:
        """Let one more token open a conversation."""
        async with self._database.writing() as connection:
            await give_access(connection, id, digest, at)

    async def letter_token(self, id: str, delivery: int, at: datetime) -> str:
        """Return the token of the letter of a delivery, the same at each try; "" if none is to leave.

        Raises:
            UnknownConversation: it was erased.
        """
        async with self._database.writing() as connection:
            return await letter_token(connection, delivery, id, at)

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
        values = {"one": id, "after": after, "most": limit}
        async with self._database.reading() as connection:
            return [_event(row) for row in await connection.execute(_EVENTS, values)]

    async def numbered(self, id: str, key: str) -> int | None:
        """Return the number of the event that was kept under an idempotency key, if there is one."""
        async with self._database.reading() as connection:
            return await _numbered(connection, id, key)

    async def key_of(self, id: str, number: int) -> str | None:
        """Return the idempotency key under which a message was kept, if there is one.

        If the message reopened its conversation, that event, just before, has the key.
        """
        table = event_table.c
        own = (table.number == number) | (table.number == number - 1) & (table.kind == Kind.REOPENED)
        query = select(table.key).where(table.conversation == id, own, table.key.is_not(None))
        async with self._database.reading() as connection:
            return (await connection.execute(query.order_by(table.number.desc()))).scalars().first()

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

    async def erase(self, id: str, *acts: Act) -> None:
        """Delete a conversation and all that was said in it, and its contact if it was the only one.

        `acts` say so in the audit log; nothing is added there if the conversation was erased already.
        """
        table = conversation_table.c
        async with self._database.writing() as connection:
            contact = (await connection.execute(select(table.contact).where(table.id == id))).scalar()
            erased = await erase(connection, table.id == id)
            others = exists().where(table.contact == contact)
            await connection.execute(delete(contact_table).where(contact_table.c.id == contact, ~others))
            await write_down(connection, *(acts if erased else ()))

    async def erase_older(self, than: datetime, now: datetime) -> int:
        """Delete the conversations in which nothing happened since a moment; return how many.

        That they were erased `now` is one act of the audit log, if there were any.
        """
        table = conversation_table.c
        async with self._database.writing() as connection:
            erased = await erase(connection, table.changed_at < than)
            left = exists().where(table.contact == contact_table.c.id)
            await connection.execute(delete(contact_table).where(~left))
            if erased:
                await write_down(connection, Act(now, SYSTEM, "conversation.expired", data={"count": erased}))
        return erased

    async def keep_vector(self, id: str, embedder: str, vector: bytes) -> None:
        """Keep the subject of a conversation as `embedder` sees it: float32, little-endian, of norm 1."""
        change = update(conversation_table).where(conversation_table.c.id == id)
        async with self._database.writing() as connection:
            await connection.execute(change.values(embedder=embedder, vector=vector))

    async def _row(self, query: Select[Any], **values: str) -> Row[Any]:
        async with self._database.reading() as connection:
            row: Row[Any] | None = (await connection.execute(query, values)).one_or_none()
        if row is None:
            raise UnknownConversation
        return row


def _values(conversation: Conversation) -> dict[str, Any]:
    return {field.name: getattr(conversation, field.name) for field in fields(conversation)}


async def _numbered(connection: AsyncConnection, id: str, key: str) -> int | None:
    number: int | None = (await connection.execute(_NUMBERED, {"one": id, "under": key})).scalar()
    return number


async def _refuse_repeated(connection: AsyncConnection, id: str, key: str) -> None:
    number = await _numbered(connection, id, key)
    if number is not None:
        raise Repeated(number)


async def _keep(connection: AsyncConnection, change: Change[Conversation], key: str | None) -> None:
    after = change.after
    await connection.execute(_REPLACED, {"one": after.id, **_values(after)})
    keys: Sequence[str | None] = [key, *[None] * len(change.events)]
    events = [rows.event_row(after.id, event, key) for event, key in zip(change.events, keys, strict=False)]
    await connection.execute(insert(event_table), events)
    said = [rows.message_row(after.id, event.message) for event in change.events if event.message]
    if said:
        await connection.execute(insert(message_table), said)
    for each in change.deliveries:
        await lanes.add(connection, rows.delivery_row(after.id, each, after.changed_at))
    if after.chat is not None and any(event.kind is Kind.LINKED for event in change.events):
        await point(connection, after.chat, after.id)
    by_staff = [_act(after.id, event) for event in change.events if event.actor not in ACTORS]
    await write_down(connection, *by_staff)


def _act(id: str, event: Event) -> Act:
    what = "replied" if event.kind is Kind.MESSAGE else event.kind.value
    return Act(event.at, event.actor, f"conversation.{what}", id, {"number": event.number, **event.data})


def _event(row: Row[Any]) -> Event:
    found = row._mapping
    said = rows.joined_message(row) if found[message_table.c.id] is not None else None
    table = event_table.c
    return Event(
        found[table.number],
        Kind(found[table.kind]),
        found[table.at],
        found[table.actor],
        found[table.data],
        said,
    )
