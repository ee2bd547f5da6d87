"""Read the forms of the console, as texts that any database can keep."""

from dataclasses import dataclass

from starlette.requests import Request


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


async def read_form(request: Request) -> Form:
    """Return what was sent; the guard of the console has bounded it."""
    form = await request.form()
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    # PostgreSQL keeps no text with a NUL in it.
    return Form(tuple((name, value.replace("\0", "")) for name, value in texts))
