"""Begin conversations once each: the same request sent again gives the same conversation and its token."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from anyio import Lock

from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.errors import DeskBusy
from bot.talk.contacts import Contacts
from bot.tokens import LENGTH, digest, new_token


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation and its token; `same` is False if its key began it with something else."""

    conversation: Conversation
    token: str
    same: bool = True


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Begins conversations; `locks` has the two posts of a double click take their turn."""

    contacts: Contacts
    locks: WeakValueDictionary[str, Lock] = field(default_factory=WeakValueDictionary)

    async def begin(self, key: str, text: str | None, site: str | None = None) -> Begun:
        """Return the conversation that began under a key, or begin it there, on the site of that key.

        Its token comes from the key, which is as secret: whoever has it chose it, or was given it by us.

        Raises:
            BadText: the message is blank or too long.
            DeskClosed: the assistant cannot reply; nothing is kept.
        """
        token = begun_by(key)
        # Not the key itself, from which the token comes: what is kept opens nothing.
        kept = digest(f"guichet first message {key}")
        lock = self.locks.setdefault(token, Lock())
        async with lock:
            try:
                known = await self.contacts.opened(token)
            except UnknownConversation:
                return Begun(*await self.contacts.begin(text, token, kept, site))
            if known.site != site:
                return Begun(known, token, same=False)
            try:
                posted = await self.contacts.post(known, text, kept) if text else None
            except DeskBusy:
                posted = None
            same = posted is None or posted.message.text == text
            return Begun(known, token, same)


def begun_by(key: str) -> str:
    """Return the token of the conversation that a request with this key begins.

    A key that is not as long as ours could be guessed, and the conversation opened: it counts for nothing.

    >>> len(begun_by("k" * 43)), begun_by("k" * 43) == begun_by("k" * 43), begun_by("k") == begun_by("k")
    (43, True, False)
    """
    if len(key) != LENGTH:
        return new_token()
    return urlsafe_b64encode(bytes.fromhex(digest(f"guichet begins {key}"))).decode().rstrip("=")
