"""The guard that keeps every test on this machine."""

import asyncio
import socket
import subprocess
import sys

import httpx
import pytest

from tests.tools.no_network.sitecustomize import REFUSED, NetworkRefusedError

OUTSIDE = ("192.0.2.1", 80)  # reserved for documentation: https://www.rfc-editor.org/rfc/rfc5737


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as tried, pytest.raises(NetworkRefusedError, match=r"192\.0\.2\.1"):
        tried.connect(OUTSIDE)
    REFUSED.clear()


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(NetworkRefusedError, match=r"example\.org"):
        httpx.get("http://example.org/")
    REFUSED.clear()


async def test_asyncio_is_refused_too() -> None:
    with pytest.raises(NetworkRefusedError):
        await asyncio.open_connection(*OUTSIDE)
    REFUSED.clear()


def test_a_command_started_by_a_test_is_refused_too() -> None:
    code = f"import socket; socket.create_connection({OUTSIDE!r}, timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "NetworkRefusedError" in done.stderr


async def test_loopback_is_open() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.close()
        await writer.wait_closed()
