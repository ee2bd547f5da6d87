"""Posts JSON over connections that stay open, at a fraction of what a whole HTTP client costs.

Ten thousand updates leave on the machine that also runs the bot which is measured.
"""

import asyncio
import json
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NotPosted(Exception):
    """No answer came; the message says why, in Telegram's words."""


class Poster:
    """Posts to addresses, each of which keeps its open connections; `patience` is in seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._idle: dict[str, list[Connection]] = {}

    async def post(self, url: str, body: Any, headers: dict[str, str]) -> tuple[int, str]:
        """Post something as JSON, and return the status of the answer and its name.

        Raises:
            NotPosted: no answer came.
        """
        parts = urlsplit(url)
        content = json.dumps(body).encode()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        given = {
            "Host": parts.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in (given | headers).items())
        try:
            async with asyncio.timeout(self._patience):
                return await self._exchanged(url, f"POST {target} HTTP/1.1\r\n{lines}\r\n".encode() + content)
        except TimeoutError:
            raise NotPosted("Read timeout expired") from None
        except (OSError, EOFError, ValueError):
            raise NotPosted("Connection failed") from None

    async def close(self) -> None:
        """Close every connection."""
        for connections in self._idle.values():
            for _, writer in connections:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
        self._idle.clear()

    async def _exchanged(self, url: str, request: bytes) -> tuple[int, str]:
        reader, writer = await self._connection(url)
        keep = False
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status, *fields = head.rstrip().split("\r\n")
            said = {
                name.strip().lower(): value.strip()
                for name, _, value in (one.partition(":") for one in fields)
            }
            if "content-length" in said:
                await reader.readexactly(int(said["content-length"]))
                keep = said.get("connection", "").lower() != "close" and status.startswith("HTTP/1.1")
        finally:
            if keep:
                self._idle.setdefault(url, []).append((reader, writer))
            else:
                writer.close()
        _, code, reason = f"{status} ".split(" ", 2)
        return int(code), reason.strip()

    async def _connection(self, url: str) -> Connection:
        idle = self._idle.get(url, [])
        while idle:
            reader, writer = idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        parts = urlsplit(url)
        secure = ssl._create_unverified_context() if parts.scheme == "https" else None  # noqa: S323 - of tests
        port = parts.port or (443 if secure else 80)
        return await asyncio.open_connection(parts.hostname, port, ssl=secure)
