import numpy as np

from bot.store.likeness import ASKED, Kept, doubtful


def kept(id: str, degrees: float, maker: str = "sense:m") -> Kept:
    angle = np.radians(degrees)
    return Kept(id, maker, np.array([np.cos(angle), np.sin(angle)], dtype="<f4").tobytes())


def test_pairs_in_doubt_are_those_below_what_is_alike_and_above_what_is_not() -> None:
    given = [kept("c", 0), kept("a", 25), kept("b", 30), kept("far", 90), kept("near", 3)]
    assert doubtful(given) == [("a", "c"), ("b", "near"), ("b", "c")]


def test_senses_that_cannot_be_compared_are_in_no_pair() -> None:
    assert doubtful([kept("a", 0), kept("b", 25, "sense:other")]) == []
    assert doubtful([]) == []


def test_of_one_conversation_only_the_likeliest_pairs_are_asked_about() -> None:
    found = doubtful([kept("first", 0), *(kept(f"x{n}", 24 + n) for n in range(6))])
    assert found == [("first", "x0"), ("first", "x1"), ("first", "x2")]
    assert len(found) == ASKED
