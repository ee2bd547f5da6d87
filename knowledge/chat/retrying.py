"""Ask a busy model again, as long as somebody waits for its answer."""

import time
from collections.abc import Callable

from knowledge.chat.values import ChatModel, Completion, Request
from knowledge.errors import ModelBusy, ModelUnavailable

ATTEMPTS = 3
FIRST_WAIT = 0.3
"""Seconds before the second attempt; twice as long before the third."""
TOO_SHORT = 0.5
"""Seconds below which no model is worth asking again."""


class Retrying:
    """Asks `inner` again when it says that it is busy, never past the deadline, never past its own request.

    What a server asks us to wait is waited for, or given up at once if nobody will be there any more.
    """

    def __init__(
        self,
        inner: ChatModel,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._inner = inner
        self._clock = clock
        self._sleep = sleep

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask, and ask again; `within` holds for all attempts and waits together.

        Raises:
            ModelBusy: the last attempt found it busy, or there is no time for another one.
            ModelUnavailable: it failed otherwise.
        """
        deadline = self._clock() + within
        wait = FIRST_WAIT
        for _ in range(ATTEMPTS - 1):
            try:
                return self._inner.ask(request, self._left(deadline))
            except ModelBusy as busy:
                pause = max(wait, busy.after)
                if self._clock() + pause + TOO_SHORT > deadline:
                    raise
            self._sleep(pause)
            wait *= 2
        return self._inner.ask(request, self._left(deadline))

    def _left(self, deadline: float) -> float:
        left = deadline - self._clock()
        if left <= 0:
            raise ModelUnavailable(self.name, "pas de réponse à temps")
        return left
