"""What whoever holds the token of a conversation may do with it, on the page and by the API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anyio import CapacityLimiter, to_thread

from bot.api.public_view import exported, status_out
from bot.conversations.conversation import Conversation
from bot.conversations.errors import ConversationError
from bot.conversations.events import CONTACT
from bot.conversations.promises import Promises
from bot.conversations.states import Channel, Status
from bot.delivery.mail import address
from bot.eligibility.commands import SEND
from bot.eligibility.path import Path, last_path
from bot.errors import DeskBusy, DeskClosed
from bot.reporting.figures import Count
from bot.settings import Settings
from bot.store.audit import Act
from bot.store.feedback import FeedbackReason
from bot.store.stores import Stores
from bot.talk.caution import personal_data, warning
from bot.talk.dialogue import Dialogue, Posted
from bot.talk.hub import Hub
from bot.talk.site_promises import SitePromises
from bot.tokens import digest
from knowledge.eligibility.answers import BadAnswer

LONGEST_MESSAGE = 10_000
"""Characters of a message."""

LONGEST_KEY = 64
"""Characters of an idempotency key."""

MANY_EVENTS = 1_000
"""Events read at once for an export."""

BLANK = "Votre message est vide. Écrivez votre question, puis envoyez-la."
TOO_LONG = "Votre message compte {count} signes, et {longest} au plus sont acceptés. Raccourcissez-le."
NO_CRITERIA = "Les critères de cet appel ne sont pas disponibles. Demandez à parler à une personne."
NO_SHEET = "Vous n’avez pas encore de fiche. Répondez d’abord à une question au moins."
NO_MAIL = (
    "Ce site n’envoie pas de courriels. Gardez le lien de votre conversation : les réponses y paraîtront."
)


class NoMail(ConversationError):
    """Contacts cannot be told of replies by e-mail: no server sends any."""

    def __init__(self) -> None:
        super().__init__(NO_MAIL)


class BadText(ConversationError):
    """What the contact wrote cannot be kept: a message that is blank or too long, a wrong address."""


class PersonalData(ConversationError):
    """What the contact wrote seems to hold personal data: `found`, in French."""

    def __init__(self, found: tuple[str, ...]) -> None:
        super().__init__(warning(found))
        self.found = found


@dataclass(frozen=True, slots=True)
class Contacts:
    """Carries out what contacts ask; whoever calls has checked that the conversation is theirs.

    `reader` says how many messages may be searched for personal data at once: others need threads too.
    """

    dialogue: Dialogue
    stores: Stores
    hub: Hub
    promises: Promises
    settings: Settings
    clock: Callable[[], datetime]
    reader: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def opened(self, token: str) -> Conversation:
        """Return the conversation that a token opens.

        Raises:
            UnknownConversation: none, or one that was erased.
        """
        return await self.stores.conversations.opened_by(digest(token))

    async def begin(
        self,
        text: str | None = None,
        token: str = "",
        key: str | None = None,
        site: str | None = None,
    ) -> tuple[Conversation, str]:
        """Open a conversation with a first message, if there is one; return it and its token.

        `token` is the one that opens it, if it is given; `site` the key of the site where it takes place.
        While the assistant has too much to do, the message is kept and answered later.

        Raises:
            BadText: the message is blank or too long.
            DeskClosed: the assistant cannot reply; nothing is kept.
        """
        first = None if text is None else accepted(text)
        conversation, own = await self.dialogue.begin(Channel.WEB, token=token or None, site=site)
        if first is not None:
            try:
                await self.post(conversation, first, key)
            except DeskClosed:
                await self.stores.conversations.erase(conversation.id)
                raise
            except DeskBusy:
                pass
        return await self.stores.conversations.get(conversation.id), token or own

    async def post(self, conversation: Conversation, text: str, key: str | None = None) -> Posted:
        """Keep what the contact says, and let the assistant reply if it has the conversation.

        The same `key` twice keeps one message: the first, whatever the second one says.

        Raises:
            BadText: it is blank or too long.
            DeskUnavailable: the assistant cannot reply now; the message is kept if it is busy, not if it
                is closed.
            UnknownConversation: it was erased meanwhile.
        """
        return await self.dialogue.post(conversation.id, accepted(text), key)

    async def judge(
        self, conversation: Conversation, number: int, useful: bool, reason: FeedbackReason | None
    ) -> None:
        """Keep what the contact thinks of a reply; a useful one has no reason not to be.

        Raises:
            UnknownMessage: it is no reply that the contact can see.
        """
        why = None if useful else reason
        await self.stores.feedback.give(conversation.id, number, useful, why, self.clock())

    async def leave_address(self, conversation: Conversation, text: str, token: str = "") -> str:
        """Keep the address at which the contact is told of replies, and return it as servers write it.

        The links of the letters sent to another address do not open the conversation any more, but for
        `token`, by which the contact came.

        Raises:
            NoMail: this site sends no e-mail.
            BadText: nobody can be written to at this address.
            UnknownConversation: it was erased meanwhile.
        """
        if not self.settings.mails:
            raise NoMail
        try:
            email = address(text)
        except ValueError as error:
            raise BadText(str(error)) from None
        await self._keep_address(conversation, email, token)
        return email

    async def forget_address(self, conversation: Conversation, token: str = "") -> None:
        """Forget the address, if there is one, and the links sent there, but for `token`.

        Raises:
            UnknownConversation: it was erased meanwhile.
        """
        if conversation.email:
            await self._keep_address(conversation, "", token)

    async def erase(self, conversation: Conversation) -> None:
        """Delete the conversation and all that was said in it; that it was erased is written down."""
        act = Act(self.clock(), CONTACT, "conversation.erased", conversation.id)
        await self.stores.conversations.erase(conversation.id, act)
        self.hub.ring(conversation.id)

    async def export(self, conversation: Conversation) -> dict[str, Any]:
        """Return all that is kept of the conversation and its contact, less the private notes."""
        events, after = [], 0
        while page := await self.stores.conversations.events(conversation.id, after, MANY_EVENTS):
            events += page
            after = page[-1].number
        opinions = await self.stores.feedback.of(conversation.id)
        sent = await self.stores.outbox.of_conversation(conversation.id)
        return exported(conversation, events, opinions, sent, reminder=await self.reminded(conversation))

    async def path(self, conversation: Conversation) -> Path | None:
        """Return how far the contact is along the questions on the criteria, None before they begin."""
        return last_path(await self.stores.conversations.messages(conversation.id))

    async def fill(
        self, conversation: Conversation, answers: Mapping[str, object], done: Sequence[str]
    ) -> Conversation:
        """Keep the answers of the contact's sheet and their pieces, whoever has the conversation.

        Raises:
            BadText: an answer is none that its question takes, or there is no question any more.
            UnknownConversation: it was erased meanwhile.
        """
        guide = self.dialogue.reception.guide
        if guide is None:
            raise BadText(NO_CRITERIA)
        path, at = await self.path(conversation), self.clock()
        try:
            filled = guide.updated(path, answers, done, at)
        except BadAnswer as error:
            raise BadText(str(error)) from None
        kept = filled.as_json()
        change = await self.stores.conversations.change(
            conversation.id, lambda c: c.record(filled.text, at, kept)
        )
        self.hub.ring(conversation.id, at)
        return change.after

    async def send_sheet(self, conversation: Conversation, key: str | None = None) -> Conversation:
        """Hand the contact's sheet to the staff; who have the conversation already are shown it again.

        Raises:
            BadText: there is no sheet.
            DeskUnavailable: the desk cannot hand it over now.
            UnknownConversation: it was erased meanwhile.
        """
        path, guide = await self.path(conversation), self.dialogue.reception.guide
        answers = guide.answers(path) if guide else {}
        if path is None or not answers:
            raise BadText(NO_SHEET)
        if conversation.status is Status.OPEN:
            return await self.fill(conversation, answers, path.done)
        return (await self.post(conversation, SEND, key)).conversation

    async def remind(self, conversation: Conversation, wanted: bool) -> None:
        """Keep whether the contact wants to be reminded of the closing date."""
        await self.stores.reminders.set(conversation.id, wanted, self.clock())

    async def reminded(self, conversation: Conversation) -> bool:
        """Return whether the contact wants to be reminded of the closing date."""
        return await self.stores.reminders.of(conversation.id)

    async def require_impersonal(self, text: str) -> None:
        """Check that a text holds no personal data, but for what the texts publish.

        Raises:
            PersonalData: it seems to hold some.
        """
        try:
            corpus = self.dialogue.reception.desk.corpus
        except DeskClosed:  # a conversation that staff have goes on
            corpus = None
        if found := await to_thread.run_sync(personal_data, text, corpus, limiter=self.reader):
            raise PersonalData(found)

    async def promises_of(self, conversation: Conversation) -> Promises:
        """Return what is promised in a conversation: on some sites, by hours of their own."""
        return await SitePromises(self.stores.sites, self.promises).of(conversation.site)

    async def holder(self, conversation: Conversation) -> str:
        """Return the name of whoever of the staff took the conversation, "" if nobody did."""
        if conversation.assignee is None:
            return ""
        return (await self.stores.staff.get(conversation.assignee)).name

    async def status(self, id: str) -> Mapping[str, Any]:
        """Return who has a conversation now, as the API says it.

        Raises:
            UnknownConversation: it was erased.
        """
        return status_out(*await self.stores.conversations.with_holder(id))

    async def _keep_address(self, conversation: Conversation, email: str, token: str) -> None:
        at, own = self.clock(), digest(token)
        await self.stores.conversations.change(conversation.id, lambda c: c.leave_address(email, at), own=own)
        self.hub.ring(conversation.id)


def accepted(text: str) -> str:
    r"""Return a message as it is kept: its lines ended as ours are, nothing that no database can hold.

    >>> accepted(" Bonjour.\r\nQui ?\0 ")
    'Bonjour.\nQui ?'

    Raises:
        BadText: it is blank or too long.
    """
    kept = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not kept:
        raise BadText(BLANK)
    if len(kept) > LONGEST_MESSAGE:
        raise BadText(TOO_LONG.format(count=Count(len(kept)), longest=Count(LONGEST_MESSAGE)))
    return kept
