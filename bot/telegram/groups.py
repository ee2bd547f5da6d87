"""Answer in a group what is asked of us there; nothing is kept, and nothing personal is spoken of."""

from dataclasses import replace
from typing import Final

from bot.errors import DeskClosed
from bot.labels import listed, spaced
from bot.talk.contacts import BadText, PersonalData, accepted
from bot.telegram import words
from bot.telegram.cutting import messages
from bot.telegram.deep_link import deep_link
from bot.telegram.html import Written, plain
from bot.telegram.incoming import Command, Said
from bot.telegram.linking import token_in
from bot.telegram.means import Turn, quietly
from bot.telegram.messages import Button, Outgoing, Rows
from bot.telegram.public_commands import tell, usage
from bot.telegram.rendering import Look, rendered_reply
from bot.tokens import digest

FROM_GROUP: Final = "groupe"
"""What /start says of who comes from a group: no site has such a key."""


async def answer(turn: Turn, said: Said) -> None:
    """Answer a question, as whoever asks it without a conversation is answered.

    The same words of the same message are answered once: Telegram calls edited what only looks otherwise.

    Raises:
        DeskClosed: the assistant cannot reply now, which is said; carried out again, this goes on.
        DeskBusy: it has too much to do; carried out again, this goes on.
    """
    once = f"telegram:{turn.means.bot.id}:{digest(f'{turn.chat} {said.number} {said.text}')[:32]}"
    try:
        sent = await _answer(turn, said)
    except DeskClosed as error:
        why = spaced(words.CLOSED.format(why=error))
        await turn.say("closed", messages(why, reply_to=said.number), once=once)
        raise
    await turn.say("group", sent, once=once)


async def obey(turn: Turn, command: Command) -> None:
    """Answer a command that concerns everybody; for the others, show the way to the private chat.

    A command that nobody knows may be another bot's, unless it names us.
    """
    name = words.ALIASES.get(command.name, command.name)
    known = {known for known, _ in words.COMMANDS}
    if name in words.PUBLIC:
        await tell(turn, replace(command, name=name))
        if name == "eligibilite" and turn.means.checks:
            await turn.say("private", _privately(turn, spaced(words.CHECK_PRIVATELY), command.number))
    elif name == "start" and command.named:
        await tell(turn, replace(command, name="aide"))
    elif name in known - {"start"}:
        await turn.say("private", _privately(turn, words.PRIVATELY, command.number))
    elif command.named:
        await turn.say("unknown", messages(words.UNKNOWN, reply_to=command.number))


async def _answer(turn: Turn, said: Said) -> tuple[Outgoing, ...]:
    if token_in(said.text):
        return messages(words.LINK_IN_GROUP, reply_to=said.number)
    try:
        text = accepted(said.text)
        await turn.means.contacts.require_impersonal(text)
    except BadText:
        return messages(usage(turn.means.us.name, private=False), reply_to=said.number)
    except PersonalData as error:
        found = words.PERSONAL_IN_GROUP.format(found=listed(error.found))
        return _privately(turn, spaced(found), said.number)
    if not turn.means.crowded():
        await quietly(turn.means.bot.typing(turn.chat))
    reply = await turn.means.contacts.dialogue.reception.answer(text, turn.means.now())
    look = Look(turn.means.signer.write, reply_to=said.number, site=turn.means.settings.site)
    handed = reply.for_staff
    # As in private: whom to ask is said below.
    sent = rendered_reply(replace(reply, text=reply.why or reply.text) if handed else reply, look)
    return (*sent, *(_privately(turn, words.HAND_OVER_PRIVATELY, said.number) if handed else ()))


def _privately(turn: Turn, text: str | Written, reply_to: int) -> tuple[Outgoing, ...]:
    """Say something with a button that opens the private chat, once our name is known."""
    return messages(plain(text) if isinstance(text, str) else text, _way(turn), reply_to)


def _way(turn: Turn) -> Rows:
    name = turn.means.us.name
    return ((Button(words.OPEN_PRIVATE, url=deep_link(name, FROM_GROUP)),),) if name else ()
