"""What was asked of the emulator and what it answered, for the assertions of tests."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `at` is the monotonic time of its arrival, in seconds; `status` is 0 if it was cut off."""

    method: str
    arguments: dict[str, Any]
    at: float
    status: int
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit that a send exceeded: `limit` is "overall", "private" or "group"."""

    limit: str
    chat: int
    at: float


@dataclass(slots=True)
class Journal:
    """Keeps every request in the order of the answers; any thread may read it."""

    _requests: list[Request] = field(default_factory=list)
    _counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: Request) -> None:
        """Add a request."""
        with self._lock:
            self._requests.append(request)
            for key in product((request.method, ""), (request.status, -1)):
                self._counts[key] += 1

    def all(self, method: str = "") -> list[Request]:
        """Return the requests so far, of one method or of all."""
        with self._lock:
            return [one for one in self._requests if not method or one.method == method]

    def count(self, method: str = "", status: int = -1) -> int:
        """Return how many there were, perhaps of one method or with one status only; it takes no time."""
        with self._lock:
            return self._counts[method, status]

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._requests.clear()
            self._counts.clear()
