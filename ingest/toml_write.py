"""Write values as TOML, one key a line; what is empty is left out."""

import re
from collections.abc import Iterable, Iterator, Mapping

from ingest.preparation import PreparedQuote

_ESCAPED = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\t"): "\\t"} | {
    code: f"\\u{code:04x}" for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"
}


def string(text: str) -> str:
    r"""Return a text between quotes.

    >>> print(string('Un "mot"\net un autre'))
    "Un \"mot\"\net un autre"
    """
    return f'"{text.translate(_ESCAPED)}"'


def text_line(key: str, value: str) -> Iterator[str]:
    """Yield the line of a text."""
    if value:
        yield f"{key} = {string(value)}"


def list_lines(key: str, values: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a list, each of its values, already written, on a line of its own."""
    if shown := [f"  {value}," for value in values]:
        yield from (f"{key} = [", *shown, "]")


def inline_list(values: Iterable[str]) -> str:
    """Return a list of texts on one line.

    >>> inline_list(["mairie", "ville"])
    '["mairie", "ville"]'
    """
    return f"[{', '.join(map(string, values))}]"


def braces(values: Mapping[str, str]) -> str:
    """Return values, already written, between braces.

    >>> braces({"ess": "1", "à deux": "2"})
    '{ ess = 1, "à deux" = 2 }'
    """
    pairs = ", ".join(f"{_key(key)} = {value}" for key, value in values.items())
    return f"{{ {pairs} }}" if pairs else "{}"


def quotation(quote: PreparedQuote) -> str:
    """Return words copied from a document, between braces."""
    return braces({"document": string(quote.document), "quote": string(quote.quote)})


def whole(head: str, tables: Iterable[Iterable[str]]) -> str:
    """Return the text of a file: what is said at its head, then its tables, an empty line before each."""
    return "\n".join((head, *("".join(f"{line}\n" for line in table) for table in tables)))


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else string(key)
