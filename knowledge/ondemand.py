"""Load by name the few libraries that most processes never need: optional, or slow to import."""

from importlib import import_module
from types import ModuleType

from knowledge.errors import MissingExtra


def load(library: str, extra: str | None = None) -> ModuleType:
    """Import a library that comes with the product, or with its optional dependency group `extra`.

    Raises:
        MissingExtra: a package that `extra` brings is not installed.
        ModuleNotFoundError: one that always comes with the product is not.
    """
    try:
        return import_module(library)
    except ModuleNotFoundError as error:
        if extra is None:
            raise
        raise MissingExtra(extra, error.name or library) from error
