"""Turn what is kept of conversations into rows of the database, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.conversations.conversation import Conversation
from bot.conversations.events import Author, Delivery, Event, Message
from bot.conversations.states import Channel, Status
from bot.store.delivery_schema import State
from bot.store.schema import conversation_table, message_table
from bot.tokens import new_token
from knowledge.french import stems

_OWN = {"embedder", "vector"}
"""Columns of a conversation that are no part of its state."""
_STATE = [column.name for column in conversation_table.columns if column.name not in _OWN]


def conversation(row: Row[Any]) -> Conversation:
    """Return the conversation of a row."""
    fields = {name: row._mapping[name] for name in _STATE}
    fields["status"], fields["channel"] = Status(fields["status"]), Channel(fields["channel"])
    return Conversation(**fields)


def event_row(id: str, event: Event, key: str | None) -> dict[str, Any]:
    """Return the row of an event, without what was said."""
    return {
        "conversation": id,
        "number": event.number,
        "kind": event.kind.value,
        "at": event.at,
        "actor": event.actor,
        "data": dict(event.data),
        "key": key,
    }


def message_row(id: str, said: Message) -> dict[str, Any]:
    """Return the row of a message; the search finds it by the question as understood too."""
    answer = None if said.answer is None else dict(said.answer)
    understood = (answer or {}).get("understood") or ""
    return {
        "conversation": id,
        "number": said.number,
        "author": said.author.value,
        "decision": (answer or {}).get("decision"),
        "text": said.text,
        "at": said.at,
        "staff": said.staff,
        "name": said.name,
        "private": said.private,
        "answer": answer,
        "citations": [dict(citation) for citation in said.citations],
        "stems": searched(f"{said.text}\n{understood}"),
    }


def searched(text: str) -> str:
    """Return the stems of a text as the search finds them.

    >>> searched("Les communes éligibles")
    'commun eligibl'
    """
    return " ".join(stems(text))


def delivery_row(id: str, delivery: Delivery, at: datetime) -> dict[str, Any]:
    """Return the row of a delivery that is due at once."""
    return {
        "key": delivery.key,
        "conversation": id,
        "number": delivery.number,
        "channel": delivery.channel,
        "address": delivery.address,
        "secret": new_token(),
        "lane": delivery.lane,
        "state": State.WAITING,
        "attempts": 0,
        "due_at": at,
        "created_at": at,
    }


def notice_row(
    key: str, channel: str, address: str, lane: str | None, payload: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """Return the row of a delivery of no conversation that is due at once."""
    return {
        "key": key,
        "channel": channel,
        "address": address,
        "secret": "",
        "payload": dict(payload),
        "lane": lane,
        "state": State.WAITING,
        "attempts": 0,
        "due_at": at,
        "created_at": at,
    }


def message(row: Row[Any]) -> Message:
    """Return the message of a row of its table."""
    return _message({column.name: row._mapping[column.name] for column in message_table.columns})


def joined_message(row: Row[Any]) -> Message:
    """Return the message of a row that has other columns of the same names."""
    return _message({column.name: row._mapping[column] for column in message_table.columns})


def _message(fields: Mapping[str, Any]) -> Message:
    return Message(
        fields["number"],
        Author(fields["author"]),
        fields["text"],
        fields["at"],
        fields["staff"],
        fields["name"],
        fields["private"],
        fields["answer"],
        tuple(fields["citations"]),
    )
