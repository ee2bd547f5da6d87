"""What we ask of Telegram, and how it may refuse, each refusal with what to do then.

BotError
└── TelegramError
    ├── Unreachable    this chat cannot be written to any more: blocked, deleted, left
    ├── Migrated       this group has another identifier now
    ├── Wait           too much was sent: ask the same again in a while
    ├── Refused        this request can never pass
    ├── Gone           the message to change is not there, or is not ours
    ├── Uncertain      it left, and nobody knows whether it arrived
    └── Unavailable    it did not arrive: try again later
        └── BadToken   Telegram does not know our token
"""

from typing import Protocol

from bot.errors import BotError
from bot.telegram.messages import Outgoing, Rows


class TelegramError(BotError):
    """Base of what stops a request; the message is one French sentence that names nobody."""


class Unreachable(TelegramError):
    """This chat cannot be written to any more: the bot was blocked or sent away, the account deleted."""

    def __init__(self) -> None:
        super().__init__("Le demandeur ne peut plus être joint sur Telegram.")


class Migrated(TelegramError):
    """This group has become a larger one, of the identifier `to`."""

    def __init__(self, to: int) -> None:
        self.to = to
        super().__init__("Ce groupe Telegram a changé d’identifiant.")


class Wait(TelegramError):
    """Telegram asks to wait for that many `seconds` before the same request."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__("Telegram demande d’attendre avant d’envoyer d’autres messages.")


class Refused(TelegramError):
    """This request can never pass as it is; `why` are Telegram's own words, which name nobody."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"Telegram refuse ce message : {why}")


class Gone(TelegramError):
    """The message to change is not there any more, or is not ours."""

    def __init__(self) -> None:
        super().__init__("Ce message n’existe plus sur Telegram.")


class Uncertain(TelegramError):
    """The request left and no answer came: it may have been carried out."""

    def __init__(self) -> None:
        super().__init__("Telegram n’a pas répondu : le message est peut-être arrivé.")


class Unavailable(TelegramError):
    """The request was not carried out, and nothing is wrong with it."""

    def __init__(self, why: str = "Telegram n’est pas joignable pour le moment.") -> None:
        super().__init__(why)


class BadToken(Unavailable):
    """Telegram does not know our token; until the operator corrects it, nothing passes."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram ne reconnaît pas le jeton du robot. Corrigez GUICHET_TELEGRAM_TOKEN, puis redémarrez."
        )


class Api(Protocol):
    """What we ask of Telegram; chats and messages are named by Telegram's own numbers."""

    async def send(self, chat: int, message: Outgoing) -> int:
        """Send a message, and return its number in the chat.

        Raises:
            TelegramError: it was not sent; `Uncertain` if it may have been.
        """

    async def edit(self, chat: int, number: int, message: Outgoing) -> None:
        """Give a message of ours another content; the same content is no fault.

        Raises:
            Gone: there is no such message of ours.
            TelegramError: it was not changed.
        """

    async def set_buttons(self, chat: int, number: int, buttons: Rows) -> None:
        """Give a message of ours other buttons, or none.

        Raises:
            Gone: there is no such message of ours.
            TelegramError: they were not changed.
        """

    async def acknowledge(self, press: str, text: str = "") -> None:
        """Answer the press of a button, by its identifier, perhaps with a text of 200 characters at most.

        One that is too old is no fault.

        Raises:
            TelegramError: it was not answered.
        """

    async def typing(self, chat: int) -> None:
        """Show that something is being written, for five seconds.

        Raises:
            TelegramError: it is not shown.
        """
