"""What contacts may do with what is kept of them: see it, take it, open it elsewhere, erase it."""

import json
from datetime import datetime, timedelta
from typing import Final

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.labels import spaced
from bot.telegram import words
from bot.telegram.buttons import Action, Press, moment
from bot.telegram.cutting import messages
from bot.telegram.html import bold, paragraphs, text_html
from bot.telegram.keyboards import openable
from bot.telegram.means import Turn
from bot.telegram.messages import Button, File, Outgoing
from bot.tokens import digest, new_token

UNKNOWN_PAUSE: Final = timedelta(seconds=2)
"""What is left to wait, at most, after the last message of a chat of which nothing is kept any more."""


async def show(turn: Turn) -> None:
    """Say what is kept, and send all of it as a file."""
    kept = await turn.means.stores.telegram_chats.all_of(turn.chat)
    settings = turn.means.settings
    erase = words.ERASE_BY.format(url=f"{settings.site}/mentions#droits")
    if not kept:
        await turn.say("data", messages(words.NO_DATA))
        return
    count = "votre conversation" if len(kept) == 1 else f"vos {len(kept)} conversations"
    about = words.KEPT_DATA.format(conversations=count, days=settings.conversation_days)
    said = messages(paragraphs(bold(words.OWN_DATA), spaced(about), spaced(erase)))
    await turn.say("data", (*said, await _file(turn, kept)))


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
    """Ask whether everything must really be erased, all that there is now, if there is anything."""
    if not await turn.means.stores.telegram_chats.all_of(turn.chat):
        await turn.say("erase", messages(words.NO_DATA))
        return
    write = turn.means.signer.write
    buttons = (
        (Button(words.YES_ERASE, write(Press(Action.ERASE, index=moment(turn.means.now())))),),
        (Button(words.NO_KEEP, write(Press(Action.KEEP))),),
    )
    await turn.say("erase", messages(spaced(words.ERASE), buttons))


async def erase(turn: Turn, asked_at: datetime, number: int) -> None:
    """Erase the conversations that the chat had when that was asked; say what Telegram itself keeps.

    What was sent there goes with them. `number` is that of the message that asked. A conversation begun
    since then stays, however often this is carried out.
    """
    stores = turn.means.stores
    kept = await stores.telegram_chats.all_of(turn.chat)
    erased = [one for one in kept if one.created_at <= asked_at]
    if erased:  # else this was done already, and what follows is not to be said twice
        await stores.outbox.forget_lane(lane_of(turn.chat))
    for conversation in erased:
        await turn.means.contacts.erase(conversation)
    left = (spaced(words.BEGUN_SINCE),) if len(erased) < len(kept) else ()
    text = paragraphs(spaced(words.ERASED), *left, spaced(words.ERASED_THERE))
    # What it answers is all that is left to tell how far the numbers of the chat had come.
    await turn.say("erased", messages(text, reply_to=number or None), within=UNKNOWN_PAUSE)


async def _file(turn: Turn, kept: list[Conversation]) -> Outgoing:
    """Return all that is kept of the chat, as a file that a person can read too."""
    conversations = [await turn.means.contacts.export(one) for one in kept]
    data = {"telegram": {"chat": turn.chat}, "conversations": conversations}
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return Outgoing(text_html(spaced(words.YOUR_FILE)), file=File(words.FILE_NAME, text))
