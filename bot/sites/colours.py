"""Tell whether a colour that a site chose can be read, as WCAG counts contrast."""

import re
from typing import Final

LIGHT_PAGE: Final = "#ffffff"
DARK_PAGE: Final = "#161616"
"""What the widget stands on in each scheme, the backgrounds of the design system."""

READABLE: Final = 4.5
"""The contrast of a text with its background, at least (WCAG 2.2, 1.4.3)."""

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours written #rrggbb, from 1 to 21.

    https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

    >>> contrast("#000000", "#ffffff"), round(contrast("#000091", "#ffffff"), 1)
    (21.0, 14.9)
    """
    darker, lighter = sorted((_luminance(a), _luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def colour_fault(text: str, dark: bool) -> str:
    """Say in French why a colour cannot be the accent of the widget in a scheme; "" if it can.

    A colour that reads on the page also has the page's own colour reading on it, as the text of buttons.

    >>> colour_fault("#000091", dark=False)
    ''
    >>> colour_fault("#000091", dark=True)
    'Cette couleur se lit mal sur le fond sombre : contraste de 1,2, et il faut 4,5. Éclaircissez-la.'
    """
    if not _COLOUR.fullmatch(text):
        return "Une couleur s’écrit avec un dièse et six chiffres hexadécimaux, comme « #000091 »."
    page, where, remedy = (
        (DARK_PAGE, "sombre", "Éclaircissez-la") if dark else (LIGHT_PAGE, "clair", "Foncez-la")
    )
    found = contrast(text, page)
    if found >= READABLE:
        return ""
    said = f"{int(found * 10) / 10:.1f}".replace(".", ",")  # rounded down: never said to be enough
    return f"Cette couleur se lit mal sur le fond {where} : contraste de {said}, et il faut 4,5. {remedy}."


def _luminance(colour: str) -> float:
    """Return the relative luminance, from 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
