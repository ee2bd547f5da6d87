import numpy as np

from bot.store.likeness import ALIKE, Kept, counted, grouped, likeness


def kept(id: str, degrees: float, maker: str = "sense:hash") -> Kept:
    angle = np.radians(degrees)
    return Kept(id, maker, np.array([np.cos(angle), np.sin(angle)], dtype="<f4").tobytes())


APART = float(np.degrees(np.arccos(ALIKE)))
"""Degrees beyond which two senses are not alike."""


def test_it_is_alike_up_to_the_threshold() -> None:
    found = likeness(kept("a", 0), [kept("in", APART - 0.1), kept("out", APART + 0.1), kept("a", 0)])
    assert list(found) == ["in"]


def test_a_chain_is_cut_where_its_ends_are_not_alike() -> None:
    chain = [kept(str(number), number * APART * 0.9) for number in range(5)]
    assert grouped(chain) == [["1", "0", "2"], ["3", "4"]]


def test_everyone_is_in_one_group_also_who_is_like_nobody() -> None:
    some = [kept(str(number), number**2) for number in range(20)]
    groups = grouped(some)
    assert sorted(id for group in groups for id in group) == sorted(each.id for each in some)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


def test_groups_of_the_same_size_are_in_the_order_given() -> None:
    assert grouped([kept("b", 90), kept("a", 0), kept("c", 180)]) == [["b"], ["a"], ["c"]]


def test_a_question_without_a_sense_is_a_group_of_its_own() -> None:
    nothing = np.zeros(2, dtype="<f4").tobytes()
    assert grouped([Kept("a", "m", nothing), Kept("b", "m", nothing)]) == [["a"], ["b"]]
    assert counted(["a"], [Kept("a", "m", nothing)]) == {"a": 0}


def test_nothing_has_no_group() -> None:
    assert grouped([]) == []
    assert likeness(kept("a", 0), []) == {}
