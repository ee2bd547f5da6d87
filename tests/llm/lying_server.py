"""A real HTTP server on this machine that speaks like OpenAI, Mistral or Ollama, and misbehaves as told."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "menteur"
PATIENCE = 60.0
"""Seconds after which a server that keeps silent gives up, should its client never leave."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came; the names of headers are in small letters."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Handler(BaseHTTPRequestHandler):
    """What a step of a script has at hand: what was received, and ways to answer."""

    server: "Server"
    received: Received

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.received = Received(self.path, headers, json.loads(content or b"{}"))
        self.close_connection = True
        try:
            self.server.next_step(self.received)(self)
        except OSError:
            return  # the client left, as it should

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""

    def head(self, status: int = 200, **headers: str) -> None:
        """Write a status and headers, "_" standing for "-" in their names."""
        self.wfile.write(f"HTTP/1.1 {status} X\r\nConnection: close\r\n".encode())
        for name, value in headers.items():
            self.wfile.write(f"{name.replace('_', '-')}: {value}\r\n".encode())
        self.wfile.write(b"\r\n")

    def stream_head(self) -> None:
        """Begin a stream of the kind that the path asks for."""
        kind = "application/x-ndjson" if self.is_ollama else "text/event-stream"
        self.head(Content_Type=kind, Transfer_Encoding="chunked")

    def piece(self, data: bytes) -> None:
        """Write one piece of a chunked body."""
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def delta(self, text: str, reason: str | None = None, **more: object) -> None:
        """Write one chunk of a stream: words, and why it ends if it does."""
        self.event(self._ollama(text, reason) if self.is_ollama else self._openai(text, reason, more))

    def event(self, value: object) -> None:
        """Write one JSON value as the stream wants it."""
        line = json.dumps(value)
        self.piece((f"{line}\n" if self.is_ollama else f"data: {line}\n\n").encode())

    def done(self, reason: str = "stop") -> None:
        """End a stream well, with what it took: as OpenAI does if that is asked for, else as Mistral does."""
        if self.is_ollama:
            self.delta("", reason)
        else:
            usage = {"usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
            asked = "stream_options" in self.received.body
            self.event({**self._openai("", reason, {}), **({} if asked else usage)})
            if asked:
                self.event({**self._openai("", None, {}), "choices": [], **usage})
            self.piece(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def wait_for_the_client_to_leave(self) -> None:
        """Keep silent."""
        self.connection.settimeout(PATIENCE)
        self.connection.recv(1)

    @property
    def is_ollama(self) -> bool:
        return self.received.path == "/api/chat"

    def _openai(self, text: str, reason: str | None, more: dict[str, object]) -> dict[str, object]:
        delta = {"role": "assistant", "content": text, **more}
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        kind = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
        return {**kind, "choices": [choice]}

    def _ollama(self, text: str, reason: str | None) -> dict[str, object]:
        said = {"model": MODEL, "created_at": "2026-01-01T00:00:00Z"}
        message = {"message": {"role": "assistant", "content": text}, "done": reason is not None}
        counts = {"done_reason": reason, "prompt_eval_count": 11, "eval_count": 7} if reason else {}
        return {**said, **message, **counts}


Step = Callable[[Handler], None]


@dataclass
class _Script:
    steps: Sequence[Step]
    requests: list[Received] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Server(ThreadingHTTPServer):
    """A server that follows its script, the last step of which repeats for ever."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script: Sequence[Step]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = _Script(script)
        self.scheme = "http"

    @property
    def url(self) -> str:
        """What stands before `/chat/completions`; Ollama's is without `/v1`, which is left out for it."""
        return f"{self.scheme}://127.0.0.1:{self.server_port}/v1"

    @property
    def requests(self) -> list[Received]:
        """What was received so far."""
        return self.script.requests

    def next_step(self, received: Received) -> Step:
        with self.script.lock:
            self.script.requests.append(received)
            return self.script.steps[min(len(self.script.requests), len(self.script.steps)) - 1]

    def handle_error(self, *_: object) -> None:
        """Keep the tests' output clean: clients that leave are what is tested."""


@contextmanager
def lying_server(*script: Step, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server that takes the next step of `script` at each request, over TLS if it has a context."""
    server = Server(script or (says("{}"),))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def deaf_url() -> Iterator[str]:
    """Give an address whose connections never open: nobody accepts those that already wait."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def says(text: str, reason: str = "stop") -> Step:
    """Answer well, one word after the other, and say why it ended."""

    def step(handler: Handler) -> None:
        if handler.received.body.get("stream") is False:
            handler.head(Content_Type="application/json")
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": reason}
            body = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice]}
            handler.wfile.write(json.dumps(body).encode())
            return
        handler.stream_head()
        for word in text.split(" "):
            handler.delta(word if text.startswith(word) else f" {word}")
        handler.done(reason)

    return step


def echoes(handler: Handler) -> None:
    """Answer with what was asked last."""
    says(handler.received.body["messages"][-1]["content"])(handler)


def half(text: str) -> Step:
    """Write a text, then close without an end."""

    def step(handler: Handler) -> None:
        handler.stream_head()
        handler.delta(text)

    return step


def ends_early(text: str) -> Step:
    """Write a text, then end the body well without having said why."""

    def step(handler: Handler) -> None:
        handler.stream_head()
        handler.delta(text)
        handler.wfile.write(b"0\r\n\r\n")

    return step


def endless(text: str = "encore ") -> Step:
    """Write without end, as fast as it can."""

    def step(handler: Handler) -> None:
        handler.stream_head()
        while True:
            handler.delta(text)

    return step


def silent(handler: Handler) -> None:
    """Take the request and say nothing."""
    handler.wait_for_the_client_to_leave()


def silent_after_headers(handler: Handler) -> None:
    """Begin, then say nothing."""
    handler.stream_head()
    handler.wait_for_the_client_to_leave()


def silent_after(text: str) -> Step:
    """Write a text, then say nothing."""

    def step(handler: Handler) -> None:
        handler.stream_head()
        handler.delta(text)
        handler.wait_for_the_client_to_leave()

    return step


def drip(pause: float, in_headers: bool = False) -> Step:
    """Write one byte, wait, and so on without end: of the body, or already of the headers."""

    def step(handler: Handler) -> None:
        if in_headers:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        else:
            handler.stream_head()
        stop = threading.Event()
        while not stop.wait(pause):
            handler.wfile.write(b"x") if in_headers else handler.piece(b":")

    return step


def slow_words(text: str, pause: float) -> Step:
    """Write whole words, without end, a pause after each."""

    def step(handler: Handler) -> None:
        handler.stream_head()
        stop = threading.Event()
        while not stop.wait(pause):
            handler.delta(text)

    return step


def status(code: int, body: str = "non", **headers: str) -> Step:
    """Answer with another status than 200, "_" standing for "-" in the names of headers."""

    def step(handler: Handler) -> None:
        handler.head(code, Content_Type="application/json", **headers)
        handler.wfile.write(json.dumps({"error": {"message": body}}).encode())

    return step


def redirect(to: str, code: int = 307) -> Step:
    """Send the client elsewhere."""
    return status(code, Location=to)


def raw(body: bytes, code: int = 200, **headers: str) -> Step:
    """Answer with these bytes, whatever they are; a stream of events unless the headers say otherwise."""

    def step(handler: Handler) -> None:
        handler.head(code, **{"Content_Type": "text/event-stream", **headers})
        handler.wfile.write(body)

    return step


def huge(size: int, piece: bytes = b"x" * 65_536, head: bytes = b"data: ") -> Step:
    """Answer with a line of that many bytes, or until the client leaves."""

    def step(handler: Handler) -> None:
        handler.head(Content_Type="text/event-stream")
        handler.wfile.write(head)
        for _ in range(size // len(piece)):
            handler.wfile.write(piece)

    return step


def no_choices(handler: Handler) -> None:
    """Answer without any choice."""
    handler.stream_head()
    handler.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": []})
    handler.piece(b"data: [DONE]\n\n")
    handler.wfile.write(b"0\r\n\r\n")


def tool_call(handler: Handler) -> None:
    """Ask for a tool that nobody offered."""
    function = {"name": "envoyer_un_mail", "arguments": '{"a": "tous"}'}
    handler.stream_head()
    handler.delta("", tool_calls=[{"index": 0, "id": "1", "type": "function", "function": function}])
    handler.done("tool_calls")


def refusal(handler: Handler) -> None:
    """Refuse as OpenAI's models do, outside of the text."""
    handler.stream_head()
    handler.delta("", refusal="Je ne peux pas répondre.")
    handler.done()


def stream_error(handler: Handler) -> None:
    """Begin well, then say in the stream that something broke, quoting the request."""
    handler.stream_head()
    handler.delta("{")
    handler.event({"error": {"message": f"boum {handler.received.headers.get('authorization')}"}})
    handler.wfile.write(b"0\r\n\r\n")


def only(knows: Callable[[dict[str, Any]], bool], then: Step, code: int = 400) -> Step:
    """Refuse the requests whose body this server does not know how to follow."""

    def step(handler: Handler) -> None:
        (then if knows(handler.received.body) else status(code, "inconnu"))(handler)

    return step
