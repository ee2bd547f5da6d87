"""The data behind a button: what pressing it asks, short, and signed so that nobody makes one up."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.tokens import same

LONGEST: Final = 64
"""Bytes of the data of a button: https://core.telegram.org/bots/api#inlinekeyboardbutton."""

SIGNATURE: Final = 11
"""Characters of a signature, 66 bits: whoever forges one has a try a second."""

BEGINNING: Final = 12
"""Characters of a conversation's identifier that a button names, 48 bits of it."""


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


class Expired(ValueError):
    """The button is one of a former time, or not ours."""


class Signer:
    """Writes and reads the data of buttons; `secret` is ours alone."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"guichet telegram buttons", "sha256")

    def write(self, press: Press) -> str:
        """Return the data of a button.

        >>> signer = Signer(b"secret")
        >>> data = signer.write(Press(Action.CHOOSE, "7f" * 16, 12, 2))
        >>> len(data) <= LONGEST, signer.read(data)
        (True, Press(action=<Action.CHOOSE: 'c'>, conversation='7f7f7f7f7f7f', number=12, index=2))
        """
        said = f"{press.action}:{press.conversation[:BEGINNING]}:{press.number}:{press.index}"
        return f"{said}:{self._signature(said)}"

    def read(self, data: str) -> Press:
        """Return what a button asks.

        Raises:
            Expired: it is not one of ours.
        """
        said, _, signature = data.rpartition(":")
        if not same(signature, self._signature(said)):
            raise Expired("this button is not ours")
        action, conversation, number, index = said.split(":")
        return Press(Action(action), conversation, int(number), int(index))

    def _signature(self, said: str) -> str:
        signed = hmac.digest(self._key, said.encode("utf-8", "surrogatepass"), "sha256")
        return urlsafe_b64encode(signed).decode()[:SIGNATURE]
