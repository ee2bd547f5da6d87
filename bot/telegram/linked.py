"""Follow here a conversation that was begun elsewhere, once its contact has said that it is theirs."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Final

from bot.conversations.conversation import Conversation
from bot.conversations.errors import Repeated, UnknownConversation
from bot.labels import spaced
from bot.telegram import words
from bot.telegram.buttons import Action, Press, moment
from bot.telegram.cutting import messages
from bot.telegram.html import Written, bold, joined, paragraphs
from bot.telegram.keyboards import shortened
from bot.telegram.linking import TOKEN
from bot.telegram.means import Turn
from bot.telegram.messages import Button
from bot.telegram.present import reached
from bot.telegram.welcome import OUTSIDE, SEND_NOTHING

LONGEST_SUBJECT: Final = 200
"""Characters of what a conversation is about, by which its contact knows it again."""


async def ask_to_link(turn: Turn, code: str, number: int) -> bool:
    """Ask whether the conversation that a code or a token opens is to go on in the chat.

    Whoever sends such a link to someone else would read what they write: it is followed by no message.
    Returns whether it opens one. `number` is that of the message that held it.
    """
    found = await turn.means.linking.take(code, turn.chat)
    if found is None:
        await turn.say("unlinked", messages(spaced(words.BAD_LINK), reply_to=number))
        return False
    current = await turn.means.stores.telegram_chats.current(turn.chat)
    if current is not None and current.id == found.id:
        await reached(turn)
        await turn.say("already", messages(spaced(words.ALREADY_HERE), reply_to=number))
        return True
    press = Press(Action.LINK, found.id, index=moment(turn.means.now()))
    yes = Button(words.LINK_HERE, turn.means.signer.write(press, turn.chat))
    text = paragraphs(_about(found), spaced(words.MAY_BE_READ))
    await turn.say("link", messages(text, ((yes,),), number))
    return True


async def link(turn: Turn, id: str, number: int) -> str:
    """Make a conversation that of the chat, as was wanted there; return what is to be said of the press.

    The chat that it leaves is told. `number` is that of the message that asked.
    """
    stores, now = turn.means.stores, turn.means.now()
    try:
        found = await stores.conversations.get(id)
        again = await stores.conversations.numbered(id, turn.key) is not None
        current = await stores.telegram_chats.current(turn.chat)
        if current is not None and current.id == id and not again:
            return words.ALREADY_HERE
        if found.chat is not None and found.chat != turn.chat:
            await replace(turn, chat=found.chat).say("taken", messages(spaced(words.TAKEN_OVER)))
        with suppress(Repeated):  # this very update has done it already
            await stores.conversations.change(id, lambda c: c.follow_to(turn.chat, now), turn.key)
    except UnknownConversation:
        return words.EXPIRED
    await reached(turn)
    outside = joined([bold(OUTSIDE), spaced(SEND_NOTHING.format(site=turn.means.settings.site))], "")
    await turn.say("linked", messages(paragraphs(words.LINKED, outside), reply_to=number or None))
    return ""


def may_open(code: str) -> bool:
    """Whether a word has the form of what opens a conversation.

    >>> may_open("k" * 43), may_open("campagne-2026")
    (True, False)
    """
    return re.fullmatch(TOKEN, code, re.ASCII) is not None


def _about(conversation: Conversation) -> str | Written:
    subject = shortened(conversation.subject, LONGEST_SUBJECT)
    return spaced(words.TO_LINK.format(subject=subject) if subject.strip() else words.TO_LINK_UNSAID)
