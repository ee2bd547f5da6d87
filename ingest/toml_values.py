"""What keys of the TOML files that stand beside the texts may hold, and how to say it in French."""

import re
import unicodedata
from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any

from ingest.manifest_rules import Rule

LONGEST_NAME = 80
"""Characters of an identifier."""


def text(value: object) -> str:
    """Return a text without the blanks around it, its accents composed, its lines ended in one way.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip().replace("\r\n", "\n"))
    raise ValueError


def words(value: object) -> str:
    """Return a text that says something.

    Raises:
        ValueError: it is none.
    """
    if said := text(value):
        return said
    raise ValueError


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list, each of which says something.

    Raises:
        ValueError: it is no list, or not of such texts.
    """
    if isinstance(value, list):
        return tuple(map(words, value))
    raise ValueError


def tables(value: object) -> tuple[dict[str, object], ...]:
    """Return the tables of a list.

    Raises:
        ValueError: it is no list, or not of tables.
    """
    if isinstance(value, list) and all(isinstance(table, dict) for table in value):
        return tuple(value)
    raise ValueError


def name(value: object) -> str:
    """Return an identifier that conditions can use: lower case letters, digits and underscores.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str) and len(value) <= LONGEST_NAME and re.fullmatch(r"[a-z0-9_]+", value):
        return value
    raise ValueError


def line(example: str) -> Rule:
    """Return the rule of a text that may be empty."""
    return Rule(text, "un texte entre guillemets, vide s’il n’y a rien à dire", f'"{example}"')


def said(example: str) -> Rule:
    """Return the rule of a text that must be there and say something."""
    return Rule(words, "un texte entre guillemets", f'"{example}"', required=True)


def names(example: str) -> Rule:
    """Return the rule of an identifier that must be there."""
    expected = "un identifiant en minuscules sans accent, chiffres et traits bas"
    return Rule(name, expected, f'"{example}"', required=True)


def one_of(choices: Collection[StrEnum], example: str, *, required: bool = False) -> Rule:
    """Return the rule of a word among several."""
    known = {str(choice): choice for choice in choices}
    return Rule(_choose(known), f"l’un de {', '.join(known)}", f'"{example}"', required)


def _choose(known: dict[str, Any]) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        if (chosen := known.get(text(value))) is not None:
            return chosen
        raise ValueError

    return read
