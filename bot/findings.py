"""What an examination of an installation finds, one subject after the other."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one subject, and how to mend it if it needs to be, in French."""

    level: Level
    subject: str
    found: str
    mend: str = ""
