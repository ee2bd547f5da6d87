"""Say on which site a page may begin or follow a conversation, and how much it may send."""

from dataclasses import dataclass

from starlette.requests import Request

from bot.api.cross_origin import foreign_origin
from bot.api.problems import Fault, Refusal, detail_of
from bot.conversations.conversation import Conversation
from bot.sites.checks import DEFAULT_CLOSED_MESSAGE
from bot.sites.site import Site
from bot.store.sites import Sites, UnknownSite
from bot.talk.site_limits import SiteLimits

NO_SITE = "Une page d’un autre site donne la clé de ce site, « site »."
NOT_ALLOWED = "Ce site n’autorise pas cette origine à montrer l’assistant."


@dataclass(frozen=True, slots=True)
class Admission:
    """Checks requests before anything is done; `own` is the origin of our public address.

    What a program or a page of ours sends is admitted on any site: it could have come without one.
    """

    sites: Sites
    limits: SiteLimits
    own: str

    async def to_see(self, request: Request, key: str) -> Site:
        """Return the site of a key, for whoever may embed its widget.

        Raises:
            Refusal: 403 when it does not allow the origin of the page.
            UnknownSite: no site has this key.
        """
        site = await self.site(key)
        if site is None:
            raise UnknownSite
        self._require_allowed(request, site)
        return site

    async def to_begin(self, request: Request, key: str | None) -> Site | None:
        """Return the site where a conversation may begin, None if it is on none; it counts as a message.

        Raises:
            Refusal: 403 when the site does not allow the origin of the page, or is closed; 422 when no
                site has this key.
            TooMany: too much is sent there.
        """
        if key is None:
            if foreign_origin(request.scope, self.own):
                raise Refusal(403, NO_SITE)
            return None
        try:
            site = await self.to_see(request, key)
        except UnknownSite as error:
            raise Refusal(422, detail_of(422), errors=(Fault(pointer="#/site", detail=str(error)),)) from None
        if site.closed:
            raise Refusal(403, closed_message(site))
        self.count(request, site)
        return site

    async def to_follow(self, request: Request, conversation: Conversation) -> None:
        """Check that the page may follow a conversation.

        Raises:
            Refusal: 403 when it is one of another site than where the conversation takes place.
        """
        if foreign_origin(request.scope, self.own):
            self._require_allowed(request, await self.site(conversation.site))

    async def to_talk(self, request: Request, conversation: Conversation) -> None:
        """Count a message of a conversation that the page may follow.

        Raises:
            TooMany: too much is sent on its site.
        """
        if site := await self.site(conversation.site):
            self.count(request, site)

    def count(self, request: Request, site: Site) -> None:
        """Count a message on a site.

        Raises:
            TooMany: too much is sent there.
        """
        self.limits.admit(site, request.client.host if request.client else "")

    async def site(self, key: str | None) -> Site | None:
        """Return the site of a key, None if there is none, or not any more."""
        if not key or not (key.isascii() and key.isprintable()):  # what no database has to look for
            return None
        try:
            return await self.sites.get(key)
        except UnknownSite:
            return None

    def _require_allowed(self, request: Request, site: Site | None) -> None:
        """Check that the page is ours, or one that the site allows.

        Raises:
            Refusal: 403 when it is not.
        """
        origin = foreign_origin(request.scope, self.own)
        if origin and (site is None or not site.allows(origin)):
            raise Refusal(403, NOT_ALLOWED)


def closed_message(site: Site) -> str:
    """Return what visitors of a closed site are told."""
    return site.closed_message or DEFAULT_CLOSED_MESSAGE
