"""The conversation that a private chat carries on: begun with the first message, found again after a loss."""

from contextlib import suppress

from bot.conversations.conversation import Conversation
from bot.conversations.deliveries import lane_of
from bot.conversations.errors import NotAllowed, UnknownConversation
from bot.conversations.states import Channel, Status
from bot.labels import spaced
from bot.sites.site import Site
from bot.store.conversations import Transition
from bot.talk.site_promises import SitePromises
from bot.telegram import words
from bot.telegram.cutting import messages
from bot.telegram.means import Turn
from bot.telegram.welcome import Greeting, welcome
from bot.tokens import digest


async def present(turn: Turn, site: Site | None = None) -> Conversation:
    """Return the conversation of a chat, begun with a welcome if there is none.

    Who comes from another `site` than the present one began on begins anew, unless the team has it.
    """
    current = await turn.means.stores.telegram_chats.current(turn.chat)
    if current is None or current.unreachable:
        await reached(turn)
    if current is not None and not _elsewhere(current, site):
        return current
    await greet(turn, site)
    contact = current.contact if current else await _known_contact(turn)
    key = site.key if site else None
    begun, _ = await turn.means.contacts.dialogue.begin(
        Channel.TELEGRAM, contact=contact, site=key, chat=turn.chat
    )
    return begun


async def greet(turn: Turn, site: Site | None = None) -> None:
    """Send the first message, once for an update however often it is asked."""
    means = turn.means
    promises = await SitePromises(means.stores.sites, means.contacts.promises).of(site.key if site else None)
    now, desk = means.now(), means.desk
    delay = promises.said(promises.promised(now), now)
    deadline = means.guide.deadline(now) if means.guide else ""
    corpus = desk.corpus if desk else None
    greeting = Greeting(means.settings, corpus, site, delay, deadline, means.checks)
    await turn.say("welcome", welcome(greeting, means.signer.write))


async def introduce(turn: Turn) -> None:
    """Say what we are to who has not begun a conversation, once."""
    if not await turn.means.stores.telegram_chats.all_of(turn.chat):
        once = f"telegram:{turn.means.us.id}:{digest(f'{turn.chat} introduction')[:24]}"
        await turn.say("introduction", messages(spaced(words.INTRODUCTION)), once=once)


async def reached(turn: Turn) -> None:
    """Note that the contact can be written to, and let go what waited for that.

    The present conversation comes last: whoever dies before finds it still lost, and begins anew.
    """
    stores, now = turn.means.stores, turn.means.now()
    await stores.outbox.revive(lane_of(turn.chat), now)
    current = await stores.telegram_chats.current(turn.chat)
    found = await stores.telegram_chats.all_of(turn.chat)
    for one in sorted(found, key=lambda one: current is not None and one.id == current.id):
        if one.unreachable:
            await _change(turn, one, lambda c: c.find(now))


async def _change(turn: Turn, conversation: Conversation, transition: Transition) -> None:
    with suppress(NotAllowed, UnknownConversation):  # someone else noted it, or it was erased meanwhile
        await turn.means.stores.conversations.change(conversation.id, transition)
        turn.means.contacts.hub.ring(conversation.id)


async def _known_contact(turn: Turn) -> str | None:
    """Return who wrote in the chat before, None if nothing is kept of that."""
    former = await turn.means.stores.telegram_chats.all_of(turn.chat)
    return former[0].contact if former else None


def _elsewhere(current: Conversation, site: Site | None) -> bool:
    return site is not None and current.site != site.key and current.status is not Status.OPEN
