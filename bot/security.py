"""What protects the site and its visitors: response headers, a bound on bodies, no form of another site."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it, browsers send "Origin: null" with our own form too.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

HSTS: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""A year, as OWASP ASVS 5.0, 3.4.1 asks."""

NO_STORE: Final = {"Cache-Control": "no-store"}
PRIVATE: Final = ("/chat", "/console", "/api")
"""Where pages show what people wrote: nothing on the way keeps them, an error or a redirection either."""


def headers_for(path: str, *, secure: bool) -> dict[str, str]:
    """Return the headers of a response, unless it has its own; `secure` if the site is reached by TLS alone.

    >>> sorted(set(headers_for("/chat/x", secure=True)) - set(HEADERS))
    ['Cache-Control', 'Strict-Transport-Security']
    """
    private = path.startswith(PRIVATE)
    return dict(HEADERS) | (HSTS if secure else {}) | (NO_STORE if private else {})


class SecurityHeaders:
    """Adds the security headers to every response of the application it wraps."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_for(scope["path"], secure=self._secure).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses with a 413 the bodies of more than `limit` bytes, whether or not they say their length.

    Starlette has one too, but it answers by itself in plain English text.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        size = 0

        async def receive_some() -> Message:
            nonlocal size
            if announced.isdecimal() and int(announced) > self._limit:
                raise HTTPException(413)
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_some, send)


def from_another_site(headers: Mapping[str, str], site: str = "") -> bool:
    """Whether a browser says that another site sent this request; `headers` are looked up in lower case.

    `site` is our public address, which the Host header is not behind some proxies.

    Contacts have no cookie, so a forged form could not act in their name: this only stops other sites from
    passing the assistant off as theirs. The staff have one: the console asks for a CSRF token as well. A
    request with neither header does not come from a browser's form.
    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html

    >>> from_another_site({"sec-fetch-site": "cross-site"})
    True
    >>> from_another_site({"origin": "https://ailleurs.fr", "host": "localhost:8000"})
    True
    >>> from_another_site({})
    False
    """
    if "sec-fetch-site" in headers:
        return headers["sec-fetch-site"] not in ("same-origin", "none")
    if "origin" in headers:
        return urlsplit(headers["origin"]).netloc not in (headers.get("host"), urlsplit(site).netloc or None)
    return False
