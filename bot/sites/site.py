"""A web site that may embed the widget, and what its webmaster chose."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PER_MINUTE: Final = 600
"""Messages accepted in a minute from all the visitors of a site together, unless it says otherwise."""

PER_VISITOR: Final = 30
"""Messages accepted in a minute from one network address, unless the site says otherwise."""


class Position(StrEnum):
    """Where the link of the snippet stands once the loader is there; the chat opens on that side."""

    RIGHT = "right"
    LEFT = "left"
    PAGE = "page"
    """Where the webmaster put it; the chat opens on the right."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site under its public `key`; nobody may embed the widget but pages of its exact `origins`.

    `welcome` and `questions` are shown before the first message; without questions, those of the call
    are. `accent` and `accent_dark` are colours as #rrggbb, "" for those of the design system. `hours` are
    written as the setting of that name, "" for the hours of the team. While the site is `closed`, visitors
    are shown `closed_message` and begin no conversation.
    """

    key: str
    name: str
    origins: tuple[str, ...] = ()
    welcome: str = ""
    questions: tuple[str, ...] = ()
    position: Position = Position.RIGHT
    accent: str = ""
    accent_dark: str = ""
    hours: str = ""
    per_minute: int = PER_MINUTE
    per_visitor: int = PER_VISITOR
    closed: bool = False
    closed_message: str = ""

    def allows(self, origin: str) -> bool:
        """Whether pages of an origin, as browsers write it, may embed the widget.

        >>> Site("k", "Ville", ("https://ville.fr",)).allows("https://www.ville.fr")
        False
        >>> Site("k", "Ville").allows("null")
        False
        """
        return origin in self.origins
