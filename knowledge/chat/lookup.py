"""Look up the addresses of a host without waiting for a name server that stays silent."""

import socket
from collections.abc import Callable
from threading import BoundedSemaphore, Thread
from typing import Any

Resolve = Callable[..., list[Any]]

AT_ONCE = 8
"""Look-ups under way at most: a silent name server must not gather threads."""


class Lookup:
    """Asks the system, in a thread of its own: the system's own patience is not ours to set.

    A look-up that is given up ends by itself once the system gives up, and then its thread is gone.
    """

    def __init__(self, resolve: Resolve = socket.getaddrinfo) -> None:
        self._resolve = resolve
        self._free = BoundedSemaphore(AT_ONCE)

    def addresses(self, host: str, port: int, within: float) -> tuple[str, ...]:
        """Return the addresses of a host, in the system's order, without duplicates.

        Raises:
            TimeoutError: the system does not answer in `within` seconds, or is asked too much already.
            OSError: it knows no such host.
        """
        if not self._free.acquire(blocking=False):
            raise TimeoutError
        found: list[Any] = []
        thread = Thread(target=self._look, args=(host, port, found), name="guichet-lookup", daemon=True)
        thread.start()
        thread.join(within)
        if thread.is_alive():
            raise TimeoutError
        if not found:
            raise OSError(host)
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))

    def _look(self, host: str, port: int, found: list[Any]) -> None:
        try:
            found.extend(self._resolve(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            found.clear()
        finally:
            self._free.release()
