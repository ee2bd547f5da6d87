"""What a contact writes in private: kept in the conversation of the chat, and answered there."""

from datetime import timedelta

from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Author
from bot.conversations.states import Status
from bot.eligibility.commands import CORRECT
from bot.errors import DeskClosed
from bot.labels import spaced
from bot.talk.contacts import BadText, PersonalData, accepted
from bot.talk.dialogue import Posted
from bot.telegram import words
from bot.telegram.buttons import Action, Press
from bot.telegram.courier import number_in
from bot.telegram.cutting import messages
from bot.telegram.html import paragraphs
from bot.telegram.incoming import Said, Unreadable
from bot.telegram.linked import ask_to_link
from bot.telegram.linking import token_in
from bot.telegram.means import Turn, quietly
from bot.telegram.messages import Button
from bot.telegram.present import introduce, present
from bot.tokens import digest

AGAIN = timedelta(minutes=10)
"""The span of time in which who goes on writing to the team is told once that it has their messages."""


async def hear(turn: Turn, said: Said, *, confirmed: bool = False) -> Conversation | None:
    """Keep what the contact writes, and reply; return the conversation, None if it was not kept.

    What holds the secret link of a conversation is not kept; neither is what seems personal, unless it
    is `confirmed`.

    Raises:
        DeskUnavailable: the assistant cannot reply now; carried out again, this goes on.
    """
    if token := token_in(said.text):
        await _hear_link(turn, said, token)
        return None
    try:
        text = accepted(said.text)
        conversation = await present(turn)
        if said.beside:
            await turn.say("beside", messages(words.BESIDE, reply_to=said.number), once=_once(turn, said))
        if not confirmed:
            await turn.means.contacts.require_impersonal(text)
    except BadText as error:
        await turn.say("refused", messages(spaced(str(error)), reply_to=said.number))
        return None
    except PersonalData as error:
        await _warn(turn, said, error)
        return None
    if await _changes_an_answer(turn, conversation, said, text):
        past = words.PAST_CHANGED.format(correct=CORRECT)
        await turn.say("past", messages(spaced(past), reply_to=said.number))
        return conversation
    return await post(turn, conversation, text, await _key(turn, conversation, said, text), said.number)


async def _hear_link(turn: Turn, said: Said, token: str) -> None:
    """Open the link of a conversation, if the contact sends it and nothing else."""
    if not said.forwarded and len(said.text.split()) == 1:
        await ask_to_link(turn, token, said.number)
        return
    sentence = words.LINK_FORWARDED if said.forwarded else words.LINK_BESIDE
    await turn.say("link", messages(spaced(sentence), reply_to=said.number))


async def post(
    turn: Turn, conversation: Conversation, text: str, key: str, reply_to: int | None = None
) -> Conversation:
    """Keep a message under its key, and reply; return the conversation, begun anew if it was erased.

    Raises:
        DeskClosed: the assistant cannot reply now, which is said; carried out again, this goes on.
        DeskBusy: it has too much to do; the message is kept, and carried out again, this goes on.
    """
    if conversation.status is not Status.OPEN and not turn.means.crowded():
        await quietly(turn.means.bot.typing(turn.chat))
    contacts = turn.means.contacts
    try:
        posted = await contacts.post(conversation, text, key)
    except UnknownConversation:
        return await post(turn, await present(turn), text, key, reply_to)
    except DeskClosed as error:
        await turn.say("closed", messages(spaced(words.CLOSED.format(why=error)), reply_to=reply_to))
        raise
    if posted.reply is None and posted.conversation.status is Status.OPEN:
        await _say_when(turn, posted, reply_to)
    return posted.conversation


async def refuse(turn: Turn, unreadable: Unreadable) -> None:
    """Say what to do instead of what has no words; an album is one thing."""
    await introduce(turn)
    sentence = words.UNREADABLE.get(unreadable.kind, words.UNREADABLE_AT_ALL)
    said = messages(spaced(sentence), reply_to=unreadable.number)
    await turn.say("beside", said, once=_once(turn, unreadable))


async def _warn(turn: Turn, said: Said, error: PersonalData) -> None:
    """Say that a message seems personal; a button sends it all the same."""
    anyway = Button(words.SEND_ANYWAY, turn.means.signer.write(Press(Action.SEND)))
    text = paragraphs(spaced(str(error)), spaced(words.WARNED))
    await turn.say("warning", messages(text, ((anyway,),), said.number))


async def _key(turn: Turn, conversation: Conversation, said: Said, text: str) -> str:
    """Return the key under which a message is kept, or was: another one when its words have changed."""
    first = turn.means.us.key(said.number)
    if said.edited is None:
        return first
    key, kept = await _last_version(turn, conversation, said)
    return key if kept in (None, text) else f"{first}:{said.edited}"


async def _changes_an_answer(turn: Turn, conversation: Conversation, said: Said, text: str) -> bool:
    """Tell whether a message that was changed has answered a question on the criteria, and the next one came.

    It would answer that one: what rests on the texts has a receipt, the next question has none.
    """
    if said.edited is None:
        return False
    key, kept = await _last_version(turn, conversation, said)
    store = turn.means.stores.conversations
    number = await store.numbered(conversation.id, key)
    if number is None or kept == text:
        return False
    later = (one for one in await store.messages(conversation.id) if one.number > number)
    answer = next((one.answer or {} for one in later if one.author is Author.ASSISTANT), {})
    return answer.get("path") is not None and answer.get("receipt") is None


async def _last_version(turn: Turn, conversation: Conversation, said: Said) -> tuple[str, str | None]:
    """Return the key and the text of what is kept of a message that was changed, None if nothing is."""
    store, us = turn.means.stores.conversations, turn.means.us
    unchanged = us.key(said.number)
    first = await store.numbered(conversation.id, unchanged)
    if first is None:
        return unchanged, None
    for message in reversed(await store.messages(conversation.id)):
        if message.author is Author.CONTACT and message.number >= first:
            key = await store.key_of(conversation.id, message.number)
            if key and number_in(key, us.id) == said.number:
                return key, message.text
    return unchanged, None


async def _say_when(turn: Turn, posted: Posted, reply_to: int | None) -> None:
    """Say until when a person answers; to who goes on writing meanwhile, once in a while."""
    conversation, now = posted.conversation, turn.means.now()
    if conversation.waiting_since is None:
        return
    promises = await turn.means.contacts.promises_of(conversation)
    delay = promises.said(conversation.promised_at or promises.promised(now), now)
    if conversation.waiting_since == posted.message.at:
        await turn.say("added", messages(spaced(words.ADDED.format(delay=delay)), reply_to=reply_to))
        return
    span = int(posted.message.at.timestamp() // AGAIN.total_seconds())
    once = f"telegram:{turn.means.us.id}:{digest(f'{conversation.id} added {span}')[:24]}"
    await turn.say("again", messages(spaced(words.ADDED_AGAIN.format(delay=delay))), once=once)


def _once(turn: Turn, message: Said | Unreadable) -> str:
    """Return the key of what is said once for a message, or for the whole album that it is a part of."""
    of = f"album {message.album}" if message.album else f"message {message.number}"
    return f"telegram:{turn.means.bot.id}:{digest(f'{turn.chat} {of}')[:24]}"
