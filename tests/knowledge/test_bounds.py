from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bounds import cases_needed, interval, tail, upper_bound

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def plain_tail(count: int, cases: int, share: float) -> float:
    return sum(comb(cases, k) * share**k * (1 - share) ** (cases - k) for k in range(count + 1))


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1))
def test_the_tail_is_the_sum_of_the_binomial_probabilities(count: int, cases: int, share: float) -> None:
    expected = 1.0 if count >= cases else plain_tail(count, cases, share)
    assert tail(count, cases, share) == pytest.approx(expected, abs=1e-12)


def test_small_tails_keep_their_digits() -> None:
    assert tail(0, 2000, 0.05) == pytest.approx(0.95**2000, rel=1e-9)
    assert (tail(3, 4, 1.0), tail(4, 4, 1.0), tail(0, 4, 0.0)) == (0.0, 1.0, 1.0)
    assert tail(5, 400, 0.1) == pytest.approx(plain_tail(5, 400, 0.1), rel=1e-9)


# From published tables: NIST/SEMATECH e-Handbook 7.2.4.1, Hahn and Meeker, and the rule of three.
@pytest.mark.parametrize(
    ("count", "cases", "low", "high"),
    [(4, 20, 0.0573, 0.4366), (0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (8, 10, 0.4439, 0.9748)],
)
def test_the_interval_is_the_one_of_clopper_and_pearson(
    count: int, cases: int, low: float, high: float
) -> None:
    assert interval(count, cases) == pytest.approx((low, high), abs=5e-5)


def test_no_case_says_nothing() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert upper_bound(0, 0, 0.95) == 1.0


@given(st.integers(0, 40), st.integers(1, 40), LEVELS)
def test_a_bound_is_where_the_tail_meets_the_level(count: int, more: int, level: float) -> None:
    bound = upper_bound(count, count + more, level)
    assert tail(count, count + more, bound) == pytest.approx(1 - level, abs=1e-9)
    assert count / (count + more) < bound < 1


def test_an_interval_contains_the_truth_at_least_as_often_as_it_says() -> None:
    for share in (0.02, 0.3, 0.5, 0.97):
        held = sum(
            comb(25, k) * share**k * (1 - share) ** (25 - k)
            for k in range(26)
            if interval(k, 25)[0] <= share <= interval(k, 25)[1]
        )
        assert held >= 0.95


@pytest.mark.parametrize(
    ("share", "level", "needed"), [(0.05, 0.95, 59), (0.1, 0.95, 29), (0.05, 0.99, 90), (0.01, 0.95, 299)]
)
def test_the_fewest_cases_that_certify_are_known(share: float, level: float, needed: int) -> None:
    assert cases_needed(share, level) == needed


@given(st.floats(0.005, 0.9), st.floats(0.01, 0.999))
def test_one_case_fewer_than_needed_does_not_certify(share: float, level: float) -> None:
    needed = cases_needed(share, level)
    assert tail(0, needed, share) <= 1 - level
    assert needed == 1 or tail(0, needed - 1, share) > 1 - level


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_beyond_0_and_1_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="make no sense"):
        tail(1, 2, share)
    with pytest.raises(ValueError, match="makes no sense"):
        cases_needed(share, 0.95)


@pytest.mark.parametrize(("count", "cases", "level"), [(3, 2, 0.9), (-1, 2, 0.9), (1, 2, 1.0)])
def test_a_count_that_cannot_be_is_refused(count: int, cases: int, level: float) -> None:
    with pytest.raises(ValueError, match="makes no sense"):
        upper_bound(count, cases, level)
