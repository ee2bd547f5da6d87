import json
from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.strict_json import exactly, read, write


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    share: float
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    many: tuple[Inner, ...]
    named: dict[str, float]
    count: int
    said: str
    sure: bool


inners = st.builds(Inner, st.floats(), st.none() | st.sampled_from(Colour))
outers = st.builds(
    Outer,
    inners,
    st.lists(inners, max_size=3).map(tuple),
    st.dictionaries(st.text(), st.floats(), max_size=3),
    st.integers(),
    st.text(),
    st.booleans(),
)


@given(outers)
def test_values_are_read_back_as_they_were_written(value: Outer) -> None:
    text = json.dumps(write(value), allow_nan=False)
    assert repr(read(Outer, json.loads(text), "value")) == repr(value)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (int, True), (int, 1.0), (bool, 1), (str, 1), (str, None), (float, "0.5"), (float, True),
        (float, None), (float, 2**53 + 1), (Colour, "blue"), (Colour, 1), (Inner, {"colour": None}),
        (Inner, [1.0, None]),
        (Inner, {"share": 1.0, "colour": None, "more": 1}), (Inner, {"share": 1.0, "colour": "blue"}),
    ],
)  # fmt: skip
def test_nothing_is_bent_into_shape(kind: type, data: object) -> None:
    with pytest.raises(ValueError):
        read(kind, data, "value")


def test_a_part_that_an_earlier_release_did_not_have_takes_its_default() -> None:
    assert read(Inner, {"share": 1.0}, "value") == Inner(1.0, None)
    with pytest.raises(ValueError, match="value: an object is needed that has just share"):
        read(Inner, {}, "value")


def test_the_error_says_where() -> None:
    data = write(Outer(Inner(0.5), (Inner(0.5), Inner(0.5)), {}, 1, "", True))
    data["many"][1]["share"] = "beaucoup"
    with pytest.raises(ValueError, match=r"^value\.many\[1\]\.share: a number is needed, not str$"):
        read(Outer, data, "value")


def test_what_is_no_frozen_value_is_not_written() -> None:
    for value in (object(), {1, 2}, b"", Inner):
        with pytest.raises(TypeError):
            write(value)


def test_an_object_has_just_the_parts_it_must_have() -> None:
    assert exactly({"a": 1}, ["a"], "value") == {"a": 1}
    for data in ({}, {"a": 1, "b": 2}, ["a"], "a", None):
        with pytest.raises(ValueError, match="value: an object is needed that has just a"):
            exactly(data, ["a"], "value")
