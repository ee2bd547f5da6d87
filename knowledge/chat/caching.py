"""Give again what a model answered to the very same request."""

import json
from collections import OrderedDict
from dataclasses import replace
from hashlib import sha256
from threading import Lock

from knowledge.chat.values import ChatModel, Completion, Request, Usage


class Cached:
    """Asks `inner` once for each request, and keeps the last `most` answers in the memory of this process.

    A request is the same if all of it is: its use, every turn, the schema in its order, the length. An
    error is not kept, nor an answer that was cut. Safe with several threads.
    """

    def __init__(self, inner: ChatModel, most: int = 512) -> None:
        self._inner = inner
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[bytes, Completion] = OrderedDict()

    @property
    def name(self) -> str:
        """The model as it was set."""
        return self._inner.name

    def ask(self, request: Request, within: float) -> Completion:
        """Return the answer that is kept, which took no token and no time, or ask.

        Raises:
            ModelUnavailable: it had to be asked, and did not answer.
        """
        key = _key(request)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        completion = self._inner.ask(request, within)
        if not completion.cut:
            self._keep(key, completion)
        return completion

    def _keep(self, key: bytes, completion: Completion) -> None:
        with self._lock:
            self._kept[key] = replace(completion, usage=Usage(), seconds=0.0, cached=True)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _key(request: Request) -> bytes:
    """Return a fingerprint of a request, so that no question is kept as it was asked."""
    turns = [(turn.role, turn.text) for turn in request.turns]
    whole = json.dumps([request.use, turns, request.schema, request.longest], default=dict)
    return sha256(whole.encode()).digest()
