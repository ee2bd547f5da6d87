"""Leave a model alone while enough already wait for it, so that nobody waits behind them."""

from threading import BoundedSemaphore

from knowledge.chat.values import ChatModel, Completion, Request
from knowledge.errors import ModelNotAsked


class Crowd:
    """Asks `inner` for at most `most` at once; who comes on top is refused without waiting.

    A slow model must never hold up those to whom the texts alone can answer.
    """

    def __init__(self, inner: ChatModel, most: int) -> None:
        self._inner = inner
        self._room = BoundedSemaphore(most)

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Ask if there is room.

        Raises:
            ModelNotAsked: enough already wait.
            ModelUnavailable: it fails.
        """
        if not self._room.acquire(blocking=False):
            raise ModelNotAsked(self.name, "trop de réponses l’attendent déjà")
        try:
            return self._inner.ask(request, within)
        finally:
            self._room.release()
