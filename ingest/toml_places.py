"""Find the line of any value of a TOML text by its path, those inside lists and braces too."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ingest.toml_lines import Lines

Place: TypeAlias = tuple[str | int, ...]
"""The keys that lead to a value, and its place in each list on the way, counted from 0."""

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}'  # strings on several lines
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|\n|[\[\]{}=,.]|[^\s\[\]{}=,.#"\']+',
    re.DOTALL,
)
_ENDS = ("\n", ",", "]", "}", "")


@dataclass(frozen=True, slots=True)
class Places:
    """The lines of all that a text says; lines count from 1."""

    found: dict[Place, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int | None:
        r"""Return the line of a value, else of what should hold it, None if neither is there.

        >>> places = locate('[[case]]\nname = "a"\nanswers = [\n  { id = 1 },\n]')
        >>> places.line("case", 0, "answers", 0, "id"), places.line("case", 0, "sheet"), places.line("topic")
        (4, 1, None)
        """
        known = (path[:length] for length in range(len(path), 0, -1))
        return next((self.found[part] for part in known if part in self.found), None)

    def lines(self, *path: str | int) -> Lines:
        """Return the lines of one table and of its keys, as the only table, under the name ""."""
        keys = {
            str(one[-1]): line
            for one, line in self.found.items()
            if one[:-1] == path and len(one) == len(path) + 1
        }
        line = self.line(*path)
        return Lines((("", line, keys),)) if line else Lines(())


def locate(text: str) -> Places:
    """Return the places of the values of a valid TOML text."""
    reader = _Reader(_tokens(text))
    reader.read()
    return Places(reader.found)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for found in _TOKEN.finditer(text):
        if not found[0].startswith("#"):
            yield found[0], line
        line += found[0].count("\n")
    yield "", line


class _Reader:
    """Reads tokens from first to last; `found` grows."""

    def __init__(self, tokens: Iterable[tuple[str, int]]) -> None:
        self._tokens = list(tokens)
        self._at = 0
        self._lengths: dict[Place, int] = {}
        self.found: dict[Place, int] = {}

    def read(self) -> None:
        table: Place = ()
        while (sign := self._token()) != "":
            if sign == "\n":
                self._at += 1
            elif sign == "[":
                table = self._header()
            else:
                self._pair(table)

    def _token(self) -> str:
        return self._tokens[self._at][0]

    def _next(self) -> tuple[str, int]:
        found = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return found

    def _header(self) -> Place:
        """Read the header of a table, and return its path."""
        _, line = self._next()
        listed = self._token() == "["
        if listed:
            self._next()
        keys = self._keys("]")
        if listed:
            self._next()
        path: Place = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if listed and number == len(keys):
                self._lengths[path] = self._lengths.get(path, 0) + 1
            self.found.setdefault(path, line)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
                self.found.setdefault(path, line)
        return path

    def _keys(self, end: str) -> list[str]:
        """Read the parts of a key up to a sign, that sign included."""
        keys: list[str] = []
        while (sign := self._next()[0]) not in (end, ""):
            if sign != ".":
                keys.append(tomllib.loads(f"key = {sign}")["key"] if sign[0] in "\"'" else sign)
        return keys

    def _pair(self, table: Place) -> None:
        line = self._tokens[self._at][1]
        path = table
        for key in self._keys("="):
            path = (*path, key)
            self.found.setdefault(path, line)
        self._value(path)

    def _value(self, path: Place) -> None:
        sign, line = self._next()
        self.found.setdefault(path, line)
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self._table(path)
        else:
            while self._token() not in _ENDS:
                self._next()

    def _list(self, path: Place) -> None:
        index = 0
        while (sign := self._token()) not in ("]", ""):
            if sign in ("\n", ","):
                self._next()
            else:
                self._value((*path, index))
                index += 1
        self._next()

    def _table(self, path: Place) -> None:
        while (sign := self._token()) not in ("}", ""):
            if sign in ("\n", ","):
                self._next()
            else:
                self._pair(path)
        self._next()
