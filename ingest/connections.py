"""Connect to public addresses only, and to none for longer than a deadline."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import httpcore

from ingest.errors import ForbiddenUrl, UnreachableUrl

# The address where Azure serves a machine its own settings is a public one:
# https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
_METADATA = frozenset((ipaddress.ip_address("168.63.129.16"),))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_RANGES = ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "3fff::/20", "5f00::/16", "fec0::/10")
_NOT_PUBLIC = tuple(ipaddress.ip_network(one) for one in _RANGES)
"""Ranges that embed other addresses or lead nowhere, which Python takes for public ones."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network, and so does the one it may embed.

    >>> [is_public(a) for a in ("93.184.216.34", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if any(ip in network for network in _NOT_PUBLIC):
            return False
    return ip.is_global and not ip.is_multicast and ip not in _METADATA


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment when the whole download of `url` must be over, `seconds` after its start."""

    url: str
    seconds: float
    at: float

    def left(self) -> float:
        """Return the seconds left, more than 0.

        Raises:
            UnreachableUrl: none is left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> UnreachableUrl:
        """Return the error that says so."""
        return UnreachableUrl(self.url, f"pas de réponse complète en {self.seconds:g} secondes")


class Backend(httpcore.NetworkBackend):
    """Connects to the very address that was checked, and lets nothing outlast the deadline.

    A name is resolved once: a second answer of the name server cannot lead elsewhere. The hosts of
    `trusted` may have private addresses.
    """

    def __init__(self, deadline: Deadline, trusted: Collection[str]) -> None:
        self._deadline = deadline
        self._trusted = trusted
        self._sync = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host by name."""
        address = self._resolved(host, port)
        stream = self._sync.connect_tcp(address, port, self._deadline.left(), local_address, socket_options)
        return _Stream(stream, self._deadline)

    def _resolved(self, host: str, port: int) -> str:
        url = self._deadline.url
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableUrl(url, f"le serveur {host} est inconnu") from error
        addresses = [str(entry[4][0]) for entry in found]
        private = [address for address in addresses if not is_public(address)]
        if private and host not in self._trusted:
            raise ForbiddenUrl(url, f"{host} mène à l’adresse privée {private[0]}")
        return addresses[0]


class _Stream(httpcore.NetworkStream):
    """A connection whose every operation stops at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - likewise
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - likewise
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
