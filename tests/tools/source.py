"""What the source files of the repository say of themselves: their imports and their sizes."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("knowledge", "ingest", "bot")
DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")


@dataclass(frozen=True)
class Import:
    """One imported name; `hidden` when it stands in a function, `line` counts from 1."""

    name: str
    line: int
    hidden: bool


@dataclass(frozen=True)
class Module:
    """A Python file under the root."""

    path: Path

    @cached_property
    def name(self) -> str:
        """The dotted name it is imported by."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        """The top-level package it belongs to."""
        return self.name.partition(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def functions(self) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
        """Every function and method, nested ones too."""
        return tuple(
            node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import; `from a import b` gives `a.b`, whether b is a module or a name in one.

        A module of ours that a string names is one too: that is how `knowledge.ondemand` loads it.
        """
        hidden = {id(node) for function in self.functions for node in ast.walk(function)}
        written = (
            Import(name, node.lineno, id(node) in hidden)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in self._names(node)
        )
        named = (
            Import(node.value, node.lineno, hidden=False)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value)
        )
        return (*written, *named)

    def _names(self, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
            return
        base = node.module or ""
        if node.level:
            is_package = self.path.name == "__init__.py"
            parents = self.name.split(".")[: len(self.name.split(".")) - node.level + is_package]
            base = ".".join([*parents, base] if base else parents)
        yield from (f"{base}.{alias.name}" for alias in node.names)

    def at(self, line: int) -> str:
        """Say a place in this file as an editor opens it."""
        return f"{self.path.relative_to(ROOT)}:{line}"


def modules(*packages: str) -> tuple[Module, ...]:
    """Return the modules of some top-level folders, in the order of their paths."""
    return tuple(Module(path) for package in packages for path in sorted((ROOT / package).rglob("*.py")))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines
