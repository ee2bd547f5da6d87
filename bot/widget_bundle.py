"""Put the modules of the widget together in one that a browser fetches at once, as small as it can be.

A file for each module is how they are read, and how they would be served if weight and waiting were
nothing. Only what the modules use is understood: named imports of a neighbour, declarations that are
exported, one style sheet as a CSS module script.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_SHEET: Final = re.compile(r'^import (\w+) from "\./([\w-]+\.css)" with \{ type: "css" \};\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:const|class|function|async function) (\w+))", re.MULTILINE)
_NAME: Final = re.compile(r"^(?:const|let|class|(?:async )?function)\*? (\w+)", re.MULTILINE)
_STATEMENT: Final = re.compile(
    r"""
    ^([ ]*)                             # how deep it stands
    (?=((?:const|let)[ ]([{[])?)?)      # whether it declares, and whether by a pattern
    ([^\s})\]/*].*)$                    # what begins a statement: neither the end of one, nor a comment
    """,
    re.MULTILINE | re.VERBOSE,
)
_UNREAD: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class BadModule(ValueError):
    """A module holds something that cannot be put together with the others; the message says what."""


def bundle(sources: Mapping[str, str], entry: str) -> str:
    """Return one module that exports what `entry` does; `sources` are the files by name.

    Everything stands in a function, so that no name but those exported has to be kept.

    Raises:
        BadModule: a module is missing, imports in another way, or has a name that another one has.
    """
    order = list(_in_order(sources, entry, ()))
    bodies = [_body(name, sources) for name in dict.fromkeys(order)]
    inside = "".join(bodies)
    _refuse_doubles(inside)
    _refuse_moved(inside)
    exported = ", ".join(_EXPORT.findall(sources[entry]))
    return f"export const {{ {exported} }} = (() => {{\n{inside}return {{ {exported} }};\n}})();\n"


def _in_order(sources: Mapping[str, str], name: str, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the modules that one needs, each after those that it needs itself.

    Raises:
        BadModule: one is missing, or needs itself.
    """
    if name not in sources:
        raise BadModule(f"{name} is not there")
    if name in above:
        raise BadModule(f"{name} imports itself, by {above[-1]}")
    for needed in _IMPORT.findall(sources[name]):
        yield from _in_order(sources, needed, (*above, name))
    yield name


def _body(name: str, sources: Mapping[str, str]) -> str:
    """Return a module without its imports and exports, its style sheet made on the spot.

    Raises:
        BadModule: something is imported or exported in another way.
    """

    def made(found: re.Match[str]) -> str:
        sheet, file = found.groups()
        if file not in sources:
            raise BadModule(f"{file} is not there")
        return f"const {sheet} = new CSSStyleSheet();\n{sheet}.replaceSync({json.dumps(sources[file])});\n"

    body = _EXPORT.sub("", _SHEET.sub(made, _IMPORT.sub("", sources[name])))
    if unread := _UNREAD.search(body):
        raise BadModule(f"{name}: {unread[0]}")
    return body


def _refuse_moved(code: str) -> None:
    """Refuse a pattern that follows another declaration: tdewolff-minify 2.24 puts it before, calls and all.

    Raises:
        BadModule: there is one.
    """
    before: dict[str, bool] = {}
    for indent, declares, pattern, line in _STATEMENT.findall(code):
        if pattern and before.get(indent):
            raise BadModule(f"put a statement that declares nothing, or none, before: {line}")
        before = {depth: known for depth, known in before.items() if len(depth) < len(indent)}
        before[indent] = bool(declares)


def _refuse_doubles(code: str) -> None:
    names = _NAME.findall(code)
    doubles = {name for name in names if names.count(name) > 1}
    if doubles:
        raise BadModule(f"in two modules: {', '.join(sorted(doubles))}")
