"""Bring a conversation of our pages to Telegram: a short-lived code, or the link by which it is resumed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.store.telegram_codes import TelegramCodes
from bot.talk.contacts import Contacts
from bot.tokens import digest, new_token

VALID: Final = timedelta(minutes=15)
"""How long a code holds: time to find one's telephone, not for a photograph of the screen to go round."""

TOKEN: Final = r"[A-Za-z0-9_-]{43}(?:[A-Za-z0-9_-]{21})?"  # noqa: S105 - the form of tokens, not one of them
"""What opens a conversation: 43 characters, or the 64 of the link of a letter."""

_TOKEN = re.compile(TOKEN, re.ASCII)


@dataclass(frozen=True, slots=True)
class Linking:
    """Gives and takes the codes of conversations; `clock` gives the present moment, with its time zone."""

    codes: TelegramCodes
    contacts: Contacts
    clock: Callable[[], datetime]

    async def code_for(self, conversation: Conversation) -> str:
        """Return a new code of 43 characters, which links one chat to a conversation, within 15 minutes.

        Raises:
            UnknownConversation: it was erased meanwhile.
        """
        code, now = new_token(), self.clock()
        await self.codes.keep(digest(code), conversation.id, now, now + VALID)
        return code

    async def take(self, code: str, chat: int | None = None) -> Conversation | None:
        """Return the conversation that a code or the token of a link opens, None if there is none.

        A code opens it once. The `chat` that took it, if it is named, may take it again while it holds:
        a process that was killed before the link was made begins anew. A token opens it as often as it
        does on our pages.
        """
        if not _TOKEN.fullmatch(code):
            return None
        again = None if chat is None else digest(f"{code} taken by {chat}")
        found = await self.codes.take(digest(code), again, self.clock())
        try:
            if found is not None:
                return await self.contacts.stores.conversations.get(found)
            return await self.contacts.opened(code)
        except UnknownConversation:
            return None


def token_in(text: str) -> str | None:
    """Return the token of the first link in a text that may open a conversation, None if there is none.

    It is a secret, whatever the address by which our pages were reached.

    >>> token_in(f"Ma page : https://x.fr/chat/{'k' * 43}#m-2") == "k" * 43
    True
    >>> token_in("https://x.fr/chat")
    """
    link = re.search(rf"/chat/({TOKEN})(?![A-Za-z0-9_-])", text, re.IGNORECASE)
    return link[1] if link else None
