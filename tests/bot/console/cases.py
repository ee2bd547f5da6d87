"""Conversations of made-up contacts, in the states that staff meet."""

from collections.abc import Mapping
from typing import Any

from bot.conversations.changes import Change
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.replies import Decision, Reply
from bot.tokens import short_id
from knowledge.sense import SENSE
from tests.bot.console.signed import Console
from tests.bot.desks import CITATION

QUESTION = "Une association peut-elle déposer un dossier ?"


async def begin(
    console: Console,
    question: str = QUESTION,
    contact: str | None = None,
    email: str = "",
    site: str | None = None,
    channel: Channel = Channel.WEB,
    chat: int | None = None,
) -> Conversation:
    """Begin a conversation in which the contact asked and the assistant replied with a citation."""
    office, now = console.office, console.clock()
    fresh = Conversation.begin(short_id(), contact or short_id(), channel, now, site, chat)
    await office.stores.conversations.begin(fresh, short_id())
    promised = office.promises.promised(now)

    def asked(shown: Conversation) -> Change[Conversation]:
        said = shown.said(question, now, promised)
        return said.then(lambda c: c.leave_address(email, now)) if email else said

    return (await office.stores.conversations.change(fresh.id, asked)).after


def answer_of(question: str) -> Mapping[str, Any]:
    """Return what the assistant replied, as it is kept."""
    reply = Reply(
        question,
        Decision.HANDOFF,
        "Les textes ne le disent pas.",
        "missing_knowledge",
        (CITATION,),
        0.4321,
        receipt="ABCD-EFGH-JKMN",
        topic="les partenaires",
        understood="Une association peut-elle candidater ?",
    )
    return reply.as_json()


async def handed(
    console: Console,
    question: str = QUESTION,
    contact: str | None = None,
    email: str = "",
    channel: Channel = Channel.WEB,
    chat: int | None = None,
) -> Conversation:
    """Begin a conversation that the assistant gave to the staff."""
    begun = await begin(console, question, contact, email, channel=channel, chat=chat)
    now = console.clock()
    promised = console.office.promises.promised(now)

    def given(shown: Conversation) -> Change[Conversation]:
        answered = shown.answer("Les textes ne le disent pas.", now, shown.asked, answer_of(question))
        return answered.then(
            lambda c: c.hand_off("missing_knowledge", "les partenaires", question, now, promised)
        ).then(lambda c: c.tell("Je transmets votre message à l’équipe.", now))

    return (await console.office.stores.conversations.change(begun.id, given)).after


async def alike(console: Console, *conversations: Conversation) -> None:
    """Make conversations ask the same."""
    for one in conversations:
        sense = b"\x00\x00\x80\x3f" + b"\x00" * 12
        await console.office.stores.conversations.keep_vector(one.id, f"{SENSE}essai", sense)
