"""Write euros, grams and seconds as French prints them, with as many digits as mean something."""

from typing import Final

from bot.reporting.figures import NOTHING
from knowledge.chat.footprint import Grams

LEAST_EUROS: Final = 0.01
LEAST_GRAMS: Final = 0.001


def euros(amount: float) -> str:
    r"""Write an amount to the cent.

    >>> euros(0), euros(0.004), euros(1234.5)
    ('0\xa0€', 'moins de 0,01\xa0€', '1\u202f234,50\xa0€')
    """
    if amount <= 0:
        return "0\u00a0€"
    if amount < LEAST_EUROS:
        return f"moins de {_french(LEAST_EUROS, 2)}\u00a0€"
    return f"{_french(amount, 2)}\u00a0€"


def grams(between: Grams | None) -> str:
    r"""Write between which emissions something lies; a dash where nobody can tell.

    >>> grams(Grams(0.0123, 1.5)), grams(Grams(0, 0)), grams(Grams(0.0001, 0.0002)), grams(None)
    ('de 0,012 à 1,5\xa0g', '0\xa0g', 'moins de 0,001\xa0g', '–')
    """
    if between is None:
        return NOTHING
    if between.most <= 0:
        return "0\u00a0g"
    if between.most < LEAST_GRAMS:
        return f"moins de {_french(LEAST_GRAMS, 3)}\u00a0g"
    least, most = _two_digits(between.least), _two_digits(between.most)
    return f"{most}\u00a0g" if least == most else f"de {least} à {most}\u00a0g"


def seconds(time: float | None) -> str:
    r"""Write a short length of time to a tenth of a second.

    >>> seconds(1.26), seconds(None)
    ('1,3\xa0s', '–')
    """
    return NOTHING if time is None else f"{_french(time, 1)}\u00a0s"


def _two_digits(number: float) -> str:
    r"""Write a number with two digits that mean something, or all of it before the comma.

    >>> _two_digits(0.00052), _two_digits(3.04), _two_digits(4321.9)
    ('0,001', '3,0', '4\u202f322')
    """
    digits = 0 if number >= 10 else 1 if number >= 1 else 2 if number >= 0.1 else 3
    return _french(number, digits)


def _french(number: float, digits: int) -> str:
    return f"{number:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
