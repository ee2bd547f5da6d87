"""What contacts may do with what is kept of them: see it, take it, open it elsewhere, erase it."""

import json
from datetime import timedelta
from typing import Final

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.labels import spaced
from bot.telegram import words
from bot.telegram.buttons import Action, Press
from bot.telegram.cutting import messages
from bot.telegram.html import bold, paragraphs, text_html
from bot.telegram.keyboards import openable
from bot.telegram.means import Turn
from bot.telegram.messages import Button, File, Outgoing
from bot.tokens import digest, new_token

UNKNOWN_PAUSE: Final = timedelta(seconds=2)
"""What is left to wait, at most, after the last message of a chat of which nothing is kept any more."""


async def show(turn: Turn) -> None:
    """Say what is kept, and send all of it as a file, with the private link of the conversation."""
    kept = await turn.means.stores.telegram_chats.all_of(turn.chat)
    settings = turn.means.settings
    erase = words.ERASE_BY.format(url=f"{settings.site}/mentions#droits")
    if not kept:
        await turn.say("data", messages(paragraphs(bold(words.OWN_DATA), words.NO_DATA, spaced(erase))))
        return
    count = "votre conversation" if len(kept) == 1 else f"vos {len(kept)} conversations"
    about = words.KEPT_DATA.format(conversations=count, days=settings.conversation_days)
    said = messages(paragraphs(bold(words.OWN_DATA), spaced(about), spaced(erase)))
    await turn.say("data", (*said, await _file(turn, kept)))
    await open_elsewhere(turn, await turn.means.stores.telegram_chats.current(turn.chat) or kept[0])


async def open_elsewhere(turn: Turn, conversation: Conversation) -> None:
    """Send a link that opens a conversation of the chat on our pages."""
    # Whoever dies before the message is kept leaves a token that nobody knows: it opens nothing.
    token = new_token()
    await turn.means.stores.conversations.give_access(conversation.id, digest(token), turn.means.now())
    url = f"{turn.means.settings.site}/chat/{token}"
    if openable(url):
        sent = messages(spaced(words.ON_THE_SITE), ((Button(words.OPEN_SITE, url=url),),))
    else:
        sent = messages(paragraphs(spaced(words.ON_THE_SITE), url))
    await turn.say("site", sent)


async def ask_to_erase(turn: Turn) -> None:
    """Ask whether everything must really be erased."""
    write = turn.means.signer.write
    buttons = (
        (Button(words.YES_ERASE, write(Press(Action.ERASE))),),
        (Button(words.NO_KEEP, write(Press(Action.KEEP))),),
    )
    await turn.say("erase", messages(spaced(words.ERASE), buttons))


async def erase(turn: Turn) -> None:
    """Erase every conversation of the chat, and what was sent there; say what Telegram itself keeps."""
    stores = turn.means.stores
    kept = await stores.telegram_chats.all_of(turn.chat)
    if kept:  # else this was done already, and what follows is not to be said twice
        await stores.outbox.forget_lane(lane_of(turn.chat))
    for conversation in kept:
        await turn.means.contacts.erase(conversation)
    said = messages(paragraphs(spaced(words.ERASED), spaced(words.ERASED_THERE)))
    await turn.say("erased", said, within=UNKNOWN_PAUSE)


async def _file(turn: Turn, kept: list[Conversation]) -> Outgoing:
    """Return all that is kept of the chat, as a file that a person can read too."""
    conversations = [await turn.means.contacts.export(one) for one in kept]
    data = {"telegram": {"chat": turn.chat}, "conversations": conversations}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return Outgoing(text_html(spaced(words.YOUR_FILE)), file=File(words.FILE_NAME, text))
