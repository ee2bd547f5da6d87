"""Follow here a conversation that was begun on our pages."""

import re
from contextlib import suppress

from bot.conversations.errors import Repeated, UnknownConversation
from bot.labels import spaced
from bot.telegram import words
from bot.telegram.cutting import messages
from bot.telegram.html import bold, joined, paragraphs
from bot.telegram.linking import TOKEN
from bot.telegram.means import Turn
from bot.telegram.present import reached
from bot.telegram.welcome import OUTSIDE, SEND_NOTHING


async def link(turn: Turn, code: str, number: int) -> bool:
    """Make the conversation that a code or a token opens that of the chat; return whether there is one.

    `number` is that of the message that held it.
    """
    found = await turn.means.linking.take(code, turn.chat)
    if found is None:
        await turn.say("unlinked", messages(spaced(words.BAD_LINK), reply_to=number))
        return False
    stores, now = turn.means.stores, turn.means.now()
    try:
        with suppress(Repeated):  # this very update has done it already
            await stores.conversations.change(found.id, lambda c: c.follow_to(turn.chat, now), turn.key)
    except UnknownConversation:
        await turn.say("unlinked", messages(spaced(words.BAD_LINK), reply_to=number))
        return False
    await reached(turn)
    await stores.telegram_chats.seen(turn.chat, number)
    outside = joined([bold(OUTSIDE), spaced(SEND_NOTHING.format(site=turn.means.settings.site))], "")
    await turn.say("linked", messages(paragraphs(words.LINKED, outside), reply_to=number))
    return True


def may_open(code: str) -> bool:
    """Whether a word has the form of what opens a conversation.

    >>> may_open("k" * 43), may_open("campagne-2026")
    (True, False)
    """
    return re.fullmatch(TOKEN, code, re.ASCII) is not None
