"""What each command does in private."""

from dataclasses import replace
from typing import Final

from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.conversations.states import Status
from bot.eligibility.commands import START
from bot.telegram import own_data, public_commands, words
from bot.telegram.cutting import messages
from bot.telegram.incoming import Command, Said
from bot.telegram.linked import ask_to_link, may_open
from bot.telegram.means import Turn
from bot.telegram.present import greet, introduce, present
from bot.telegram.private import hear, post
from bot.telegram.welcome import closed

BEGINNING: Final = ("start", "conseiller", "site")
"""The commands that begin a conversation, whose first message says what we are."""


async def obey(turn: Turn, command: Command, *, confirmed: bool = False) -> None:
    """Do what a command asks; what stands behind it may be personal if it is `confirmed`.

    Raises:
        DeskUnavailable: the assistant cannot reply now to what stands behind it.
    """
    name = words.ALIASES.get(command.name, command.name)
    checks = name == "eligibilite" and turn.means.checks
    if name not in BEGINNING and not checks:
        await introduce(turn)
    if checks:
        await check(turn, replace(command, name=name))
    elif name in words.PUBLIC:
        await public_commands.tell(turn, replace(command, name=name))
    elif name == "start":
        await start(turn, command)
    elif name == "conseiller":
        await call_a_person(turn, command, confirmed=confirmed)
    elif name == "mesdonnees":
        await own_data.show(turn)
    elif name == "supprimer":
        await own_data.ask_to_erase(turn)
    elif name == "site":
        await own_data.open_elsewhere(turn, await present(turn))
    else:
        await turn.say("unknown", messages(words.UNKNOWN, reply_to=command.number))


async def start(turn: Turn, command: Command) -> None:
    """Welcome the contact, who may come from a site, or with a conversation begun on our pages."""
    site = await turn.means.site(command.argument)
    if site and site.closed:
        await turn.say("closed", closed(site))
    elif site is None and may_open(command.argument):
        if not await ask_to_link(turn, command.argument, command.number):
            await present(turn)
    else:
        await present(turn, site)
        await greet(turn, site)


async def check(turn: Turn, command: Command) -> None:
    """Say what the texts say of who may apply, then begin to check the criteria one by one.

    The first question comes last, right above what the contact writes or presses. Nothing is checked
    while the team has the conversation: what the contact says goes to them.

    Raises:
        DeskUnavailable: the assistant cannot reply now; carried out again, this goes on.
    """
    conversation = await present(turn)
    await public_commands.tell(turn, command)
    if conversation.status is not Status.OPEN:
        await post(turn, conversation, START, turn.means.us.key(command.number), command.number)


async def call_a_person(turn: Turn, command: Command, *, confirmed: bool = False) -> None:
    """Hand the conversation to the staff, with what stands behind the command if anything does.

    Raises:
        DeskUnavailable: the assistant, who has the conversation, cannot reply now.
    """
    key = turn.means.us.key(command.number)
    if not command.argument:
        await hand_over(turn, await present(turn), key)
        return
    said = Said(turn.chat, True, command.number, command.argument)
    conversation = await hear(turn, said, confirmed=confirmed)
    if conversation and conversation.status is not Status.OPEN:
        await hand_over(turn, conversation, f"{key}:person")


async def hand_over(turn: Turn, conversation: Conversation, key: str) -> None:
    """Ask for a person under a key, in a conversation begun anew if it was erased."""
    dialogue = turn.means.contacts.dialogue
    try:
        await dialogue.ask_for_a_person(conversation.id, key)
    except UnknownConversation:
        await dialogue.ask_for_a_person((await present(turn)).id, key)
