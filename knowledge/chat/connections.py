"""Connect to an address that was checked, and let nothing on the connection outlast a moment."""

import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import httpcore

from knowledge.chat.failures import BROKEN, DISTRUSTED, LATE, Failure, WireError, astray, unknown
from knowledge.chat.hosts import Reach, is_near_address
from knowledge.chat.lookup import Lookup

_PIECE = 16_384
"""Bytes written at once: a server that hardly reads is noticed between two pieces."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the clock of `time.monotonic`, when all must be over."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Self:
        """Return the moment that comes in some seconds."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds left, more than 0.

        Raises:
            WireError: none is left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise WireError(LATE)
        return left


class Backend(httpcore.NetworkBackend):
    """Connects to the very addresses that were checked: a name is looked up once for a connection.

    One host may have several addresses, of which some are dead: each gets its share of the time left.
    """

    def __init__(self, deadline: Deadline, reach: Reach, lookup: Lookup) -> None:
        self._deadline = deadline
        self._reach = reach
        self._lookup = lookup
        self.stream: Stream | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,  # noqa: ARG002 - none is ever asked for
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore.NetworkStream:
        """Connect to a host by name.

        Raises:
            WireError: the name is unknown or leads astray, nobody answers, or not in time.
        """
        addresses = self._addresses(host, port)
        for rank, address in enumerate(addresses):
            share = self._deadline.left() / (len(addresses) - rank)
            try:
                connected = socket.create_connection((address, port), share)
            except OSError:
                continue
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.stream = Stream(connected, self._deadline)
            return self.stream
        self._deadline.left()
        raise WireError(BROKEN)

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        try:
            found = self._lookup.addresses(host, port, self._deadline.left())
        except TimeoutError:
            raise WireError(LATE) from None
        except OSError:
            raise WireError(unknown(host)) from None
        far = [address for address in found if not is_near_address(address)]
        if far and self._reach is Reach.NEAR:
            raise WireError(astray(host, far[0]))
        return found


class Stream(httpcore.NetworkStream):
    """A connection whose every operation stops at the deadline, the handshake of TLS too."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - likewise
        """Return what came, nothing at the end.

        Raises:
            WireError: nothing came in time, or the connection broke.
        """
        self._socket.settimeout(self._deadline.left())
        try:
            return self._socket.recv(max_bytes)
        except OSError as error:
            raise WireError(_broken(error)) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - likewise
        """Send all of it.

        Raises:
            WireError: it was not taken in time, or the connection broke.
        """
        left = memoryview(buffer)
        try:
            while left:
                self._socket.settimeout(self._deadline.left())
                left = left[self._socket.send(left[:_PIECE]) :]
        except OSError as error:
            raise WireError(_broken(error)) from None

    def close(self) -> None:
        """Close, without a word to a server that might not listen."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore.NetworkStream:
        """Encrypt, and check who answers.

        Raises:
            WireError: the certificate is not one to trust, or no agreement came in time.
        """
        try:
            self._socket.settimeout(self._deadline.left())
            self._socket = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except OSError as error:
            self.close()
            raise WireError(_broken(error)) from None
        return self

    def get_extra_info(self, info: str) -> object:  # noqa: ARG002 - there is one answer
        """Tell nothing: no other version of HTTP, no idle connection to look after."""
        return None


def _broken(error: OSError) -> Failure:
    if isinstance(error, TimeoutError):
        return LATE
    return DISTRUSTED if isinstance(error, ssl.SSLCertVerificationError) else BROKEN
