"""What each key of corpus.toml may hold, and how to say it in French."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from knowledge.documents import Kind, Status

IDENTIFIER = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a key holds: `read` returns its value, or raises ValueError if it is not `expected`."""

    read: Callable[[object], Any]
    expected: str
    example: str
    required: bool = False


def _text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError


def _identifier(value: object) -> str:
    if isinstance(value, str) and len(value) <= 80 and IDENTIFIER.fullmatch(value):
        return value
    raise ValueError


def _day(value: object) -> date:
    """Accept a TOML date, or the same date written between quotes.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError


def _moment(value: object) -> datetime:
    """Accept a date with its time and offset: without them the hour of closing would be guessed.

    Raises:
        ValueError: it is none.
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment
    raise ValueError


def _url(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", value):
        return value
    raise ValueError


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and value:
        return tuple(map(_text, value))
    raise ValueError


def _one_of(names: Iterable[StrEnum]) -> Callable[[object], StrEnum]:
    known = {str(name): name for name in names}

    def read(value: object) -> StrEnum:
        if name := known.get(_text(value)):
            return name
        raise ValueError

    return read


def _choice(names: Collection[StrEnum], example: str, *, required: bool = False) -> Rule:
    return Rule(_one_of(names), f"l’un de {', '.join(names)}", f'"{example}"', required)


def _line(example: str, *, required: bool = False) -> Rule:
    return Rule(_text, "un texte entre guillemets", f'"{example}"', required)


_ID = Rule(
    _identifier,
    "un identifiant en minuscules sans accent, chiffres et tirets",
    '"communique-2013-07-15"',
    required=True,
)
_DAY = Rule(_day, "une date AAAA-MM-JJ", "2013-07-15")

CALL: Mapping[str, Rule] = {
    "id": _ID,
    "name": _line("Appel à projets PTCE 2013", required=True),
    "authority": _line("Ministère de l’Économie et des Finances"),
    "opened": _DAY,
    "closes": Rule(_moment, "une date et une heure avec son décalage", "2015-06-30T23:59:00+02:00"),
    "language": Rule(_identifier, "un code de langue en deux lettres", '"fr"'),
    "contact": _line("contact@exemple.gouv.fr"),
    "examples": Rule(_texts, "une liste de questions entre guillemets", '["Qui peut déposer un dossier ?"]'),
}
"""The keys of the table `[call]`."""

DECLARED = tuple(kind for kind in Kind if kind is not Kind.VALIDATED)
"""What a folder may hold: validated answers come from elsewhere."""

DOCUMENT: Mapping[str, Rule] = {
    "id": _ID,
    "title": _line("Communiqué de presse n° 727", required=True),
    "kind": _choice(DECLARED, "press_release", required=True),
    "status": _choice(tuple(Status), "in_force"),
    "published": _DAY,
    "in_force_from": _DAY,
    "file": _line("communique.md"),
    "url": Rule(_url, "une adresse http(s) sans mot de passe", '"https://www.economie.gouv.fr/…"'),
    "licence": _line("Licence Ouverte 2.0"),
    "official": Rule(_yes_or_no, "true ou false, sans guillemets", "true"),
    "topics": Rule(_texts, "une liste de textes entre guillemets", '["date limite de dépôt"]'),
}
"""The keys of each table `[[document]]`."""
