"""Read the forms of the console, as texts that any database can keep."""

from dataclasses import dataclass

from starlette.requests import Request

DIGITS = 10
"""Digits from which a number is none of ours."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form holds; a field that is missing is an empty text."""

    fields: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.fields if key == name), "")

    def line(self, name: str) -> str:
        """Return a field of one line, its blanks made single spaces and none around."""
        return " ".join(self[name].split())

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, such as those of boxes that are ticked."""
        return tuple(value for key, value in self.fields if key == name)


def number(text: str, otherwise: int = 0) -> int:
    """Return a number that a form holds; `otherwise` for anything else, and for what no page of ours holds.

    >>> number("12"), number("²"), number("9" * 5_000, -1)
    (12, 0, -1)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) < DIGITS else otherwise


async def read_form(request: Request) -> Form:
    """Return what was sent; the guard of the console has bounded it."""
    form = await request.form()
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    # PostgreSQL keeps no text with a NUL in it.
    return Form(tuple((name, value.replace("\0", "")) for name, value in texts))
