"""Get the bytes of a text from a file of the corpus folder or from a web address."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ForbiddenPath, MissingFile, TooLarge, megabytes
from ingest.web import Limits, download

DEFAULT_LIMITS = Limits()
_BESIDE = re.compile(r"[.~]|(?:readme|licen[cs]e|copying|changelog)(?![^\W_])|.*\.toml$", re.IGNORECASE)
"""Names of what accompanies texts: hidden and lock files, notes on the folder, its manifest."""


@dataclass(frozen=True, slots=True)
class Source:
    """The content of a text; `name` is how an operator calls it: its file name or its URL."""

    name: str
    data: bytes


def fetch(location: str | Path, limits: Limits = DEFAULT_LIMITS, root: Path | None = None) -> Source:
    """Return the content of a file or of an http(s) URL.

    With `root`, a file is read only inside that folder, links followed.

    Raises:
        ForbiddenPath: the file is outside `root`.
        ForbiddenUrl: the address is not a public one.
        MissingFile: there is no such file, or it cannot be read.
        TooLarge: it exceeds `limits.max_bytes`.
        UnreachableUrl: the address gives no document in time.
    """
    if isinstance(location, str) and "://" in location:
        return Source(location, download(location, limits))
    path = Path(location)
    name = _name(path, root)
    if root is not None and not is_inside(path, root):
        raise ForbiddenPath(name)
    return Source(name, _content(path, name, limits))


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path stays in a folder once its links are followed."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or a name that no disk accepts
        return False


def list_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a corpus folder that may be texts, in the order of their relative paths.

    Hidden files, README and licence files and TOML files are left out; whether the others can be read
    is told by reading them.
    """
    return tuple(sorted(_candidates(folder), key=lambda path: path.relative_to(folder).as_posix()))


def _candidates(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not _BESIDE.match(name))


def _content(path: Path, name: str, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise MissingFile(name)
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise MissingFile(name, "le fichier ne peut pas être lu") from error
    if len(data) > limits.max_bytes:
        raise TooLarge(name, f"plus de {megabytes(limits.max_bytes)}", megabytes(limits.max_bytes))
    return data


def _name(path: Path, root: Path | None) -> str:
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.name
