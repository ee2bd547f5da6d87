"""Carry requests to one origin and no other, each on a connection of its own, within time and size."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx
from pydantic import SecretStr

from knowledge.chat.connections import Backend, Deadline
from knowledge.chat.failures import BROKEN, COMPRESSED, ELSEWHERE, TOO_LONG, Failure, WireError, refusal
from knowledge.chat.hosts import Reach
from knowledge.chat.lookup import Lookup

MOST_BYTES = 4_000_000
"""Bytes of one answer: a thousand tokens with what streaming wraps around each take 400,000."""

_Context = ssl.SSLContext | None


class Exchange:
    """What passes for one question, until the deadline: `failure` is why it was given up, if it was."""

    def __init__(self, deadline: Deadline, reach: Reach, lookup: Lookup, context: _Context) -> None:
        self.deadline = deadline
        self.failure: Failure | None = None
        self._backend = Backend(deadline, reach, lookup)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=self._backend)

    def send(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and return what answers it, of any status, its content still to come.

        Raises:
            WireError: there is no answer, or not in time.
        """
        try:
            return self._pool.handle_request(request)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            raise WireError(BROKEN) from None

    def close(self) -> None:
        """Close the connection, wherever the answer stands."""
        self._pool.close()
        if self._backend.stream is not None:
            self._backend.stream.close()


class Wire(httpx.BaseTransport):
    """What a provider's library sends passes here: it goes to `origin`, under headers of ours, or nowhere.

    The library's own headers, cookies, redirections, retries, proxies and keys go no further. Safe with
    several threads: what is under way belongs to the thread that opened the exchange.
    """

    def __init__(self, origin: httpx.URL, reach: Reach, key: SecretStr | None, lookup: Lookup) -> None:
        self._origin = origin
        self._reach = reach
        self._key = key
        self._lookup = lookup
        self._context = httpx.create_ssl_context() if origin.scheme == "https" else None
        self._here = threading.local()

    @contextmanager
    def exchange(self, deadline: Deadline) -> Iterator[Exchange]:
        """Allow requests from this thread until a deadline; all is closed at the end."""
        exchange = Exchange(deadline, self._reach, self._lookup, self._context)
        self._here.exchange = exchange
        try:
            yield exchange
        finally:
            self._here.exchange = None
            exchange.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request of a library.

        Raises:
            WireError: no exchange is open, or the request failed; the exchange remembers why.
        """
        exchange: Exchange | None = getattr(self._here, "exchange", None)
        if exchange is None:
            raise WireError(ELSEWHERE)
        try:
            return self._answer(request, exchange)
        except WireError as error:
            exchange.failure = error.failure
            raise

    def _answer(self, request: httpx.Request, exchange: Exchange) -> httpx.Response:
        url = request.url
        if (url.scheme, url.host, url.port) != (self._origin.scheme, self._origin.host, self._origin.port):
            raise WireError(ELSEWHERE)
        address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        content = request.read()
        sent = httpcore.Request(request.method, address, headers=self._headers(url, content), content=content)
        response = exchange.send(sent)
        headers = {
            name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers
        }
        if response.status != 200:
            raise WireError(refusal(response.status, headers.get("retry-after", "").strip()))
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise WireError(COMPRESSED)
        kept = {"Content-Type": headers.get("content-type", "")}
        return httpx.Response(200, headers=kept, stream=_Content(response, exchange), request=request)

    def _headers(self, url: httpx.URL, content: bytes) -> list[tuple[bytes, bytes]]:
        headers = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": "Guichet",
            "Accept": "text/event-stream, application/x-ndjson, application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            "Connection": "close",
        }
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


class _Content(httpx.SyncByteStream):
    """The content of an answer, given up when it is too long or too late."""

    def __init__(self, response: httpcore.Response, exchange: Exchange) -> None:
        self._response = response
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._bounded()
        except WireError as error:
            self._exchange.failure = error.failure
            raise

    def _bounded(self) -> Iterator[bytes]:
        size = 0
        try:
            for chunk in self._response.iter_stream():
                self._exchange.deadline.left()
                size += len(chunk)
                if size > MOST_BYTES:
                    raise WireError(TOO_LONG)
                yield chunk
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            raise WireError(BROKEN) from None

    def close(self) -> None:
        self._exchange.close()
