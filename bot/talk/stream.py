"""Follow what happens in a conversation, from any event on, for as long as somebody listens."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from secrets import randbelow

from bot.conversations.events import Event
from bot.store.conversations import Conversations
from bot.talk.hub import Hub

HEARTBEAT = 15.0
"""Seconds of silence after which something is said, so that nobody takes the line for dead."""

SPREAD = 0.3
"""The share of them that chance may take off, so that those who came together are not all told at once."""

PAGE = 100
"""Events read at once: whoever listens slowly makes us read later, not hold more."""


@dataclass(frozen=True, slots=True)
class Typing:
    """Someone of the staff is writing; nothing of it is kept."""

    name: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing happened for a while."""


Heard = Event | Typing | Silence


async def follow(
    store: Conversations, hub: Hub, id: str, after: int, heartbeat: float = HEARTBEAT
) -> AsyncGenerator[Heard, None]:
    """Yield the events after the event `after`, each once and in order, then those to come.

    It ends when the hub closes. Whoever shows it to a contact leaves out what is not public.

    Raises:
        UnknownConversation: it is not there, or not any more.
    """
    rang = True
    with hub.watching(id) as bell:
        while not hub.closed:
            events = await store.events(id, after, PAGE)
            for event in events:
                yield event
                after = event.number
            if len(events) == PAGE:
                continue
            if rang and not events:
                await store.get(id)  # that it was erased rings too
            rang = await bell.wait(heartbeat * (1 - SPREAD * randbelow(1_000) / 1_000))
            if name := bell.heard_typing():
                yield Typing(name)
            elif not rang:
                yield Silence()
