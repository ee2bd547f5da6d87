"""Let through whoever holds the token of a conversation, from a page that may follow it."""

from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.api.admission import Admission
from bot.api.problems import Refusal, detail_of
from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.talk.contacts import Contacts
from bot.tokens import same

UNKNOWN = "Cette conversation n’existe pas, ou ce jeton ne l’ouvre pas."
REFUSED = "Ce jeton n’ouvre aucune conversation, ou elle a été effacée."
TOKEN = HTTPBearer(
    scheme_name="Jeton",
    description="Le jeton de la conversation, donné quand elle commence.",
    auto_error=False,
)

OfConversation = Annotated[str, Path(description="Identifiant de la conversation.")]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(TOKEN)]


class Guard:
    """Lets through whoever holds the token of the conversation in the path."""

    def __init__(self, contacts: Contacts, admission: Admission) -> None:
        self._contacts = contacts
        self._admission = admission

    async def __call__(
        self,
        request: Request,
        id: OfConversation,
        credentials: Credentials,
    ) -> Conversation:
        """Return the conversation.

        The token is looked up by its digest, so that the time it takes tells nothing of it.

        Raises:
            Refusal: 401 without a token that opens a conversation, 404 when it opens another one, 403 when
                the page is one of another site than where the conversation takes place.
        """
        if credentials is None:
            raise Refusal(401, detail_of(401), {"WWW-Authenticate": "Bearer"})
        try:
            conversation = await self._contacts.opened(credentials.credentials)
        except UnknownConversation:
            raise Refusal(401, REFUSED, {"WWW-Authenticate": 'Bearer error="invalid_token"'}) from None
        if not same(id, conversation.id):
            raise Refusal(404, UNKNOWN)
        await self._admission.to_follow(request, conversation)
        return conversation


class Speaking(Guard):
    """Lets through whoever may send one more message."""

    async def __call__(
        self,
        request: Request,
        id: OfConversation,
        credentials: Credentials,
    ) -> Conversation:
        """Return the conversation; it counts as a message on its site.

        Raises:
            Refusal: as the guard does.
            TooMany: too much is sent on that site.
        """
        conversation = await super().__call__(request, id, credentials)
        await self._admission.to_talk(request, conversation)
        return conversation
