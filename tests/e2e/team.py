"""The team behind a site, and what is kept of the conversation that a widget of it shows."""

import json
from functools import partial

from playwright.sync_api import Page

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.staff.accounts import Staff
from bot.store.conversations import Transition
from tests.bot.applicants import CAMILLE
from tests.bot.clocks import MONDAY
from tests.e2e.hosts import Embedded


class Team:
    """Camille, who answers alone."""

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded
        self._staff: Staff = embedded.served.colleague()

    def conversation(self, page: Page) -> str:
        """Return the identifier of the conversation of a page."""
        kept = page.evaluate("key => sessionStorage.getItem(key)", f"guichet:{self._embedded.site.key}")
        return str(json.loads(kept)["id"])

    def reply(self, id: str, *texts: str) -> None:
        """Take a conversation if need be, and reply."""
        for text in texts:
            self._change(id, partial(self._reply, text))

    def _reply(self, text: str, conversation: Conversation) -> Change[Conversation]:
        return conversation.reply(self._staff.id, CAMILLE, text, MONDAY, conversation.number)

    def take(self, id: str) -> None:
        """Take a conversation, whoever has it, with nothing said."""
        self._change(id, lambda c: c.claim(self._staff.id, MONDAY))

    def resolve(self, id: str) -> None:
        """End a conversation."""
        self._change(id, lambda c: c.resolve(self._staff.id, MONDAY))

    def type(self, id: str) -> None:
        """Begin to type."""
        served = self._embedded.served
        served.do(served.typing(id))

    def kept(self, id: str) -> list[tuple[str, str]]:
        """Return who said what in a conversation, in order."""
        store = self._embedded.served.parts.stores.conversations
        return [(one.author.value, one.text) for one in self._embedded.served.do(store.messages(id))]

    def last(self, id: str) -> int:
        """Return the number of the last event of a conversation."""
        store = self._embedded.served.parts.stores.conversations
        return self._embedded.served.do(store.get(id)).number

    def _change(self, id: str, transition: Transition) -> None:
        served = self._embedded.served

        async def changed() -> None:
            await served.parts.stores.conversations.change(id, transition)
            served.parts.hub.ring(id)

        served.do(changed())
