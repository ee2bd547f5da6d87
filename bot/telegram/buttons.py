"""The data behind a button: what pressing it asks, short, and signed so that nobody makes one up."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from bot.tokens import same

LONGEST: Final = 64
"""Bytes of the data of a button: https://core.telegram.org/bots/api#inlinekeyboardbutton."""

SIGNATURE: Final = 11
"""Characters of a signature, 66 bits: whoever forges one has a try a second."""

BEGINNING: Final = 12
"""Characters of a conversation's identifier that a button names, 48 bits of it."""

HOLDS: Final = timedelta(hours=1)
"""How long one may still say yes to what was asked."""


class Action(StrEnum):
    """What pressing a button asks."""

    EXAMPLE = "x"
    """Ask the example question `index`."""
    CHOOSE = "c"
    """Ask the question `index` that the message `number` offers."""
    USEFUL = "u"
    USELESS = "n"
    """The reply `number` was not useful: why?"""
    REASON = "r"
    """It was not, for the reason `index`, in the order of FeedbackReason."""
    PERSON = "p"
    SEND = "s"
    """Keep the message that this one answers, in spite of the personal data in it."""
    ERASE = "e"
    KEEP = "k"
    """Erase nothing after all."""
    LINK = "l"
    """Go on with a conversation, named in full, in the one chat where that was asked."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button asks: of which conversation, "" if of none, of which message of it, by what index."""

    action: Action
    conversation: str = ""
    number: int = 0
    index: int = 0

    def concerns(self, conversation: str) -> bool:
        """Whether the button is one of this conversation."""
        return bool(self.conversation) and conversation.startswith(self.conversation)

    @property
    def asked_at(self) -> datetime:
        """When was asked what `index` is the `moment` of."""
        return datetime.fromtimestamp(self.index, UTC)

    def holds(self, now: datetime) -> bool:
        """Whether one may still say yes to what was asked."""
        return now - self.asked_at <= HOLDS


def moment(at: datetime) -> int:
    """Return a moment as an `index`: in seconds, the next whole one.

    >>> moment(datetime(1970, 1, 1, 0, 0, 7, 500_000, tzinfo=UTC))
    8
    """
    return ceil(at.timestamp())


class Expired(ValueError):
    """The button is one of a former time, or not ours."""


class Signer:
    """Writes and reads the data of buttons; `secret` is ours alone."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"guichet telegram buttons", "sha256")

    def write(self, press: Press, chat: int = 0) -> str:
        """Return the data of a button; one that links is of no use but in its `chat`.

        >>> signer = Signer(b"secret")
        >>> data = signer.write(Press(Action.CHOOSE, "7f" * 16, 12, 2))
        >>> len(data) <= LONGEST, signer.read(data)
        (True, Press(action=<Action.CHOOSE: 'c'>, conversation='7f7f7f7f7f7f', number=12, index=2))
        """
        named = press.conversation if press.action is Action.LINK else press.conversation[:BEGINNING]
        said = f"{press.action}:{named}:{press.number}:{press.index}"
        return f"{said}:{self._signature(said, chat)}"

    def read(self, data: str, chat: int = 0) -> Press:
        """Return what a button of a `chat` asks.

        Raises:
            Expired: it is not one of ours, or not of this chat.
        """
        said, _, signature = data.rpartition(":")
        if not same(signature, self._signature(said, chat)):
            raise Expired("this button is not ours")
        action, conversation, number, index = said.split(":")
        return Press(Action(action), conversation, int(number), int(index))

    def _signature(self, said: str, chat: int) -> str:
        here = f"{said}@{chat}" if said.startswith(f"{Action.LINK}:") else said
        signed = hmac.digest(self._key, here.encode("utf-8", "surrogatepass"), "sha256")
        return urlsafe_b64encode(signed).decode()[:SIGNATURE]
