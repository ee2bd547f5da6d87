"""Put a preparation in the place of the former one, all at once, and keep a copy of that."""

import os
import shutil
from pathlib import Path

from ingest.preparation import Prepared
from ingest.preparation_render import render

COPY = ".bak.toml"
"""Ends the name of the copy: no text of the call, like all TOML files of its folder."""


def copy_of(path: Path) -> Path:
    """Return where the copy of a preparation is kept.

    >>> copy_of(Path("appel/preparation.toml")).name
    'preparation.bak.toml'
    """
    return path.with_suffix(COPY)


def write_preparation(prepared: Prepared) -> bool:
    """Write the file of a preparation; return whether it is another than before.

    The file is never seen half written. The former one, if any, becomes the copy of the preparation.

    Raises:
        OSError: the folder or the file cannot be written; the former file is still there.
    """
    path, text = prepared.path.resolve(), render(prepared).encode()
    former = path.read_bytes() if path.exists() else None
    if former == text:
        return False
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if former is not None:
            shutil.copyfile(path, copy_of(path))
            for copy in (copy_of(path), new):
                shutil.copymode(path, copy)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return True
