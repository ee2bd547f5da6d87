"""What we send on Telegram: a text in its HTML, with buttons below, or a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: it opens `url`, or gives `data` back to us when it is pressed."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]
"""The buttons below a message, row after row."""


@dataclass(frozen=True, slots=True)
class File:
    """A text that is sent as a file."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send; `html` is the caption if there is a `file`.

    `reply_to` is the number, in its chat, of the message that this one answers; None if it answers none.
    """

    html: str
    buttons: Rows = ()
    reply_to: int | None = None
    file: File | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of the message until it is sent."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Outgoing":
        """Return the message that was kept.

        >>> message = Outgoing("Oui.", ((Button("Texte", url="https://exemple.fr"),),), 7, File("a", "b"))
        >>> Outgoing.from_json(message.as_json()) == message
        True
        """
        return cls(
            html=kept["html"],
            buttons=tuple(tuple(Button(**button) for button in row) for row in kept["buttons"]),
            reply_to=kept["reply_to"],
            file=File(**kept["file"]) if kept["file"] else None,
        )
