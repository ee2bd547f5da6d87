"""Promise by the hours of the site where a conversation takes place, if it has its own."""

from dataclasses import dataclass, replace

from bot.conversations.promises import Promises
from bot.hours import parse_hours
from bot.sites.site import Site
from bot.store.sites import Sites, UnknownSite


@dataclass(frozen=True, slots=True)
class SitePromises:
    """What is promised on each site; `default` holds where there is no site, or one without hours."""

    sites: Sites
    default: Promises

    async def of(self, key: str | None) -> Promises:
        """Return what is promised on the site of a key, which may not be there any more."""
        if key is None:
            return self.default
        try:
            return promises_on(await self.sites.get(key), self.default)
        except UnknownSite:
            return self.default


def promises_on(site: Site, default: Promises) -> Promises:
    """Return what is promised on a site: its own hours, in the time zone and with the holidays of the team.

    Raises:
        BadHours: its hours cannot be read, though they were checked when they were kept.
    """
    if not site.hours:
        return default
    return replace(default, hours=replace(default.hours, week=parse_hours(site.hours)))
