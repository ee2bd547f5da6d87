"""Send a reply to a conversation, and the same one to others that ask the same and wait."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.console.gestures import resolve
from bot.console.reply_form import Alike
from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import ConversationError, Repeated
from bot.staff.accounts import Staff
from bot.store.conversations import Conversations
from bot.talk.hub import Hub


@dataclass(frozen=True, slots=True)
class Reply:
    """What someone of the staff sends; the same `key` twice sends it once, `ends` closes the conversation."""

    staff: Staff
    text: str
    citations: Sequence[Mapping[str, Any]]
    key: str
    at: datetime
    ends: bool = False

    def to(self, shown: Conversation, seen: int) -> Change[Conversation]:
        """Return the change that it makes of a conversation of which the event `seen` was shown.

        Raises:
            ConversationError: see `Conversation.reply`.
        """
        one = self.staff
        sent = shown.reply(one.id, one.name, self.text, self.at, seen, self.citations)
        return sent.then(lambda after: resolve(after, one.id, self.at)) if self.ends else sent


@dataclass(frozen=True, slots=True)
class Unsent:
    """A conversation that a reply could not be sent to: its question, and why."""

    subject: str
    error: ConversationError


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends replies; `nudge` has the outbox looked at, for the contacts who left an address.

    `settle` is told of each reply that was sent, with the identifier of its conversation.
    """

    store: Conversations
    hub: Hub
    nudge: Callable[[], None]
    settle: Callable[[str, Reply], Awaitable[None]]

    async def send(self, reply: Reply, id: str, seen: int) -> None:
        """Send a reply; sent already, there is nothing more to do.

        Raises:
            ConversationError: see `Conversation.reply`; it may also be there no more.
        """
        try:
            await self.store.change(id, lambda shown: reply.to(shown, seen), reply.key)
        except Repeated:
            return
        self.hub.ring(id)
        self.nudge()
        await self.settle(id, reply)

    async def send_to_all(self, reply: Reply, alike: Sequence[Alike]) -> list[Unsent]:
        """Send a reply to several, each as if alone; return those that it could not be sent to."""
        unsent = []
        for each in alike:
            try:
                await self.send(reply, each.id, each.seen)
            except ConversationError as error:
                unsent.append(Unsent(await self._subject(each.id), error))
        return unsent

    async def _subject(self, id: str) -> str:
        try:
            return (await self.store.get(id)).subject
        except ConversationError:
            return "Conversation effacée"
