"""What the pages of a site say of it: whether the assistant is there, what it is before the first message."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.sites.page_check import Level, PageReport
from bot.sites.site import Position, Site

POSITIONS: Final[Mapping[str, str]] = {
    Position.RIGHT: "En bas à droite de la fenêtre",
    Position.LEFT: "En bas à gauche de la fenêtre",
    Position.PAGE: "Dans la page, là où l’extrait est collé",
}
"""Where the link of the snippet stands; a test holds this complete."""

LEVELS: Final[Mapping[Level, tuple[str, str]]] = {
    Level.FAULT: ("error", "À corriger"),
    Level.NOTE: ("info", "À savoir"),
    Level.FINE: ("success", "En ordre"),
}
"""The badge of what was found in a page, what matters most first; a test holds this complete."""

REMOVED: Final = "site supprimé"
"""What names a site that was deleted, in a conversation that began there."""


@dataclass(frozen=True, slots=True)
class State:
    """Whether visitors meet the assistant on a site: the `kind` and `words` of a badge, `why` they do not."""

    kind: str
    words: str
    why: str = ""


def state_of(site: Site) -> State:
    """Return the state of a site.

    >>> state_of(Site("k", "Ville", ("https://ville.fr",))).words
    'En service'
    >>> state_of(Site("k", "Ville")).words
    'Aucune adresse'
    """
    if site.closed:
        return State("error", "Fermé", "Les visiteurs lisent le message de fermeture.")
    if not site.origins:
        why = "Sans adresse autorisée, le lien de l’extrait ouvre la page de l’assistant, et rien de plus."
        return State("warning", "Aucune adresse", why)
    return State("success", "En service")


@dataclass(frozen=True, slots=True)
class Listed:
    """A site in the list of all of them."""

    key: str
    name: str
    origins: tuple[str, ...]
    state: State


def listed(sites: Iterable[Site]) -> list[Listed]:
    """Return the lines of the list, in the same order."""
    return [Listed(site.key, site.name, site.origins, state_of(site)) for site in sites]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a page, under its badge; `write` is the exact text to write, "" for none."""

    kind: str
    words: str
    said: str
    write: str


def found_in(report: PageReport) -> list[Found]:
    """Return what was found in a page, what matters most first."""
    return [
        Found(*badge, finding.said, finding.write)
        for level, badge in LEVELS.items()
        for finding in report.findings
        if finding.level is level
    ]
