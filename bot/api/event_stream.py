"""A conversation as it happens, sent to its contact as Server-Sent Events.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, aclosing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from fastapi.sse import format_sse_event
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.api.problems import Refusal
from bot.api.public_view import message_out
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Author, Event
from bot.conversations.states import Status
from bot.store.conversations import Conversations
from bot.talk.hub import Hub
from bot.talk.stream import HEARTBEAT, Heard, Silence, Typing, follow

RETRY = 3_000
"""Milliseconds after which a reader that lost us comes back."""

HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    "X-Robots-Tag": "noindex, nofollow",
}

MOST = 2**31 - 1
"""The highest number that an event may have."""

AT_ONCE = 10
"""Readers of a conversation at once: its contact's tabs and devices."""

FULL = "Cette conversation est déjà suivie par trop de pages à la fois. Fermez-en, puis réessayez."
BAD_NUMBER = "Le numéro du dernier événement reçu est un nombre entier, à partir de 0."

State = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Gives who has a conversation, as the API says it; raises UnknownConversation when it was erased."""

Place = Callable[[], AbstractContextManager[None]]
"""Holds the place of one reader, or refuses it."""


class EventStream(StreamingResponse):
    """A stream of events, which lets go of everything as soon as its reader leaves; it holds a `place`."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], place: Place = nullcontext) -> None:
        super().__init__(events, headers=HEADERS)
        self._events = events
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the reader, if there is a place for one more.

        Raises:
            Refusal: 429 when there is none.
        """
        with self._place():
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send the events, and close their source whatever happens."""
        async with aclosing(self._events):
            await super().stream_response(send)


def resume_after(request: Request) -> int:
    """Return the number of the last event that the reader has, 0 if it has none.

    Raises:
        Refusal: 422 when it is not a number.
    """
    said = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    if not (said.isascii() and said.isdecimal() and len(said) <= len(str(MOST)) and int(said) <= MOST):
        raise Refusal(422, BAD_NUMBER)
    return int(said)


async def public_events(
    store: Conversations, hub: Hub, state: State, id: str, after: int, heartbeat: float = HEARTBEAT
) -> AsyncGenerator[bytes]:
    """Yield what a contact is told of a conversation from the event `after` on, written as SSE.

    It ends when the hub closes, or when the conversation is found to be erased. One page of events is
    held at most: whoever reads slowly makes us read later.
    """
    yield format_sse_event(retry=RETRY)
    teller = _Teller(store, state, id)
    async with aclosing(follow(store, hub, id, after, heartbeat)) as happening:
        try:
            async for heard in happening:
                for written in await teller.tell(heard):
                    yield written
        except UnknownConversation:
            return


@dataclass(frozen=True, slots=True)
class Streams:
    """Gives the streams of conversations, `AT_ONCE` of each; `open` counts those that are read."""

    store: Conversations
    hub: Hub
    state: State
    open: Counter[str] = field(default_factory=Counter)

    def of(self, id: str, after: int) -> EventStream:
        """Return the events of a conversation from the event `after` on.

        Raises:
            Refusal: 429, once it is to be sent, when too many are read already.
        """
        events = public_events(self.store, self.hub, self.state, id, after)
        return EventStream(events, partial(self._place, id))

    @contextmanager
    def _place(self, id: str) -> Iterator[None]:
        if self.open[id] >= AT_ONCE:
            raise Refusal(429, FULL, {"Retry-After": str(RETRY // 1_000)})
        self.open[id] += 1
        try:
            yield
        finally:
            self.open[id] -= 1
            if not self.open[id]:
                del self.open[id]


class _Teller:
    """Writes what is heard of a conversation, and who has it whenever that has changed.

    The status told is the present one, even beside an event of long ago: it is what a page shows. It is
    told when it differs from the one told last: in its place, with its number, if it has an event of its
    own; after the last of the messages that are there already if a message made it change.
    """

    def __init__(self, store: Conversations, state: State, id: str) -> None:
        self._store = store
        self._state = state
        self._id = id
        self._told: Mapping[str, Any] = {}
        self._due = False
        self._newest = 0

    async def tell(self, heard: Heard) -> list[bytes]:
        """Return what to send.

        Raises:
            UnknownConversation: it was erased.
        """
        if isinstance(heard, Typing):
            return [_written("typing", {"name": heard.name})]
        if isinstance(heard, Silence):
            await self._store.get(self._id)
            return [format_sse_event(comment="")]
        written = await self._told_of(heard) if heard.kind.public else []
        # After what a contact is not told too: it may come last, once messages were told.
        if self._due and await self._is_last(heard):
            # Without a number of its own: it comes with the messages before it.
            written += await self._status(None)
        return written

    async def _told_of(self, event: Event) -> list[bytes]:
        if not event.message:
            return await self._status(event.number)
        self._due = self._due or self._may_change_who_waits(event.message.author)
        return [_written("message", message_out(event.message), event.number)]

    async def _status(self, number: int | None) -> list[bytes]:
        """Write who has the conversation now, unless that was told already."""
        self._due = False
        before, self._told = self._told, await self._state(self._id)
        return [_written("status", self._told, number)] if self._told != before else []

    async def _is_last(self, event: Event) -> bool:
        """Whether no event is there yet after this one."""
        if event.number >= self._newest:
            self._newest = (await self._store.get(self._id)).number
        return event.number >= self._newest

    def _may_change_who_waits(self, author: Author) -> bool:
        """Whether a message may start or end a wait: never while the assistant has the conversation.

        A contact who waits already keeps the first promise.
        """
        if author in (Author.ASSISTANT, Author.SYSTEM):
            return False
        waits = (self._told.get("handoff") or {}).get("promised_at")
        return author is Author.STAFF or (self._told.get("status") != Status.PENDING and not waits)


def _written(kind: str, data: Mapping[str, Any], number: int | None = None) -> bytes:
    """Write one event: on one line of data, with its number unless it is not one to resume from."""
    text = json.dumps(data, ensure_ascii=False)
    return format_sse_event(event=kind, data_str=text, id=None if number is None else str(number))
