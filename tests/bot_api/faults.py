"""What goes wrong on purpose: refusals, failures, cuts and delays, drawn by lot or asked for.

Kinds: a status as text, "429" or "500" and so on, refuses before anything is done; "cut" ends the connection
before anything is done; "cut_after" and "delay_after" do it, then end the connection or answer late.
"""

import random
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tests.bot_api.answers import ApiError, TooManyRequests

DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
SENDS = frozenset({"sendmessage", "senddocument"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; `seconds` is a delay, or what a 429 asks to wait."""

    kind: str
    seconds: float = 1.0
    description: str = ""

    @property
    def after(self) -> bool:
        """Whether the request is carried out all the same."""
        return self.kind.endswith("_after")

    def error(self) -> ApiError:
        """Return the refusal."""
        code = int(self.kind)
        if code == 429:
            return TooManyRequests(int(self.seconds))
        return ApiError(code, self.description or DESCRIPTIONS.get(code, "Error"))


@dataclass(slots=True)
class Faults:
    """Decides what goes wrong; any thread may ask."""

    _share: float = 0.0
    _kinds: tuple[str, ...] = ()
    _methods: frozenset[str] = SENDS
    _seconds: float = 1.0
    _lots: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - lots, not secrets
    _next: list[tuple[str, Fault]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def often(
        self,
        share: float,
        kinds: Sequence[str] = ("429", "500"),
        *,
        seed: int = 0,
        methods: Collection[str] = SENDS,
        seconds: float = 1.0,
    ) -> None:
        """Let a share of the requests of these methods go wrong, alike for a seed; "*": of all methods."""
        with self._lock:
            self._share, self._kinds, self._seconds = share, tuple(kinds), seconds
            self._methods = frozenset(method.lower() for method in methods)
            self._lots = random.Random(seed)  # noqa: S311 - lots, not secrets

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next requests of a method go wrong."""
        with self._lock:
            self._next += [(method.lower(), fault)] * times

    def draw(self, method: str) -> Fault | None:
        """Return what goes wrong with this request, None if nothing does."""
        with self._lock:
            for at, (name, fault) in enumerate(self._next):
                if name == method:
                    del self._next[at]
                    return fault
            chosen = method in self._methods or "*" in self._methods
            if chosen and self._share and self._lots.random() < self._share:
                return Fault(self._lots.choice(self._kinds), self._seconds)
        return None
