"""Let pages of the sites that may embed the widget reach conversations, and no other page of another site."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import StoreUnavailable

GUARDED: Final = "/api/v1/"
OPEN: Final = re.compile(r"/api/v1/(?:conversations(?:/.*)?|sites/[^/]+)")
"""What pages of other sites may reach; each operation still checks that the site is the right one."""

PREFLIGHT: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
EXPOSED: Final = "Retry-After"

NOBODY: Final = "Aucun site autorisé à montrer l’assistant n’a cette origine."

Embeds = Callable[[str], Awaitable[bool]]
"""Says whether pages of an origin may embed the widget of some site."""

Refuse = Callable[[Request, int, str | None], Response]
"""Answers a request that is not served, with a status and its reason, if it is not the usual one."""


class CrossOrigin:
    """Answers preflights, refuses what comes from elsewhere, and says to browsers which page may read.

    Starlette's own middleware knows its origins from the start, and only keeps browsers from reading: here
    they are looked up, and what is not allowed is not done. `own` is the origin of our public address.
    https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def __init__(self, app: ASGIApp, own: str, embeds: Embeds, refuse: Refuse) -> None:
        self._app = app
        self._own = own
        self._embeds = embeds
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        origin = foreign_origin(scope, self._own) if scope["type"] == "http" else ""
        if not origin or not scope["path"].startswith(GUARDED):
            await self._app(scope, receive, send)
            return
        try:
            allowed = bool(OPEN.fullmatch(scope["path"])) and await self._embeds(origin)
        except StoreUnavailable:
            await self._refuse(Request(scope), 503, None)(scope, receive, send)
            return
        if not allowed:
            refusal = self._refuse(Request(scope), 403, NOBODY)
            refusal.headers["Vary"] = "Origin"
            await refusal(scope, receive, send)
        elif _is_preflight(scope):
            preflight = Response(status_code=204, headers=PREFLIGHT)
            await preflight(scope, receive, _readable(send, origin))
        else:
            await self._app(scope, receive, _readable(send, origin))


def foreign_origin(scope: Scope, own: str) -> str:
    """Return the origin of the page that sent a request, "" if it is one of ours or no page at all.

    Ours is the public address, or the host that the request names: by this very scheme, or by TLS, which a
    proxy before us may have ended.

    >>> foreign_origin({"scheme": "http", "headers": [(b"origin", b"null")]}, "https://guichet.fr")
    'null'
    >>> foreign_origin({"scheme": "http", "headers": [(b"origin", b"https://guichet.fr")]}, "https://guichet.fr")
    ''
    """
    headers = Headers(scope=scope)
    origin, host = headers.get("origin", ""), headers.get("host", "")
    ours = (own, f"{scope['scheme']}://{host}", f"https://{host}")
    return "" if origin in ours else origin


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope)


def _readable(send: Send, origin: str) -> Send:
    """Return what sends a response that the pages of an origin may read."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED
            headers.add_vary_header("Origin")
        await send(message)

    return send_with_headers
