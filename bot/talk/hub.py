"""Wake those who watch conversations, in this process, the moment that something happens there."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from anyio import Event, move_on_after

QUEUE = ""
"""The topic of whoever watches all conversations."""


class Bell:
    """Rings for one watcher; what rang while it was not waiting rings at once."""

    def __init__(self) -> None:
        self._event = Event()
        self._typing = ""

    def ring(self) -> None:
        """Wake the watcher."""
        self._event.set()

    def ring_of_typing(self, name: str) -> None:
        """Wake the watcher because someone is typing."""
        self._typing = name
        self.ring()

    def heard_typing(self) -> str:
        """Return the name of who is typing, once; "" if nobody is."""
        name, self._typing = self._typing, ""
        return name

    async def wait(self, seconds: float) -> bool:
        """Wait until it rings, `seconds` at most; return whether it did."""
        with move_on_after(seconds):
            await self._event.wait()
        rang = self._event.is_set()
        if rang:
            self._event = Event()
        return rang


class Hub:
    """The watchers of each conversation, and of all of them; everything happens on the event loop."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, set[Bell]] = defaultdict(set)
        self._rung: dict[str, datetime] = {}
        self.closed = False

    @contextmanager
    def watching(self, conversation: str = QUEUE) -> Iterator[Bell]:
        """Give a bell that rings whenever the conversation changes, any of them by default."""
        bell = Bell()
        self._bells[conversation].add(bell)
        try:
            yield bell
        finally:
            self._bells[conversation].discard(bell)
            if not self._bells[conversation]:
                del self._bells[conversation]

    def ring(self, conversation: str, at: datetime | None = None) -> None:
        """Wake whoever watches this conversation, or all of them, of a change whose moment is `at`."""
        bells = (*self._bells.get(conversation, ()), *self._bells.get(QUEUE, ()))
        for bell in bells:
            bell.ring()
        if bells and at is not None:
            self._rung[conversation] = at

    def take_rung(self) -> dict[str, datetime]:
        """Return the conversations that rang since this was asked last, each with its last moment given."""
        rung, self._rung = self._rung, {}
        return rung

    def typing(self, conversation: str, name: str) -> None:
        """Tell whoever watches this conversation that someone of the staff is typing."""
        for bell in self._bells.get(conversation, ()):
            bell.ring_of_typing(name)

    def close(self) -> None:
        """Send every watcher away: the process stops."""
        self.closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.ring()

    @property
    def watched(self) -> int:
        """How many watchers there are."""
        return sum(map(len, self._bells.values()))
