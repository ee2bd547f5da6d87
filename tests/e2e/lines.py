"""A network line between a browser and the product, which tests cut, leave dead, or have lose an answer."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PIECE = 65_536


class Line:
    """Carries what goes between those who connect to `port` and a server that may move elsewhere."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.port = 0
        self.lost = 0
        """Answers to posts that were thrown away."""
        self._losing = 0
        self._cut = False
        self._dead = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """The address of the server, through the line."""
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """End every connection, and refuse those to come."""
        self._cut = True
        self._end_all()

    def mend(self) -> None:
        """Let everything pass again; what died stays dead."""
        self._cut = False
        if self._dead.is_set():
            self._dead.clear()
            self._end_all()

    def die(self) -> None:
        """Let nothing pass, and say so to nobody."""
        self._dead.set()

    def lose_answers(self, count: int) -> None:
        """Have the server hear the next posts, and nobody hear its answers."""
        self._losing = count

    def carry(self, client: socket.socket) -> None:
        """Serve one connection."""
        if self._cut:
            client.close()
            return
        host, _, port = self.server.rpartition("/")[2].partition(":")
        server = socket.create_connection((host, int(port)))
        self._open |= {client, server}
        losing = threading.Event()
        threading.Thread(target=self._pump, args=(client, server, self._asked(losing))).start()
        threading.Thread(target=self._pump, args=(server, client, self._answered(losing))).start()

    def _asked(self, losing: threading.Event) -> Callable[[bytes], bool]:
        def passes(piece: bytes) -> bool:
            with self._lock:
                if self._losing and piece.startswith(b"POST "):
                    self._losing -= 1
                    losing.set()
            return not self._dead.is_set()

        return passes

    def _answered(self, losing: threading.Event) -> Callable[[bytes], bool]:
        def passes(_: bytes) -> bool:
            if losing.is_set():
                self.lost += 1
                raise ConnectionAbortedError
            return not self._dead.is_set()

        return passes

    def _pump(self, source: socket.socket, sink: socket.socket, passes: Callable[[bytes], bool]) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if passes(piece):
                    sink.sendall(piece)
        self._end(source, sink)

    def _end_all(self) -> None:
        self._end(*self._open)

    def _end(self, *ends: socket.socket) -> None:
        for one in ends:
            self._open.discard(one)
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """Lay a line to the server at an address."""
    line = Line(server)
    listener = socket.create_server(("127.0.0.1", 0))
    line.port = listener.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                line.carry(listener.accept()[0])

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield line
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        line.cut()
