"""Do without the links of a message where Telegram wants none of them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.telegram.api import Refused
from bot.telegram.messages import Outgoing

T = TypeVar("T")


async def or_bare(act: Callable[[Outgoing], Awaitable[T]], message: Outgoing) -> T:
    """Do something with a message, without its links if Telegram refuses them.

    Raises:
        Refused: it refuses the rest too.
        TelegramError: what `act` says.
    """
    try:
        return await act(message)
    except Refused as error:
        bare = without_links(message)
        if "URL" not in error.why or bare == message:
            raise
    return await act(bare)


def without_links(message: Outgoing) -> Outgoing:
    """Return a message less its buttons that open an address.

    >>> from bot.telegram.messages import Button
    >>> without_links(Outgoing("Oui.", ((Button("Texte", url="https://exemple.invalide"),),))).buttons
    ()
    """
    rows = (tuple(button for button in row if not button.url) for row in message.buttons)
    return replace(message, buttons=tuple(row for row in rows if row))
