"""What a value found in a text means, so that two ways of writing it compare as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.french import fold


class ValueKind(StrEnum):
    """A kind of value that can be recognised in a sentence."""

    DATE = "date"
    AMOUNT = "amount"
    SHARE = "share"
    DURATION = "duration"
    COUNT = "count"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    PLACE = "place"
    ORGAN = "organ"


class Bound(StrEnum):
    """On which side of a date a thing happens, where the text says so ("avant le", "à partir du")."""

    AT = "at"
    BEFORE = "before"
    FROM = "from"
    AFTER = "after"


class Part(StrEnum):
    """A third of a month, as the texts announce it."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"

    def holds(self, day: int) -> bool:
        """Whether the day of a month falls in this third."""
        return (self is Part.EARLY) == (day <= 10) and (self is Part.LATE) == (day > 20)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it is written; None is what the text leaves out, `minute` is that of the day."""

    month: int
    year: int | None = None
    day: int | None = None
    part: Part | None = None
    minute: int | None = None

    def covers(self, other: "Moment") -> bool:
        """Whether `other` says nothing that this does not: 28 February 2020, 5 p.m. covers February 2020."""
        pairs = ((self.year, other.year), (self.day, other.day), (self.minute, other.minute))
        if self.month != other.month or any(told not in (None, mine) for mine, told in pairs):
            return False
        if other.part is None or other.part is self.part:
            return True
        return self.day is not None and other.part.holds(self.day)


@dataclass(frozen=True, slots=True)
class Period:
    """A date, twice the same, or the first and the last of several."""

    first: Moment
    last: Moment

    def covers(self, other: object) -> bool:
        """Whether `other` is this period, told with no more precision."""
        return isinstance(other, Period) and self.first.covers(other.first) and self.last.covers(other.last)

    def comparable(self, other: object) -> bool:
        """Whether both cannot be right unless they are the same."""
        return isinstance(other, Period)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of `unit` (cents, per cent, months, the stem of what is counted), or from which to which."""

    low: int
    high: int
    unit: str
    about: bool = False

    def covers(self, other: object) -> bool:
        """Whether `other` is the same quantity, told with no more precision."""
        same = isinstance(other, Quantity) and (self.low, self.high, self.unit) == (
            other.low,
            other.high,
            other.unit,
        )
        return same and isinstance(other, Quantity) and (other.about or not self.about)

    def comparable(self, other: object) -> bool:
        """Whether both cannot be right unless they are the same: projects are not people."""
        return isinstance(other, Quantity) and self.unit == other.unit


@dataclass(frozen=True, slots=True)
class Named:
    """An address or an organ, by the folded words of its name."""

    words: frozenset[str]

    def covers(self, other: object) -> bool:
        """Whether `other` is the same, named with no more words."""
        return isinstance(other, Named) and self.words >= other.words

    def comparable(self, other: object) -> bool:  # noqa: ARG002 - two addresses never contradict each other
        """Whether both cannot be right unless they are the same."""
        return False


Meaning = Period | Quantity | Named


@dataclass(frozen=True, slots=True)
class Found:
    """A value at `start:end` of a sentence; `ends` are the first and last dates of a range.

    `by_reference` is true of a date that only the date of its document gives ("aujourd'hui").
    """

    kind: ValueKind
    start: int
    end: int
    meaning: Meaning
    bound: Bound = Bound.AT
    ends: tuple["Found", ...] = ()
    by_reference: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `places` are where each of its characters, and its end, stand in the original."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, not empty, stands in the original."""
        return self.places[start], self.places[end - 1] + 1


def folded(text: str) -> Folded:
    """Fold `text` one character at a time, so that a place in one is known in the other.

    >>> folded("L’Œuvre").text, folded("L’Œuvre").span(2, 4)
    ("l'oeuvre", (2, 3))
    """
    pieces = list(map(_fold_character, text))
    lengths = set(map(len, pieces))
    if lengths <= {1}:
        return Folded("".join(pieces), range(len(text) + 1))
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded("".join(pieces), (*places, len(text)))


@lru_cache(maxsize=5_000)
def _fold_character(character: str) -> str:
    return fold(character)
