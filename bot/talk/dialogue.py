"""Carry a conversation: keep what its contact says, let the assistant reply, hand over to the staff."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from weakref import WeakValueDictionary

from anyio import Lock

from bot.conversations import wording
from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import NotAllowed, Repeated, UnknownConversation
from bot.conversations.events import CONTACT, Author, Message
from bot.conversations.promises import Promises
from bot.conversations.states import Channel, Status
from bot.desk import Reception
from bot.eligibility.brief import in_brief
from bot.eligibility.path import last_path
from bot.eligibility.shown import sheet_of
from bot.errors import DeskUnavailable
from bot.replies import Reply
from bot.store.conversations import Conversations
from bot.store.reminders import Reminders
from bot.store.sites import Sites
from bot.talk.freely import asked_freely
from bot.talk.hub import Hub
from bot.talk.site_promises import SitePromises
from bot.tokens import digest, new_token, short_id
from knowledge.decision import Reason
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)

REMEMBERED = 5
"""Earlier messages of the contact that a question may lean on."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a message: it, the assistant's reply if there is one, the conversation after both."""

    message: Message
    reply: Message | None
    conversation: Conversation


class Dialogue:
    """What a contact may do, on any channel; `clock` gives the present moment, with its time zone.

    `sites` are those whose own hours count, if there are any, in what is promised there; `reminders`
    keep who wants to be reminded of the closing date.
    """

    def __init__(
        self,
        store: Conversations,
        reception: Reception,
        hub: Hub,
        promises: Promises,
        clock: Callable[[], datetime],
        sites: Sites | None = None,
        reminders: Reminders | None = None,
    ) -> None:
        self._store = store
        self.reception = reception
        self._hub = hub
        self._promises = promises
        self._reminders = reminders
        self._site_promises = SitePromises(sites, promises) if sites else None
        self._clock = clock
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def begin(
        self,
        channel: Channel,
        contact: str | None = None,
        token: str | None = None,
        site: str | None = None,
        chat: int | None = None,
    ) -> tuple[Conversation, str]:
        """Open a conversation, of a contact who is known or not; return it and its secret token.

        `token` is the secret, if whoever asks chose it: the same form sent twice opens one conversation.
        `site` is the key of the site where it takes place, `chat` the chat of Telegram that carries it on.
        """
        token, contact = token or new_token(), contact or short_id()
        conversation = Conversation.begin(short_id(), contact, channel, self._clock(), site, chat)
        await self._store.begin(conversation, digest(token))
        return conversation, token

    async def post(self, id: str, text: str, key: str | None = None) -> Posted:
        """Keep what the contact says, and let the assistant reply if it has the conversation.

        The same `key` twice keeps one message, and gives back what was replied.

        Raises:
            DeskUnavailable: the assistant, who has the conversation, cannot reply now; the message is
                kept if it is the desk that is busy, not if it is closed.
            UnknownConversation: it is not there.
        """
        async with self._lock(id):
            promises = await self._promises_of(id)
            now = self._clock()
            promised = promises.promised(now)
            try:
                change = await self._store.change(id, lambda c: self._said(c, text, now, promised), key)
            except Repeated as repeated:
                return await self._replied(id, repeated.number)
            self._ring(change)
            message = change.events[-1].message
            if message and change.after.status is Status.OPEN:
                return Posted(message, None, change.after)
            return await self._replied(id, change.after.asked)

    async def ask_for_a_person(self, id: str, key: str | None = None) -> Conversation:
        """Hand the conversation to the staff because the contact wants so; say it again if they have it.

        The same `key` twice asks once.

        Raises:
            UnknownConversation: it is not there.
        """
        async with self._lock(id):
            promises = await self._promises_of(id)
            now = self._clock()
            try:
                change = await self._store.change(id, lambda c: _requested(c, now, promises), key)
            except Repeated:
                return await self._store.get(id)
            self._ring(change)
            return change.after

    async def catch_up(self, before: datetime) -> int:
        """Reply to the messages left without a reply before a moment, by a process that died; count them.

        Raises:
            DeskUnavailable: the assistant cannot reply now.
        """
        left = await self._store.unanswered(before)
        for conversation in left:
            async with self._lock(conversation.id):
                with suppress(UnknownConversation):  # its contact erased it meanwhile
                    await self._replied(conversation.id, conversation.asked)
        return len(left)

    async def _replied(self, id: str, number: int) -> Posted:
        """Return what became of the contact's message `number`, replying to it if that is still to do."""
        conversation = await self._store.get(id)
        if conversation.status is Status.PENDING and conversation.answered < number:
            conversation = await self._answer(id, number)
        messages = await self._store.messages(id)
        message = next(each for each in messages if each.number >= number and each.author is Author.CONTACT)
        later = (each for each in messages if each.number > message.number)
        reply = next(later, None)
        own = reply if reply and reply.author is Author.ASSISTANT else None
        return Posted(message, own, conversation)

    async def _answer(self, id: str, number: int) -> Conversation:
        messages = await self._store.messages(id)
        question = next(one.text for one in messages if one.number == number)
        earlier = asked_freely(messages, number)[-REMEMBERED:]
        path, reminded = last_path(messages), await self._reminded(id)
        path = path and replace(path, remind=reminded)
        reply = await self.reception.lead(question, earlier, path, self._clock())
        promises = await self._promises_of(id)
        now = self._clock()
        try:
            change = await self._store.change(id, lambda c: _outcome(c, number, reply, now, promises))
        except NotAllowed:  # someone of the staff took it meanwhile
            return await self._store.get(id)
        self._ring(change)
        if change.after.status is Status.OPEN and reply.sheet is None:  # two sheets are no question alike
            await self._remember_subject(change.after)
        wanted = (reply.path or {}).get("remind")
        if self._reminders and wanted not in (None, reminded):
            await self._reminders.set(id, wanted, self._clock())
        return change.after

    async def _reminded(self, id: str) -> bool | None:
        """Return whether the contact wants to be reminded of the closing date, None where nobody is."""
        return await self._reminders.of(id) if self._reminders else None

    def _said(
        self, conversation: Conversation, text: str, now: datetime, promised: datetime
    ) -> Change[Conversation]:
        if conversation.status is not Status.OPEN:
            self.reception.require_open()
        return conversation.said(text, now, promised)

    async def _remember_subject(self, conversation: Conversation) -> None:
        """Keep what the question handed over means, so that those alike are found.

        The handoff is kept already: without an embedder it stands, and is only not grouped.
        """
        try:
            maker, vector = await self.reception.vector(conversation.subject)
        except (KnowledgeError, DeskUnavailable):
            logger.exception("A question handed over cannot be compared with others")
            return
        await self._store.keep_vector(conversation.id, maker, vector)

    async def _promises_of(self, id: str) -> Promises:
        """Return what is promised in a conversation.

        Raises:
            UnknownConversation: it is not there.
        """
        if self._site_promises is None:
            return self._promises
        return await self._site_promises.of((await self._store.get(id)).site)

    def _ring(self, change: Change[Conversation]) -> None:
        self._hub.ring(change.after.id, change.after.changed_at)

    def _lock(self, id: str) -> Lock:
        """Return the lock of a conversation: what its contact sends at once is taken in turn."""
        lock = self._locks.get(id)
        if lock is None:
            lock = self._locks[id] = Lock()
        return lock


def _outcome(
    conversation: Conversation, number: int, reply: Reply, now: datetime, promises: Promises
) -> Change[Conversation]:
    """Return the assistant's reply, and the handoff that follows if the reply is one.

    What is kept of it holds the passages that it saw, for the staff.
    """
    handed = reply.for_staff
    text = (reply.why if handed else "") or reply.text
    kept = reply.as_json() | {"text": text, "seen": [asdict(one) for one in reply.seen]}
    answered = conversation.answer(text, now, number, kept)
    if not handed:
        return answered
    promised = promises.promised(now)
    question = in_brief(sheet_of(reply.sheet)) if reply.sheet else reply.understood or reply.question
    return answered.then(
        lambda c: c.hand_off(reply.reason or "", reply.topic or "", question, now, promised)
    ).then(lambda c: c.tell(wording.WAITING.format(delay=promises.said(promised, now)), now))


def _requested(conversation: Conversation, now: datetime, promises: Promises) -> Change[Conversation]:
    """Return the handoff that a contact asks for; one who waits already is told so again."""
    if conversation.promised_at is not None:
        delay = promises.said(conversation.promised_at, now)
        return conversation.tell(wording.ALREADY_WAITING.format(delay=delay), now)
    promised = promises.promised(now)
    asked = conversation.said(wording.ASK_A_PERSON, now, promised)
    if asked.after.status is not Status.OPEN:
        reason, topic, subject = Reason.REQUESTED.value, conversation.topic, conversation.subject
        asked = asked.then(lambda c: c.hand_off(reason, topic, subject, now, promised, CONTACT))
    told = wording.WAITING if conversation.asked else wording.CALLED
    return asked.then(lambda c: c.tell(told.format(delay=promises.said(promised, now)), now))
