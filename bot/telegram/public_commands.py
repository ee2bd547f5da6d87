"""The commands whose answer is the same for everybody, in private and in groups."""

from bot.eligibility.shown import ShownSheet
from bot.labels import spaced
from bot.telegram import words
from bot.telegram.about_texts import eligibility, essentials, steps, texts
from bot.telegram.cutting import messages
from bot.telegram.html import Written, bold, joined, paragraphs
from bot.telegram.incoming import Command
from bot.telegram.means import Turn
from bot.telegram.messages import Outgoing


async def tell(turn: Turn, command: Command) -> None:
    """Answer one of the commands `words.PUBLIC`, threaded in a group."""
    await turn.say(command.name, _told(turn, command))


def usage(name: str, *, private: bool) -> Written:
    """Say how to ask, and which commands there are; `name` is that of our account, "" if it is not known."""
    how = words.HELP if private else words.HELP_IN_GROUP.format(name=f"@{name}" if name else "avec un @")
    pairs = words.COMMANDS if private else words.GROUP_COMMANDS
    listed = (f"/{command} : {spaced(what)}" for command, what in pairs)
    return paragraphs(spaced(how), joined([bold(words.COMMANDS_ARE), *map(spaced, listed)]))


def _told(turn: Turn, command: Command) -> tuple[Outgoing, ...]:
    reply_to, site = None if command.private else command.number, turn.means.settings.site
    if command.name == "aide":
        return messages(usage(turn.means.us.name, private=command.private), (), reply_to)
    desk = turn.means.desk
    if desk is None:
        return messages(words.NOT_READY, (), reply_to)
    if command.name == "textes":
        return texts(desk.corpus, site, reply_to)
    if command.name == "essentiel":
        return essentials(desk.coverage, desk.corpus, site, reply_to, _deadline(turn))
    if command.name == "etapes":
        guide = turn.means.guide
        sheet = guide.sheet({}, turn.means.now()) if guide and guide.has_steps else ShownSheet()
        return steps(sheet, _deadline(turn), site, reply_to)
    # In a group, whose messages everybody may press, the questions are only told.
    return eligibility(
        desk.coverage,
        turn.means.signer.write if command.private else None,
        turn.means.settings.site,
        reply_to,
    )


def _deadline(turn: Turn) -> str:
    """Say until when one may apply, "" if nothing leads through that."""
    guide = turn.means.guide
    return guide.deadline(turn.means.now()) if guide else ""
