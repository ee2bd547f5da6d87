"""Tell what it means that Telegram refused a request, by its words, or did not answer it.

The words are all that tells refusals apart; they are those of its own server, telegram-bot-api/Client.cpp
of https://github.com/tdlib/telegram-bot-api.
"""

from typing import Final

import httpx

from bot.telegram.api import Gone, Refused, TelegramError, Unavailable, Uncertain, Unreachable

NO_FAULT: Final = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
)
"""It is so already, or it does not matter any more."""

NOBODY: Final = (
    "bot is not a member",
    "bot was blocked",
    "bot was kicked",
    "chat not found",
    "chat was deactivated",
    "chat was deleted",
    "chat_admin_required",
    "chat_restricted",
    "chat_write_forbidden",
    "have no rights to send",
    "input_user_deactivated",
    "need administrator rights",
    "not enough rights to send",
    "peer_id_invalid",
    "user is deactivated",
    "user not found",
    "user_is_blocked",
)
"""Nobody is there whom we may write to."""

NO_MESSAGE: Final = (
    "message can't be edited",
    "message identifier is not specified",
    "message to edit not found",
    "message_id_invalid",
)
"""There is no such message, or it is not ours."""

NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Failures of a request that never left."""


def refusal(words: str) -> TelegramError | None:
    """Return the error of a request that Telegram refused with these words, None if that is no fault.

    >>> refusal("Bad Request: message is not modified: specified new message content…")
    >>> refusal("Bad Request: PEER_ID_INVALID")
    Unreachable('Le demandeur ne peut plus être joint sur Telegram.')
    >>> refusal("Bad Request: message is too long")
    Refused('Telegram refuse ce message : Bad Request: message is too long')
    """
    said = words.lower()
    if any(known in said for known in NO_FAULT):
        return None
    if any(known in said for known in NOBODY):
        return Unreachable()
    if any(known in said for known in NO_MESSAGE):
        return Gone()
    return Refused(words)


def out_of_order(words: str) -> TelegramError:
    """Return the error of an answer of 413 or 5xx; a gateway does not know what became of the request.

    >>> out_of_order("Internal Server Error"), out_of_order("Bad Gateway").args[0][:27]
    (Unavailable('Telegram n’est pas joignable pour le moment.'), 'Telegram n’a pas répondu : ')
    """
    if "too large" in words.lower():
        return Refused(words)
    return Uncertain() if "gateway" in words.lower() else Unavailable()


def unanswered(cause: BaseException) -> TelegramError:
    """Return the error of a request that nobody answered, because of `cause`."""
    if isinstance(cause, NOT_SENT):
        return Unavailable()
    if isinstance(cause, UnicodeError):
        return Refused("no text in UTF-8")
    return Uncertain()
