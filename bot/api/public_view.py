"""What a contact is shown of a conversation, as programs read it: never a private note, never who is who."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from bot.conversations.conversation import Conversation
from bot.conversations.events import ACTORS, Event, Message
from bot.conversations.states import Status
from bot.store.feedback import Given
from bot.store.outbox import Kept

TOLD = ("reason", "topic", "promised_at")
"""What an event says of itself that concerns its contact; the identifiers of staff do not."""

WITHIN = ("seen",)
"""What is kept of a reply for the staff alone: the passages that were found, with their scores."""

DATES = (
    "created_at",
    "changed_at",
    "handed_off_at",
    "waiting_since",
    "promised_at",
    "replied_at",
    "resolved_at",
)


def message_out(message: Message, given: Given | None = None) -> dict[str, Any]:
    """Return a message as the API gives it, with the opinion `given` of it if there is one.

    >>> from datetime import UTC, datetime
    >>> from bot.conversations.events import Author
    >>> message_out(Message(2, Author.STAFF, "Oui.", datetime(2026, 11, 23, tzinfo=UTC), "7f", "Camille"))
    {'id': '2', 'author': 'staff', 'name': 'Camille', 'text': 'Oui.', 'at': '2026-11-23T00:00:00+00:00'}
    """
    optional = {
        "name": message.name,
        "text": message.text,
        "at": message.at.isoformat(),
        "answer": message.answer and {k: v for k, v in message.answer.items() if k not in WITHIN},
        "citations": [dict(citation) for citation in message.citations],
        "feedback": given and {"useful": given.useful, "reason": given.reason},
    }
    said = {name: value for name, value in optional.items() if value or name == "text"}
    return {"id": str(message.number), "author": message.author.value, **said}


def status_out(conversation: Conversation, holder: str) -> dict[str, Any]:
    """Return who has a conversation; `holder` is the name of whoever of the staff took it, or ""."""
    promised = conversation.promised_at
    handoff = {
        "reason": conversation.reason,
        "promised_at": promised.isoformat() if promised else None,
    }
    return {
        "status": conversation.status.value,
        "handoff": handoff if conversation.status is Status.OPEN else None,
        "staff": holder or None,
    }


def exported(
    conversation: Conversation,
    events: Iterable[Event],
    opinions: Mapping[int, Given],
    deliveries: Iterable[Kept] = (),
    *,
    reminder: bool | None = None,
) -> dict[str, Any]:
    """Return all that is kept of a conversation and its contact, less the private notes.

    `reminder` is whether they want to be reminded of the closing, None if that is not known.
    """
    public = [event for event in events if event.kind.public]
    about = {
        "id": conversation.id,
        "channel": conversation.channel.value,
        "status": conversation.status.value,
        "subject": conversation.subject,
        "topic": conversation.topic,
        "reason": conversation.reason,
        "email": conversation.email,
        "telegram": conversation.chat,
        "unreachable": conversation.unreachable,
        "site": conversation.site,
        **({} if reminder is None else {"reminder": reminder}),
    }
    moments = {name: getattr(conversation, name) for name in DATES}
    return {
        "conversation": about | {name: at and at.isoformat() for name, at in moments.items()},
        "messages": [message_out(event.message) for event in public if event.message],
        "events": [_event_out(event) for event in public if not event.message],
        "feedback": [
            {"message": str(number), "useful": given.useful, "reason": given.reason}
            for number, given in sorted(opinions.items())
        ],
        "deliveries": [_delivery_out(delivery) for delivery in deliveries],
    }


def _event_out(event: Event) -> dict[str, Any]:
    by = event.actor if event.actor in ACTORS else "staff"
    told = {name: event.data[name] for name in TOLD if name in event.data}
    return {"id": str(event.number), "kind": event.kind.value, "at": event.at.isoformat(), "by": by, **told}


def _delivery_out(delivery: Kept) -> dict[str, Any]:
    """Return what is kept of a delivery; its address is "" once it was made or cancelled."""
    ended = delivery.ended_at
    return {
        "message": str(delivery.number),
        "channel": delivery.channel,
        "address": delivery.address,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "created_at": delivery.created_at.isoformat(),
        "ended_at": ended and ended.isoformat(),
    }


def export_file(data: Mapping[str, Any]) -> Response:
    """Return an export as a file to download, in JSON that a person can read too."""
    name = f"guichet-conversation-{str(data['conversation']['id'])[:8]}.json"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex, nofollow",
    }
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return Response(text, media_type="application/json", headers=headers)
