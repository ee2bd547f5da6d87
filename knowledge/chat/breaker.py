"""Leave a model that keeps failing alone for a while, then try it once."""

import time
from collections.abc import Callable
from threading import Lock

from knowledge.chat.values import ChatModel, Completion, Request
from knowledge.errors import ModelNotAsked, RequestRefused


class Breaker:
    """Asks `inner`; after `failures` failures in a row, nothing is asked for `pause` seconds.

    One request then finds out whether the model is back, and all others are refused meanwhile. Its
    success lets everybody through, its failure starts another pause. A request that is refused for what
    it says counts neither way: nobody keeps the model from the others. Safe with several threads.
    """

    def __init__(
        self,
        inner: ChatModel,
        clock: Callable[[], float] = time.monotonic,
        failures: int = 5,
        pause: float = 60.0,
    ) -> None:
        self._inner = inner
        self._clock = clock
        self._most = failures
        self._pause = pause
        self._lock = Lock()
        self._failed = 0
        self._paused_until: float | None = None
        self._probing = False

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask, unless the model is left alone.

        Raises:
            ModelNotAsked: it is left alone.
            RequestRefused: its provider refuses this request.
            ModelUnavailable: it fails.
        """
        probe = self._admitted()
        answered: bool | None = False
        try:
            completion = self._inner.ask(request, within)
            answered = True
        except RequestRefused:
            answered = None
            raise
        finally:
            self._note(answered, probe)
        return completion

    def _admitted(self) -> bool:
        """Tell whether this request is the one that finds out, if it may be sent at all.

        Raises:
            ModelNotAsked: it may not, for the moment.
        """
        with self._lock:
            if self._paused_until is None:
                return False
            if self._probing or self._clock() < self._paused_until:
                raise ModelNotAsked(self.name, "il n’est plus interrogé pour un moment, après des échecs")
            self._probing = True
            return True

    def _note(self, answered: bool | None, probe: bool) -> None:
        """Count an answer or a failure; None is neither, and leaves the next request to find out."""
        with self._lock:
            if not probe and self._paused_until is not None:
                return  # asked before the pause: only the one that finds out may end it
            self._probing = False
            if answered is None:
                return
            self._failed = 0 if answered else self._failed + 1
            if answered:
                self._paused_until = None
            elif probe or self._failed >= self._most:
                self._paused_until = self._clock() + self._pause
