"""Say when one may try to sign in again, and how to say it."""

from datetime import datetime, timedelta
from math import ceil

FREE = 5
"""Failures in a row from which an account waits."""

FIRST, LAST = timedelta(minutes=1), timedelta(minutes=15)
"""The first wait, doubled by each further failure, and the longest: no one is locked out for good."""

_TOO_MANY = "Trop de tentatives de connexion. Réessayez dans {wait}."


def delay(failures: int) -> timedelta:
    """Return how long an account waits after that many failures in a row.

    >>> [delay(failures).total_seconds() for failures in (4, 5, 6, 9, 10_000)]
    [0.0, 60.0, 120.0, 900.0, 900.0]
    """
    if failures < FREE:
        return timedelta(0)
    doublings = min(failures - FREE, LAST // FIRST)
    return min(FIRST * (1 << doublings), LAST)


def opens_at(failures: int, last_failure: datetime | None) -> datetime | None:
    """Return from when the account may try again, None if it never had to wait."""
    wait = delay(failures)
    return last_failure + wait if last_failure and wait else None


def allowed(failures: int, last_failure: datetime | None, now: datetime) -> bool:
    """Whether the account may try now. `failures` are those since it last signed in."""
    opens = opens_at(failures, last_failure)
    return opens is None or now >= opens


def too_many(wait: timedelta) -> str:
    """Tell someone how long to wait, rounded up: never that they may try when they may not.

    >>> too_many(timedelta(seconds=61))
    'Trop de tentatives de connexion. Réessayez dans 2 minutes.'
    """
    minutes = max(1, ceil(wait.total_seconds() / 60))
    return _TOO_MANY.format(wait="une minute" if minutes == 1 else f"{minutes} minutes")
