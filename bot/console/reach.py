"""Say where the contact of a conversation writes, where a reply reaches them, and that none does any more."""

from typing import Final

from bot.console.words import CHANNELS, LOST
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel, Status

LOST_TAG: Final = "Ne peut plus être joint"
"""What a list says of such a contact."""


def channels_of(shown: Conversation) -> str:
    """Name the channels that a contact writes on."""
    own = CHANNELS[shown.channel]
    return f"{own} et {CHANNELS[Channel.TELEGRAM]}" if _on_both(shown) else own


def leaves_for(shown: Conversation) -> str:
    """Say where a reply will be read, "" where no more than our page is meant, or nobody is reached."""
    if shown.chat is None or shown.unreachable or shown.status is Status.RESOLVED:
        return ""
    if _on_both(shown):
        return "Votre réponse paraîtra sur la page web du demandeur, et partira sur Telegram."
    return "Votre réponse partira sur Telegram."


def lost(shown: Conversation) -> tuple[str, str]:
    """Say that a contact cannot be reached any more, and what to do; twice "" if they can."""
    if not shown.unreachable:
        return "", ""
    if shown.status is Status.RESOLVED:
        return LOST, "Ce qui n’a pas pu partir est gardé, et partira s’il revient."
    becomes = "paraîtra sur sa page web" if _on_both(shown) else "sera gardée"
    then = "et partira sur Telegram s’il revient. Vous pouvez aussi terminer la conversation."
    return LOST, f"Vous pouvez répondre quand même\u00a0: votre réponse {becomes}, {then}"


def _on_both(shown: Conversation) -> bool:
    return shown.channel is Channel.WEB and shown.chat is not None
