"""Find the line of a table or of a key in a TOML file, which `tomllib` does not tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the tables of a file, in order, with those of their keys; lines count from 1."""

    tables: tuple[tuple[str, int, dict[str, int]], ...]

    def of(self, table: str, index: int = 0, key: str = "") -> int | None:
        r"""Return the line of a key in the table of that name met `index` tables before, counted from 0.

        Without the key, the line where the table opens; without the table, None.

        >>> lines = scan('[call]\nid = "a"\n[[document]]\nid = "b"\n[[document]]\n\nid = "c"')
        >>> lines.of("document", 1, "id"), lines.of("document", 1, "kind"), lines.of("rules")
        (7, 5, None)
        """
        named = [(line, keys) for name, line, keys in self.tables if name == table]
        if index >= len(named):
            return None
        line, keys = named[index]
        return keys.get(key, line)


def scan(text: str) -> Lines:
    """Return where the tables and keys of a valid TOML text are, those at its top under the name ""."""
    tables: list[tuple[str, int, dict[str, int]]] = [("", 1, {})]
    for number, line in enumerate(_without_strings(text), 1):
        if header := _HEADER.match(line):
            tables.append((header[1], number, {}))
        elif key := _KEY.match(line):
            tables[-1][2].setdefault(key[1], number)
    return Lines(tuple(tables))


def _without_strings(text: str) -> Sequence[str]:
    """Return the lines, the contents of strings on several lines emptied, their line ends kept."""
    emptied = re.sub(
        r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'',
        lambda found: '""' + "\n" * found[0].count("\n"),
        text,
        flags=re.DOTALL,
    )
    return emptied.split("\n")
