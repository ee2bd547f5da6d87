"""Print the numbers that a word processor computes for its lists and headings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONGEST = 400
"""Beyond this no list is printed in letters or numerals, only a damaged file asks for it."""


def roman(number: int) -> str:
    """Return a number as a lower-case Roman numeral.

    >>> roman(4), roman(19)
    ('iv', 'xix')
    """
    if not 0 < number < _LONGEST:
        return str(number)
    text = ""
    for value, numeral in _ROMAN:
        text += numeral * (number // value)
        number %= value
    return text


def letters(number: int) -> str:
    """Return a number as word processors letter their lists: a to z, then aa, bb.

    >>> letters(3), letters(28)
    ('c', 'bb')
    """
    if not 0 < number < _LONGEST:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)


def _upper(printed: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: printed(number).upper()


PRINTED: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "a": letters,
    "A": _upper(letters),
    "i": roman,
    "I": _upper(roman),
}
"""How to print a number, by the letter that HTML and OpenDocument name the format with."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbered list.

    `pattern` holds "%1" for the number of the outermost level, "%2" for the next; a pattern without
    any is a bullet and is printed "-".
    """

    pattern: str
    style: str = "1"
    start: int = 1


@dataclass(slots=True)
class Counter:
    """The running numbers of one list, by depth from 0."""

    levels: Mapping[int, Level]
    numbers: dict[int, int] = field(default_factory=dict)

    def next(self, depth: int) -> str:
        """Count one more item at `depth` and return its marker, "" if the level is not numbered.

        >>> counter = Counter({0: Level("%1."), 1: Level("%1.%2)", "a")})
        >>> counter.next(0), counter.next(1), counter.next(1), counter.next(0)
        ('1.', '1.a)', '1.b)', '2.')
        """
        level = self.levels.get(depth)
        if level is None or not level.pattern.strip():
            return ""
        self.numbers = {n: value for n, value in self.numbers.items() if n <= depth}
        self.numbers[depth] = self.numbers.get(depth, level.start - 1) + 1
        if "%" not in level.pattern:
            return "-"
        text = level.pattern
        for outer in range(depth + 1):
            text = text.replace(f"%{outer + 1}", self._printed(outer))
        return text.strip()

    def _printed(self, depth: int) -> str:
        level = self.levels.get(depth, Level(""))
        return PRINTED.get(level.style, str)(self.numbers.get(depth, level.start))
