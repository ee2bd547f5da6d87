import pytest

from bot.reporting.figures import Count, length, percentage, share


@pytest.mark.parametrize(
    ("part", "whole", "number", "text"),
    [
        (0, 7, 0, "0\u00a0%"),
        (7, 7, 100, "100\u00a0%"),
        (1, 8, 12, "12\u00a0%"),
        (1, 100, 1, "1\u00a0%"),
        (1, 101, 1, "moins de 1\u00a0%"),
        (99, 100, 99, "99\u00a0%"),
        (995, 1000, 99, "plus de 99\u00a0%"),
        (0, 0, 0, "–"),
    ],
)
def test_a_share_never_rounds_to_nothing_or_to_all(part: int, whole: int, number: int, text: str) -> None:
    assert (percentage(part, whole), share(part, whole)) == (number, text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "moins d’une minute"),
        (59.9, "moins d’une minute"),
        (60, "1\u00a0min"),
        (3599, "59\u00a0min"),
        (3600, "1\u00a0h"),
        (3660, "1\u00a0h\u00a001"),
        (86_399, "23\u00a0h\u00a059"),
        (86_400, "1\u00a0jour"),
        (2 * 86_400 + 3_600, "2\u00a0jours 1\u00a0h"),
    ],
)
def test_a_length_of_time_is_said_as_finely_as_it_matters(seconds: float, text: str) -> None:
    assert length(seconds) == text


def test_a_count_prints_in_french_and_still_counts() -> None:
    assert f"{Count(12_345)} / {str(Count(999))}" == "12\u202f345 / 999"
    assert Count(3) / 2 == 1.5
