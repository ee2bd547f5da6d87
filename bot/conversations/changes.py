"""What happened at once to a conversation, kept or refused as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.conversations.events import Delivery, Event

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Change(Generic[C]):
    """A conversation before and after, the events between, and what must be delivered."""

    before: C
    after: C
    events: tuple[Event, ...]
    deliveries: tuple[Delivery, ...] = ()

    def then(self, transition: Callable[[C], "Change[C]"]) -> "Change[C]":
        """Return this change followed by another one, of which each is kept or neither."""
        following = transition(self.after)
        events = self.events + following.events
        return Change(self.before, following.after, events, self.deliveries + following.deliveries)
