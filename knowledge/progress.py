"""How a long job says where it stands."""

from typing import Protocol


class Progress(Protocol):
    """Told of each stage of a job as it starts, then of each step done."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` steps, `name` being its French title."""

    def advance(self, steps: int) -> None:
        """Say that `steps` more steps of the present stage are done."""


class Silent:
    """Reports nothing."""

    def stage(self, name: str, total: int) -> None:
        """Ignore the stage."""

    def advance(self, steps: int) -> None:
        """Ignore the steps."""
