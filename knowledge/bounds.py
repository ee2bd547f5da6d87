"""What a count of errors says of a share: exact binomial probabilities and the bounds they give."""

from math import exp, fsum, lgamma, log, log1p

_HALVINGS = 60
"""Steps of a bisection on [0, 1]: the result is exact to about 1e-18, finer than a float can show."""


def tail(count: int, cases: int, share: float) -> float:
    """Return the probability of at most `count` events in `cases` independent ones of probability `share`.

    Raises:
        ValueError: `cases` is negative, or `share` is not between 0 and 1.

    >>> round(tail(0, 59, 0.05), 4), tail(3, 3, 0.9), tail(-1, 3, 0.1)
    (0.0485, 1.0, 0.0)
    """
    if cases < 0 or not 0 <= share <= 1:
        raise ValueError(f"{cases} cases of probability {share} make no sense")
    if count < 0:
        return 0.0
    if count >= cases or share == 0:
        return 1.0
    if share == 1:
        return 0.0
    # The shorter sum keeps the digits of small probabilities, which are those that decide.
    if count <= cases * share:
        return min(1.0, _mass(range(count + 1), cases, share))
    return max(0.0, 1 - _mass(range(count + 1, cases + 1), cases, share))


def upper_bound(count: int, cases: int, level: float) -> float:
    """Return the share that is not exceeded, with confidence `level`, when `cases` showed `count` events.

    It is the one-sided bound of Clopper and Pearson (1934, https://doi.org/10.1093/biomet/26.4.404);
    no case at all excludes nothing.

    Raises:
        ValueError: `count` is not between 0 and `cases`, or `level` not strictly between 0 and 1.

    >>> round(upper_bound(0, 59, 0.95), 4), upper_bound(0, 0, 0.95)
    (0.0495, 1.0)
    """
    if not 0 <= count <= cases or not 0 < level < 1:
        raise ValueError(f"{count} of {cases} at level {level} makes no sense")
    if count == cases:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(count, cases, middle) > 1 - level else (low, middle)
    return high


def interval(count: int, cases: int, level: float = 0.95) -> tuple[float, float]:
    """Return the two-sided interval of Clopper and Pearson for the share of events, low bound first.

    Raises:
        ValueError: `count` is not between 0 and `cases`, or `level` not strictly between 0 and 1.

    >>> tuple(round(bound, 4) for bound in interval(8, 10))
    (0.4439, 0.9748)
    """
    side = (1 + level) / 2
    return 1 - upper_bound(cases - count, cases, side), upper_bound(count, cases, side)


def cases_needed(share: float, level: float) -> int:
    """Return the fewest cases, none wrong, that certify at most `share` wrong with confidence `level`.

    Raises:
        ValueError: `share` or `level` is not strictly between 0 and 1.

    >>> cases_needed(0.05, 0.95), cases_needed(0.01, 0.95), cases_needed(0.6, 0.5)
    (59, 299, 1)
    """
    if not 0 < share < 1 or not 0 < level < 1:
        raise ValueError(f"a share of {share} at level {level} makes no sense")
    cases = max(1, int(log(1 - level) / log1p(-share)) - 1)
    while tail(0, cases, share) > 1 - level:
        cases += 1
    return cases


def _mass(counts: range, cases: int, share: float) -> float:
    """Return the probability that the number of events is one of `counts`; `share` is neither 0 nor 1."""
    ways = lgamma(cases + 1)
    yes, no = log(share), log1p(-share)
    return fsum(
        exp(ways - lgamma(count + 1) - lgamma(cases - count + 1) + count * yes + (cases - count) * no)
        for count in counts
    )
