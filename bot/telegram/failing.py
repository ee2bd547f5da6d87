"""What becomes of a message that fails each time: its contact is told, and the staff have it."""

from datetime import datetime

from bot.conversations import wording
from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.errors import NotAllowed, Repeated, UnknownConversation
from bot.conversations.promises import Promises
from bot.conversations.states import Status
from bot.labels import spaced
from bot.talk.contacts import BadText, accepted
from bot.telegram import words
from bot.telegram.cutting import messages
from bot.telegram.incoming import Command, Incoming, Said
from bot.telegram.means import Turn
from knowledge.decision import Reason


async def give_up(turn: Turn, incoming: Incoming) -> None:
    """Say that an update cannot be carried out; what was asked in a conversation is handed to the staff."""
    if not isinstance(incoming, Said | Command):
        return
    handed = isinstance(incoming, Said) and incoming.private and await _handed_over(turn, incoming)
    sentence = words.FAILED_HANDED if handed else words.FAILED
    await turn.say("failed", messages(spaced(sentence), reply_to=incoming.number))


async def _handed_over(turn: Turn, said: Said) -> bool:
    """Hand a message to the staff; return whether it is in their hands."""
    stores, contacts, now = turn.means.stores, turn.means.contacts, turn.means.now()
    conversation = await stores.telegram_chats.current(turn.chat)
    if conversation is None:
        return False
    key = turn.means.us.key(said.number)
    kept = await stores.conversations.numbered(conversation.id, key) is not None
    if kept and conversation.status is Status.OPEN:
        return True
    promises = await contacts.promises_of(conversation)
    try:
        text = accepted(said.text)
        await stores.conversations.change(
            conversation.id,
            lambda c: _failed(c, "" if kept else text, promises, now),
            f"{turn.key}:failed" if kept else key,
        )
    except (BadText, NotAllowed, Repeated, UnknownConversation):
        return False
    contacts.hub.ring(conversation.id, now)
    return True


def _failed(conversation: Conversation, text: str, promises: Promises, now: datetime) -> Change[Conversation]:
    """Return the handoff of a conversation, with a message of its contact before it unless that is ""."""
    promised, subject = promises.promised(now), text or conversation.subject
    reason, topic = Reason.TECHNICAL_FAILURE.value, conversation.topic

    def hand_off(one: Conversation) -> Change[Conversation]:
        delay = promises.said(promised, now)
        handed = one.hand_off(reason, topic, subject, now, promised)
        return handed.then(lambda c: c.tell(wording.WAITING.format(delay=delay), now))

    if not text:
        return hand_off(conversation)
    said = conversation.said(text, now, promised)
    return said if said.after.status is Status.OPEN else said.then(hand_off)
