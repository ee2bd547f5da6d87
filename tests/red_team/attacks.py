"""The attacks of attacks.toml, as values."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("attacks.toml")


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent to make the assistant say what it must not; attacks.toml tells what each field is."""

    id: str
    family: str
    question: str
    wanted: str
    success: tuple[str, ...]
    history: tuple[str, ...] = ()
    document: str = ""
    format: str = "md"
    hidden: bool = False


def load_attacks() -> tuple[Attack, ...]:
    """Read every attack, in the order of the file."""
    read = tomllib.loads(FILE.read_text("utf-8"))["attack"]
    return tuple(
        Attack(**one | {"success": tuple(one["success"]), "history": tuple(one.get("history", ()))})
        for one in read
    )


ATTACKS: Final = load_attacks()
FAMILIES: Final = tuple(dict.fromkeys(attack.family for attack in ATTACKS))


def of_family(family: str) -> tuple[Attack, ...]:
    """Return the attacks of one family."""
    return tuple(attack for attack in ATTACKS if attack.family == family)
