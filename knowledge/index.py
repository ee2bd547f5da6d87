"""Search vectors with Chroma, in this process or on a server."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

import chromadb
import httpx
import numpy as np
import numpy.typing as npt
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from knowledge.errors import IndexDamaged, VectorsUnavailable

Vector = npt.NDArray[np.float32]

CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_search": 200}}

SERVER_TIMEOUT = httpx.Timeout(20.0, connect=5.0)

_OPENING = Lock()
"""Chroma keeps the folders it has open in a table of the whole process that nothing guards."""


class VectorIndex(Protocol):
    """The vectors of one version, each known by its row; a row is added once."""

    def add(self, rows: Sequence[int], vectors: Vector) -> None:
        """Add `vectors`, of shape (rows, dimensions), each of length 1."""

    def search(self, vector: Vector, k: int) -> list[tuple[int, float]]:
        """Return the `k` nearest rows, or all if there are fewer, with their cosine, best first.

        The search is approximate: beyond some thousand rows a near one may be missed.
        """

    def count(self) -> int:
        """Return how many rows were added."""

    def drop(self) -> None:
        """Erase the index; nothing else may be asked of it but to close."""

    def close(self) -> None:
        """Let go of files and connections; nothing may be asked afterwards."""


@dataclass(frozen=True, slots=True)
class _ChromaIndex:
    """A collection of an open client; `url` is the server's address without secrets, "" if none."""

    client: Client
    collection: Collection
    url: str

    def add(self, rows: Sequence[int], vectors: Vector) -> None:
        with _errors(self.url):
            size = self.client.get_max_batch_size()
            for start in range(0, len(rows), size):
                ids = [str(row) for row in rows[start : start + size]]
                self.collection.add(ids=ids, embeddings=vectors[start : start + size])

    def search(self, vector: Vector, k: int) -> list[tuple[int, float]]:
        question = vector[np.newaxis]
        with _errors(self.url):
            found = self.collection.query(query_embeddings=question, n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(int(row), 1.0 - far) for row, far in zip(found["ids"][0], distances[0], strict=True)]

    def count(self) -> int:
        with _errors(self.url):
            return self.collection.count()

    def drop(self) -> None:
        with _errors(self.url):
            self.client.delete_collection(self.collection.name)

    def close(self) -> None:
        _close(self.client)


def embedded_index(folder: Path, *, new: bool = False) -> VectorIndex:
    """Open the index kept in `folder`; if `new`, an empty one, whatever the folder held.

    Embedded Chroma is not safe across processes (https://github.com/chroma-core/chroma/issues/3792):
    write into a folder that nobody reads yet.

    Raises:
        IndexDamaged: there is no index, or it cannot be read.
    """
    try:
        with _errors(""), _OPENING:
            client = cast(Client, chromadb.PersistentClient(folder, settings=_settings()))
    except AttributeError as error:
        # An opening that failed stays half open in Chroma's table; the next one trips over it.
        raise IndexDamaged("vecteurs illisibles") from error
    return _collection(client, "guichet", "", new=new)


def served_index(url: str, name: str, *, new: bool = False) -> VectorIndex:
    """Open the index `name` of the Chroma server at `url`; if `new`, an empty one.

    A password in `url` is sent to the server as its token. `name` is for `collection_name` to make.

    Raises:
        IndexDamaged: the server has no such index.
        VectorsUnavailable: the server does not answer, or refuses.
    """
    client, shown = _server(url)
    return _collection(client, name, shown, new=new)


def drop_served(url: str, name: str) -> None:
    """Delete the index `name` of the Chroma server at `url`, if it is there.

    Raises:
        VectorsUnavailable: the server does not answer, or refuses.
    """
    client, shown = _server(url)
    try:
        with _errors(shown):
            client.delete_collection(name)
    except IndexDamaged:
        pass
    finally:
        _close(client)


def collection_name(call: str, version: int, token: str) -> str:
    """Return the name of a version's index on a server, which other installations may share.

    >>> collection_name("PTCE 2013/é", 7, "0f3a9c52e1")
    'guichet-PTCE-2013-7-0f3a9c52'
    """
    plain = re.sub("[^A-Za-z0-9]+", "-", call).strip("-")[:64]
    return "-".join(part for part in ("guichet", plain, str(version), token[:8]) if part)


def _collection(client: Client, name: str, url: str, *, new: bool) -> VectorIndex:
    with ExitStack() as if_it_fails, _errors(url):
        if_it_fails.callback(_close, client)
        if new:
            _forget(client, name)
            found = client.create_collection(name, embedding_function=None, configuration=CONFIGURATION)
        else:
            found = client.get_collection(name, embedding_function=None)
        if_it_fails.pop_all()
    return _ChromaIndex(client, found, url)


def _forget(client: Client, name: str) -> None:
    with suppress(NotFoundError):
        client.delete_collection(name)


def heartbeat(url: str) -> str:
    """Ask the Chroma server at `url` whether it lives; return its address without the token.

    Raises:
        VectorsUnavailable: the server does not answer, or refuses.
    """
    shown, _, headers = _address(url)
    with _errors(shown):
        httpx.get(f"{shown}/api/v2/heartbeat", headers=headers, timeout=SERVER_TIMEOUT).raise_for_status()
    return shown


def _address(url: str) -> tuple[str, int, dict[str, str]]:
    """Return the address of a server without its token, its port, and the headers that hold the token."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    headers = {"X-Chroma-Token": unquote(parts.password)} if parts.password else {}
    return f"{parts.scheme}://{parts.hostname}:{port}{parts.path.rstrip('/')}", port, headers


def _server(url: str) -> tuple[Client, str]:
    """Return a client of the server at `url` and its address without the token."""
    # Chroma waits for ever: ask first, with a limit, then set the same limit on its sessions.
    heartbeat(url)
    shown, port, headers = _address(url)
    with _errors(shown):
        settings = _settings(chroma_server_host=shown, chroma_server_http_port=port)
        secure = shown.startswith("https:")
        client = cast(Client, chromadb.HttpClient(shown, port, secure, headers, settings))
    for session in _sessions(client):
        session.timeout = SERVER_TIMEOUT
    return client, shown


def _close(client: Client) -> None:
    sessions = _sessions(client)
    with _OPENING:
        client.close()
    for session in sessions:
        session.close()


def _sessions(client: Client) -> list[httpx.Client]:
    """Return the HTTP sessions of a client: Chroma 1.5 neither limits nor closes them, nor lends them."""
    servers = (getattr(part, "_server", None) for part in (client, getattr(client, "_admin_client", None)))
    sessions = (getattr(server, "_session", None) for server in servers)
    return [session for session in sessions if isinstance(session, httpx.Client)]


def _settings(**values: Any) -> Settings:
    """Return Chroma's settings without its telemetry, and without what `.env` says of ours."""
    return Settings(_env_file=None, anonymized_telemetry=False, **values)


@contextmanager
def _errors(url: str) -> Iterator[None]:
    """Raise our errors for those of Chroma, in the words of a server if it has a `url`.

    Raises:
        IndexDamaged: the index is not there, or its folder cannot be read or written.
        VectorsUnavailable: the server does not answer, or refuses.
    """
    try:
        yield
    except NotFoundError as error:
        raise IndexDamaged("les vecteurs manquent") from error
    except (ChromaError, httpx.HTTPError, ValueError) as error:
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise (
            VectorsUnavailable(url, why) if url else IndexDamaged(f"vecteurs illisibles : {why}")
        ) from error
