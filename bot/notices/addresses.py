"""Where staff are told that somebody waits, read from the operator's setting."""

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from bot.delivery.mail import address as mail_address
from bot.hosts import is_near
from bot.setting_words import BetterExpected

NAME: Final = 16
"""Hexadecimal digits that tell an address from the others without saying it."""

ROOM: Final = re.compile(r"!\S{1,254}")
"""A room of Matrix, with or without a server: https://spec.matrix.org/latest/appendices/#room-ids."""

CHAT: Final = re.compile(r"-?[0-9]{1,18}")
"""A chat of Telegram: https://core.telegram.org/bots/api#chat."""


class Hook(StrEnum):
    """The products that take messages at a secret address of the web."""

    SLACK = "slack"
    MATTERMOST = "mattermost"


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A mailbox of the staff."""

    to: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An incoming webhook; whoever knows its `url` may write there."""

    hook: Hook
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MatrixAddress:
    """A room of Matrix, which Tchap is, as the owner of `token` sees it; `server` has no final slash."""

    server: str
    room: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TelegramAddress:
    """A chat of Telegram, by its number."""

    chat: int


Address = MailAddress | WebAddress | MatrixAddress | TelegramAddress

EXPECTED: Final = (
    "une suite d’adresses mailto:, slack+https://, mattermost+https://, matrix+https:// ou telegram:, "
    "séparées par des espaces,"
)


class BadNotify(BetterExpected):
    """One of the addresses cannot be used; the message says which by its rank, and never repeats it."""

    def __init__(self, rank: int, expected: str) -> None:
        super().__init__(f"pour l’adresse n° {rank}, {expected}")


class _Unfit(ValueError):
    """An address cannot be used; the message is what was expected of it."""


def parse_notify(text: str) -> tuple[Address, ...]:
    """Read addresses that spaces separate; one that is given twice counts once.

    >>> parse_notify("mailto:equipe@exemple.fr telegram:-100123")
    (MailAddress(), TelegramAddress(chat=-100123))

    Raises:
        BadNotify: one of them cannot be used.
    """
    found: dict[Address, None] = {}
    for rank, word in enumerate(text.split(), 1):
        try:
            found[_parsed(word)] = None
        except _Unfit as unfit:
            raise BadNotify(rank, str(unfit)) from None
    return tuple(found)


def name_of(address: Address) -> str:
    """Return what a delivery keeps of an address: the same each time, and no secret of it.

    >>> name_of(TelegramAddress(-100123))
    '6ba1843627c0137a'
    """
    match address:
        case MailAddress():
            parts = ["mail", address.to]
        case WebAddress():
            parts = [address.hook, address.url]
        case MatrixAddress():
            parts = ["matrix", address.server, address.room]
        case TelegramAddress():
            parts = ["telegram", str(address.chat)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:NAME]


def _parsed(word: str) -> Address:
    """Read one address.

    Raises:
        _Unfit: it cannot be used.
    """
    scheme, _, rest = word.partition(":")
    match scheme.lower().partition("+"):
        case "mailto", "", "":
            return _mail(rest)
        case "telegram", "", "":
            return _telegram(rest)
        case "matrix", "+", "https" | "http" as web:
            return _matrix(f"{web}:{rest}")
        case ("slack" | "mattermost") as hook, "+", "https" | "http" as web:
            return _hook(Hook(hook), f"{web}:{rest}")
        case _:
            raise _Unfit("un début parmi mailto:, slack+https:, mattermost+https:, matrix+https:, telegram:")


def _mail(text: str) -> MailAddress:
    try:
        return MailAddress(mail_address(text))
    except ValueError:
        raise _Unfit("un courriel comme mailto:equipe@exemple.fr") from None


def _telegram(text: str) -> TelegramAddress:
    if not CHAT.fullmatch(text) or not int(text):
        raise _Unfit("le numéro d’un groupe Telegram, comme telegram:-1001234567890,")
    return TelegramAddress(int(text))


def _hook(hook: Hook, url: str) -> WebAddress:
    expected = f"un lien comme {hook}+https://serveur/hooks/… (https, sauf vers un serveur voisin)"
    parts = _split(url, expected)
    if not parts.path.strip("/") or parts.username is not None or parts.fragment:
        raise _Unfit(expected)
    return WebAddress(hook, url)


def _matrix(url: str) -> MatrixAddress:
    expected = (
        "un salon comme matrix+https://JETON@serveur/!salon:serveur (https, sauf vers un serveur voisin)"
    )
    parts = _split(url, expected)
    room, token = unquote(parts.path).removeprefix("/"), unquote(parts.username or "")
    # The token goes into a header: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
    usable = re.fullmatch(r"[\x21-\x7e]+", token)
    if not usable or not ROOM.fullmatch(room) or parts.password or parts.query or parts.fragment:
        raise _Unfit(expected)
    return MatrixAddress(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", room, token)


def _split(url: str, expected: str) -> SplitResult:
    """Split the address of a server that a secret may be sent to.

    Raises:
        _Unfit: it has no host, or the way there would not be encrypted.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        served = parts.port != 0
    except ValueError:
        raise _Unfit(expected) from None
    if not host or not served or not url.isprintable() or (parts.scheme == "http" and not is_near(host)):
        raise _Unfit(expected)
    return parts
