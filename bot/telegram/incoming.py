"""What comes from Telegram, as we understand it: who says or presses what, in which chat."""

from dataclasses import dataclass

from bot.telegram.messages import Rows


@dataclass(frozen=True, slots=True)
class Us:
    """Our account on Telegram: its number, and its name without the @, "" while it is not known."""

    id: int
    name: str

    def key(self, number: int) -> str:
        """Return the idempotency key of the message `number` of a chat, which each of our accounts counts.

        >>> Us(42, "guichet_bot").key(7)
        'telegram:42:7'
        """
        return f"telegram:{self.id}:{number}"


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is for us: the message `number` of a `chat`, a group unless it is `private`.

    `edited` is when it was changed, in seconds, None if it never was. `beside` is the kind of what
    came with it and is not read, "" if nothing did; `album` names the album that it is a part of.
    `forwarded` is whether somebody else may have written it.
    """

    chat: int
    private: bool
    number: int
    text: str
    edited: int | None = None
    beside: str = ""
    album: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command, in small letters without its slash, and what stands behind it.

    `named` is whether it names us: in a group, others may be meant by one that does not.
    """

    chat: int
    private: bool
    number: int
    name: str
    argument: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something without words, sent to us in private: a voice message, a picture…, by its `kind`."""

    chat: int
    number: int
    kind: str
    album: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of ours that was pressed; `id` names the press, `number` the message that has it.

    `buttons` are those of the message, none if Telegram does not show it any more; `answered` is the
    message that this one answers, if it is one of the contact's with words.
    """

    chat: int
    private: bool
    id: str
    number: int
    data: str
    buttons: Rows = ()
    answered: Said | Command | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The contact wants nothing of us any more."""

    chat: int


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The contact hears us again."""

    chat: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group has another identifier, `to`."""

    chat: int
    to: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing for us."""


Incoming = Said | Command | Unreadable | Pressed | Blocked | Unblocked | Migrated | Ignored
