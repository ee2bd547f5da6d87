"""Conditions on answers: lines of comparisons, one of which must hold, read from a short notation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

_COMPARISON: Final = re.compile(
    r"\s*([a-z0-9_]+)(?:\.([a-z0-9_]+))?\s*(>=|<=|!=|=|>|<)\s*([^\s=<>!](?:[^&]*\S)?)\s*"
)


class Operator(StrEnum):
    """How an answer is compared."""

    IS = "="
    IS_NOT = "!="
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"

    @property
    def orders(self) -> bool:
        """Whether it compares sizes, and takes one value only."""
        return self not in (Operator.IS, Operator.IS_NOT)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer compared with values: `part` is the type of partners that is counted, "" for the answer."""

    question: str
    operator: Operator
    values: tuple[str, ...]
    part: str = ""

    def __str__(self) -> str:
        subject = f"{self.question}.{self.part}" if self.part else self.question
        return f"{subject} {self.operator} {' | '.join(self.values)}"


Line: TypeAlias = tuple[Comparison, ...]
"""Comparisons that must all hold."""

Condition: TypeAlias = tuple[Line, ...]
"""Lines one of which must hold; an empty condition never does."""


class BadCondition(ValueError):
    """A line that is no condition; the message says why, in French."""


def read_condition(lines: Iterable[str]) -> Condition:
    """Read a condition, one line each: comparisons joined by `&`.

    >>> [str(one) for one in read_condition(["partners.ess >= 1 & lead = commune | epci"])[0]]
    ['partners.ess >= 1', 'lead = commune | epci']

    Raises:
        BadCondition: a line cannot be read.
    """
    return tuple(tuple(_comparison(part, line) for part in line.split("&")) for line in lines)


def written(condition: Condition) -> tuple[str, ...]:
    """Write a condition as `read_condition` reads it."""
    return tuple(" & ".join(map(str, line)) for line in condition)


def _comparison(text: str, line: str) -> Comparison:
    found = _COMPARISON.fullmatch(text)
    if found is None:
        example = "« partners.ess >= 1 », « place = departement:93 | departement:95 »"
        raise BadCondition(f"« {line.strip()} » ne se lit pas comme une condition, telle que {example}")
    question, part, sign, said = found.groups()
    operator = Operator(sign)
    values = tuple(value.strip() for value in said.split("|"))
    if not all(values) or (operator.orders and len(values) > 1):
        raise BadCondition(f"« {text.strip()} » : une valeur manque, ou il y en a trop")
    return Comparison(question, operator, values, part or "")
