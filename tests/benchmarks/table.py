"""Print what was measured."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> None:
    """Print a table; the first column is what was measured, numbers are rounded to be read."""
    table = Table(title=title, caption=note or None, title_justify="left", caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(_read, row))
    Console(width=120).print("\n", table)


def _read(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
