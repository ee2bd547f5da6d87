"""What the page of deliveries shows of one: no number of a chat, no word of Telegram's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.conversations.deliveries import MAIL, TELEGRAM
from bot.notices.notices import CHANNEL as NOTICE
from bot.store.delivery_rows import DeadLetter, LateLetter, Waiting

CHANNELS: Final = {MAIL: "Courriel", TELEGRAM: "Telegram", NOTICE: "Avis à l’équipe"}

TO_CONTACT: Final = "Le demandeur"
TO_STAFF: Final = "L’équipe"


@dataclass(frozen=True, slots=True)
class Shown:
    """A delivery in a list: to whom it goes and how, why its last try failed, and a moment.

    That is when it was given up, or when it is tried next. `named` tells it from the others, for those who
    do not see the line; `conversation` is "" if it is of none.
    """

    id: int
    to: str
    channel: str
    error: str
    attempts: int
    at: datetime
    named: str
    conversation: str


def given_up(letters: Iterable[DeadLetter]) -> list[Shown]:
    """Return the lines of those that were given up, in the same order."""
    return [_shown(letter.delivery, letter.error, letter.ended_at) for letter in letters]


def awaited(letters: Iterable[LateLetter]) -> list[Shown]:
    """Return the lines of those that wait, in the same order."""
    return [_shown(letter.delivery, letter.error, letter.due_at) for letter in letters]


def _shown(one: Waiting, error: str, at: datetime) -> Shown:
    to = _to(one)
    return Shown(
        id=one.id,
        to=to,
        channel=CHANNELS.get(one.channel, one.channel),
        error=_own_words(error) if one.channel == TELEGRAM else error,
        attempts=one.attempts,
        at=at,
        named=f"à {to}" if one.channel == MAIL else f"n°\u00a0{one.id}",
        conversation=one.conversation or "",
    )


def _to(one: Waiting) -> str:
    """Say to whom a delivery goes: an address of mail, which staff know, else who it is in general."""
    if one.channel == MAIL:
        return one.address
    return TO_CONTACT if one.conversation else TO_STAFF


def _own_words(error: str) -> str:
    """Return what we say ourselves of a failure, without what Telegram adds to it.

    >>> _own_words("Telegram refuse ce message : Bad Request: chat_id is empty")
    'Telegram refuse ce message.'
    >>> _own_words("Telegram n’est pas joignable pour le moment."), _own_words("")
    ('Telegram n’est pas joignable pour le moment.', '')
    """
    own, colon, _ = error.replace("\u00a0", " ").partition(" : ")
    return f"{own}." if colon else error
