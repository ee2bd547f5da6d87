"""Look at a page of a public web site as a browser would, with its headers, whatever its status."""

from typing import Final

from bot.errors import BotError
from ingest import web
from ingest.errors import ForbiddenUrl, TooLarge, UnreachableUrl
from ingest.web import Answer, Limits

PAGE_LIMITS: Final = Limits(max_bytes=1_000_000, seconds=10.0)
"""What is accepted of a page that someone asks to look at."""


class PageUnreachable(BotError):
    """A page cannot be read; `detail` is a French clause that says why."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"Cette page ne peut pas être lue : {detail}. "
            "Indiquez l’adresse complète d’une page publique, comme « https://www.ville.fr »."
        )


def visit(url: str, limits: Limits = PAGE_LIMITS) -> Answer:
    """Return the page of an address; it blocks.

    Raises:
        PageUnreachable: the address is not a public one, or gives no page in time.
    """
    try:
        return web.visit(url, limits)
    except (ForbiddenUrl, TooLarge, UnreachableUrl) as error:
        raise PageUnreachable(error.reason) from error
