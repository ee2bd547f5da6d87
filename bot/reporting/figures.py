"""Write counts, shares and lengths of time as French prints them."""

NOTHING = "–"
"""Stands where there is nothing to compute a figure from."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Count(int):
    r"""A whole number that prints as French does, by thousands.

    >>> str(Count(1234567)), f"{Count(-12)}", Count(2) + 1
    ('1\u202f234\u202f567', '−12', 3)
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Return the digits by thousands, which a narrow space separates and never a line."""
        return f"{int(self):,}".replace(",", "\u202f").replace("-", "−")


def percentage(part: int, whole: int) -> int:
    """Return a share in whole percents; 0 and 100 are kept for nothing at all and for all.

    >>> percentage(1, 3), percentage(1, 1000), percentage(999, 1000), percentage(0, 0)
    (33, 1, 99, 0)
    """
    if part <= 0 or whole <= 0:
        return 0
    return 100 if part >= whole else min(99, max(1, round(100 * part / whole)))


def share(part: int, whole: int) -> str:
    r"""Write a share in percents, or a dash where there is nothing to share.

    >>> share(1, 3), share(0, 3), share(3, 3), share(0, 0)
    ('33\xa0%', '0\xa0%', '100\xa0%', '–')
    >>> share(1, 1000), share(999, 1000)
    ('moins de 1\xa0%', 'plus de 99\xa0%')
    """
    if whole <= 0:
        return NOTHING
    bound = ""
    if 0 < 100 * part < whole:
        bound = "moins de "
    elif 99 * whole < 100 * part < 100 * whole:
        bound = "plus de "
    return f"{bound}{percentage(part, whole)}\u00a0%"


def length(seconds: float | None) -> str:
    r"""Write a length of time to the minute, to the hour once it is longer than a day.

    >>> length(20), length(125), length(7500), length(90_000), length(1e6), length(None)
    ('moins d’une minute', '2\xa0min', '2\xa0h\xa005', '1\xa0jour 1\xa0h', '11\xa0jours 13\xa0h', '–')
    """
    if seconds is None:
        return NOTHING
    if seconds < _MINUTE:
        return "moins d’une minute"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)}\u00a0min"
    if seconds < _DAY:
        hours, rest = divmod(int(seconds // _MINUTE), 60)
        return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"
    days, rest = divmod(int(seconds // _HOUR), 24)
    return f"{days}\u00a0jour{'s' if days > 1 else ''}" + (f" {rest}\u00a0h" if rest else "")
