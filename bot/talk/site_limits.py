"""Limit what the visitors of a site may send: all together, and each of them."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from bot.address_limiter import AddressLimiter
from bot.conversations.errors import ConversationError
from bot.sites.site import Site

MINUTE: Final = 60.0
EVERYONE: Final = "*"
"""Stands for the address of all the visitors of a site."""

BUSY_SITE: Final = "Trop de messages arrivent de ce site en ce moment. Réessayez dans une minute."
BUSY_VISITOR: Final = "Trop de messages arrivent de votre part. Réessayez dans une minute."


class TooMany(ConversationError):
    """A site, or one of its visitors, has sent all that it may in a minute; wait `retry_after` seconds."""

    def __init__(self, sentence: str, wait: float) -> None:
        super().__init__(sentence)
        # Rounded up: never that they may send again when they may not.
        self.retry_after = int(wait) + 1


class SiteLimits:
    """Counts the messages of each site, in this process; `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._limiters: dict[str, tuple[Site, AddressLimiter, AddressLimiter]] = {}

    def admit(self, site: Site, address: str) -> None:
        """Count a message from a network address; one refused is not counted.

        Raises:
            TooMany: the site, or the address, has sent all that it may.
        """
        everyone, visitors = self._of(site)
        if wait := visitors.wait(address):
            raise TooMany(BUSY_VISITOR, wait)
        if wait := everyone.wait(EVERYONE):
            raise TooMany(BUSY_SITE, wait)
        visitors.admit(address)
        everyone.admit(EVERYONE)

    def _of(self, site: Site) -> tuple[AddressLimiter, AddressLimiter]:
        """Return what counts for a site; the count starts again when its limits change."""
        known = self._limiters.get(site.key)
        if known and (known[0].per_minute, known[0].per_visitor) == (site.per_minute, site.per_visitor):
            return known[1:]
        everyone = AddressLimiter(self._clock, site.per_minute, MINUTE, addresses=1)
        visitors = AddressLimiter(self._clock, site.per_visitor, MINUTE)
        self._limiters[site.key] = (site, everyone, visitors)
        return everyone, visitors
