"""Show on standard error where a long job stands: a bar in a terminal, a line a stage elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

PATIENCE = 1.0
"""Seconds during which a job that is not watched in a terminal says nothing, for it may be done by then."""


class Bar:
    """A bar for each stage, with what is done and the time left (`knowledge.progress.Progress`)."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` steps."""
        self._task = self._progress.add_task(name, total=total)

    def advance(self, steps: int) -> None:
        """Move the bar of the present stage."""
        if self._task is not None:
            self._progress.advance(self._task, steps)


class Lines:
    """A line for each stage, once the job has lasted longer than `PATIENCE`."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._start = clock()
        self._unsaid = ""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` steps."""
        self._unsaid = f"{name} ({total})…" if total else f"{name}…"
        self._say()

    def advance(self, steps: int) -> None:  # noqa: ARG002 - part of the Progress contract
        """Say the present stage if it lasts."""
        self._say()

    def _say(self) -> None:
        if self._unsaid and self._clock() - self._start >= PATIENCE:
            self._console.print(self._unsaid, highlight=False)
            self._unsaid = ""


@contextmanager
def shown(console: Console) -> Iterator[Bar | Lines]:
    """Show a job on `console` while it runs."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)
