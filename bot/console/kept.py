"""What someone sent while their session was over: kept in the page, to be sent again after signing in."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

HOME = "/console"
OWN = ("csrf",)
"""Fields that are made anew when a form is sent again."""

_INSIDE = re.compile(r"/console(?:[/?][!-\[\]-~]*)?")
"""A path of the console, in printable ASCII without a backslash, which browsers read as a slash."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was sent: the path it was for, and its fields in order."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def said(self) -> str:
        """What was written in it: its longest field, of those of several words; codes have one.

        >>> Kept("/console", (("text", "Oui, merci."), ("key", "0123456789abcdef"))).said
        'Oui, merci.'
        """
        return max((value for _, value in self.fields if len(value.split()) > 1), key=len, default="")

    def encoded(self) -> str:
        """Write it so that one field of another form holds it."""
        return json.dumps([self.action, self.fields], ensure_ascii=False)


def keep(action: str, fields: Iterable[tuple[str, str]]) -> Kept:
    """Keep a form, but for what is made anew."""
    return Kept(action, tuple((name, value) for name, value in fields if name not in OWN))


def read_kept(text: str) -> Kept | None:
    """Read what `Kept.encoded` wrote, None if it is something else or leads out of the console.

    >>> read_kept('["/console/x", [["texte", "Bonjour"]]]')
    Kept(action='/console/x', fields=(('texte', 'Bonjour'),))
    >>> read_kept('["https://ailleurs.fr", []]'), read_kept("")
    (None, None)
    """
    try:
        match json.loads(text):
            case [str(action), [*fields]] if inside(action) == action and all(map(_is_field, fields)):
                return keep(action, ((name, value) for name, value in fields))
    except (ValueError, RecursionError):
        return None
    return None


def inside(path: str) -> str:
    """Return a path if it is one of the console, or else where the console begins.

    >>> inside("/console/file?page=2"), inside("https://ailleurs.fr"), inside("/consoles"), inside("")
    ('/console/file?page=2', '/console', '/console', '/console')
    """
    return path if _INSIDE.fullmatch(path) else HOME


def with_next(path: str, following: str) -> str:
    """Return the address of a step of signing in that leads to a path of the console.

    >>> with_next("/console/connexion", "/console/file?page=2")
    '/console/connexion?suite=/console/file%3Fpage%3D2'
    >>> with_next("/console/connexion", "/console")
    '/console/connexion'
    """
    following = inside(following)
    return path if following == HOME else f"{path}?suite={quote(following)}"


def _is_field(field: Any) -> bool:
    return isinstance(field, list) and len(field) == 2 and all(isinstance(part, str) for part in field)
