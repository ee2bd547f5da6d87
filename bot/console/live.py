"""Tell the pages of the staff that something changed, as Server-Sent Events; they fetch what it is."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime, timedelta
from html import escape

from anyio import sleep
from fastapi.sse import format_sse_event
from starlette.requests import Request

from bot.api.event_stream import RETRY
from bot.console.shell import Office, signed_in
from bot.conversations.errors import UnknownConversation
from bot.store.conversations import Conversations
from bot.talk.hub import Bell, Hub
from bot.talk.stream import HEARTBEAT

CHANGE, TYPING, OVER = "change", "frappe", "fin"
"""What a page is told: something changed; who is typing, as HTML; the session is over."""

AT_MOST_EVERY = 1.0
"""Seconds between two changes told of the queue."""

TYPED_LATELY = timedelta(seconds=10)
"""How long someone who wrote on their draft is said to be typing."""

Alive = Callable[[], Awaitable[bool]]
"""Whether whoever listens is still signed in."""


async def queue_events(
    hub: Hub, alive: Alive, every: float = AT_MOST_EVERY, heartbeat: float = HEARTBEAT
) -> AsyncGenerator[bytes]:
    """Yield a change at once, for what happened before one listened, then whenever a conversation changes.

    It ends when the hub closes, and with the session.
    """
    yield format_sse_event(retry=RETRY)
    with hub.watching() as bell:
        bell.ring()
        while (rang := await _heard(hub, bell, heartbeat)) is not None:
            if not await alive():
                yield _written(OVER)
                return
            yield _written(CHANGE) if rang else format_sse_event(comment="")
            await sleep(every if rang else 0)


class Watch:
    """What one page is told of one conversation: `typing` gives the names of those who are typing."""

    def __init__(
        self,
        store: Conversations,
        typing: Callable[[datetime], Awaitable[list[str]]],
        clock: Callable[[], datetime],
        id: str,
        shown: int,
    ) -> None:
        self._store = store
        self._typing = typing
        self._clock = clock
        self._id = id
        self._shown = shown
        self._said = ""

    def patience(self, heartbeat: float) -> float:
        """Return the seconds after which to look again: whoever typed may have stopped."""
        return min(heartbeat, TYPED_LATELY.total_seconds()) if self._said else heartbeat

    async def look(self) -> list[bytes]:
        """Return what to tell.

        Raises:
            UnknownConversation: it was erased.
        """
        written = []
        number = (await self._store.get(self._id)).number
        if number != self._shown:
            self._shown = number
            written.append(_written(CHANGE, str(number)))
        said = typing_words(await self._typing(self._clock() - TYPED_LATELY))
        if said != self._said:
            self._said = said
            written.append(_written(TYPING, escape(said)))
        return written


async def conversation_events(
    hub: Hub, alive: Alive, id: str, watch: Watch, heartbeat: float = HEARTBEAT
) -> AsyncGenerator[bytes]:
    """Yield the changes of a conversation after what its page shows, and who else is typing.

    It ends when the hub closes, with the session, or when the conversation is erased.
    """
    yield format_sse_event(retry=RETRY)
    with hub.watching(id) as bell:
        bell.ring()
        while await _heard(hub, bell, watch.patience(heartbeat)) is not None:
            if not await alive():
                yield _written(OVER)
                return
            try:
                written = await watch.look()
            except UnknownConversation:
                yield _written(CHANGE)
                yield _written(OVER)
                return
            for each in written or [format_sse_event(comment="")]:
                yield each


async def _heard(hub: Hub, bell: Bell, seconds: float) -> bool | None:
    """Wait until the bell rings, `seconds` at most; return whether it did, None once the hub is closed."""
    rang = not hub.closed and await bell.wait(seconds)
    return None if hub.closed else rang


async def still_there(office: Office, request: Request) -> bool:
    """Whether whoever listens is still signed in; to listen does not make a session last."""
    return await signed_in(office, request, touch=False) is not None


def typing_words(names: list[str]) -> str:
    """Say who is typing.

    >>> typing_words([]), typing_words(["Camille"]), typing_words(["Camille", "Sacha"])
    ('', 'Camille écrit une réponse.', 'Camille et Sacha écrivent chacun une réponse.')
    """
    if len(names) < 2:
        return f"{names[0]} écrit une réponse." if names else ""
    return f"{', '.join(names[:-1])} et {names[-1]} écrivent chacun une réponse."


def _written(event: str, data: str = "") -> bytes:
    return format_sse_event(event=event, data_str=data)
