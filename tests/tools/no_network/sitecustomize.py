"""Refuse every connection and name look-up that would leave this machine.

Python imports a module of this name at start-up from `PYTHONPATH`, so the commands that the tests
start are held to it as well. An audit hook sees every socket, asyncio's too, whatever library made
it: https://docs.python.org/3/library/audit_events.html. Loopback and Unix sockets are the tests' own.
"""

import ipaddress
import sys

REFUSED: list[str] = []


class NetworkRefusedError(RuntimeError):
    """A test tried to reach another machine; not an OSError, which the code under test may expect."""

    def __init__(self, target: str) -> None:
        super().__init__(f"tests stay on this machine, this one tried to reach {target}")


def is_here(host: object) -> bool:
    """Tell whether a host is this machine; None and the empty name are.

    >>> [is_here(host) for host in ("localhost", "127.0.0.2", "::1", "192.0.2.1", "example.org")]
    [True, True, True, False, False]
    """
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name == "localhost":
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise if a socket event leaves this machine.

    Raises:
        NetworkRefusedError: the target is neither loopback nor a Unix socket.
    """
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[1]
        outside = isinstance(target, tuple) and not is_here(target[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        target = arguments[0]
        outside = not is_here(target) and _address(str(target)) is None
    else:
        return
    if outside:
        REFUSED.append(f"{event} {target!r}")
        raise NetworkRefusedError(str(target))


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None


sys.addaudithook(refuse_network)
