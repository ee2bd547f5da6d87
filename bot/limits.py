"""Limit what an address may send to the public side of the site, which asks nobody who they are."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.address_limiter import AddressLimiter

SENDING: Final = ("POST", "PUT", "PATCH", "DELETE")
PUBLIC: Final = ("/chat", "/api/v1/")
BEGINNINGS: Final = ("/chat", "/api/v1/conversations")
"""Where a post begins a conversation."""

MINUTE = 60.0
BEGUN, WHILE = 20, 600.0
"""Conversations that an address may begin, in that many seconds: a whole office may share an address."""

Refuse = Callable[[Request, int], Response]
"""Answers a request that must wait for that many seconds."""


class PostLimit:
    """Has whoever sends too much wait; `posts` is how many an address may send in a minute, 0 for no limit.

    `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        app: ASGIApp,
        refuse: Refuse,
        posts: int,
        begun: int = BEGUN,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._posts = AddressLimiter(clock, posts, MINUTE) if posts else None
        self._begun = AddressLimiter(clock, begun, WHILE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and (wait := self._wait(scope)):
            # Rounded up: never that they may send again when they may not.
            response = self._refuse(Request(scope), int(wait) + 1)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        """Return for how many seconds a request must wait; 0 if it may go on, and then it is counted."""
        path = scope["path"]
        if self._posts is None or scope["method"] not in SENDING or not path.startswith(PUBLIC):
            return 0
        address = scope["client"][0] if scope["client"] else ""
        limiters = [self._posts]
        if scope["method"] == "POST" and path.rstrip("/") in BEGINNINGS:
            limiters.append(self._begun)
        wait = max(limiter.wait(address) for limiter in limiters)
        if not wait:
            for limiter in limiters:
                limiter.admit(address)
        return wait
