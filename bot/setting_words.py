"""How settings are described to operators: their help, what is expected of them, the table of the README."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.fields import FieldInfo

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A value that says something."""


class BetterExpected(ValueError):
    """A value cannot be used; the message completes « mais … est attendu » better than `about` does."""


def about(help_: str, *, expected: str, shown: str = "") -> object:
    """Describe a setting: `expected` completes an error message, `shown` stands for a computed default."""
    return Field(description=help_, json_schema_extra={"expected": expected, "shown": shown})


def told(field: FieldInfo, key: str) -> str:
    """Return what `about` was given as "expected" or "shown", "" if nothing."""
    extra = field.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""


def table_of(fields: Mapping[str, FieldInfo]) -> str:
    """Return the Markdown table of settings, by their variables, without a newline at the end."""
    rows = ["| Réglage | Par défaut | Ce qu’il change |", "|---|---|---|"]
    for name, field in fields.items():
        rows.append(f"| `{name}` | {told(field, 'shown') or f'`{field.default}`'} | {field.description} |")
    return "\n".join(rows)
