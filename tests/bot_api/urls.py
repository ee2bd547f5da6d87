"""Which links Telegram takes, as its own library checks them.

From `parse_url` (https://github.com/tdlib/td, tdutils/td/utils/HttpUrl.cpp), `LinkManager::check_link_impl`
(td/telegram/LinkManager.cpp).
"""

import ipaddress
import re

SPACES = " \t\r\n\0\v"
ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_!$,~*'();&+=")


class WrongLink(ValueError):
    """Telegram does not take this link, for the reason that its message gives."""


def check_link(link: str) -> str:
    """Return a link as Telegram keeps it.

    Raises:
        WrongLink: it is none that a message or a button may open.

    >>> check_link("exemple.fr"), check_link("HTTPS://Exemple.FR?a=1#b")
    ('http://exemple.fr/', 'https://exemple.fr/?a=1#b')
    >>> check_link("http://localhost:8000/")
    Traceback (most recent call last):
    tests.bot_api.urls.WrongLink: Wrong HTTP URL
    """
    for scheme in ("tg", "ton", "tonsite"):
        if link.lower().startswith(f"{scheme}:"):
            return _own_link(scheme, link[len(scheme) + 1 :].removeprefix("//"))
    protocol, userinfo, host, port, query = parse_url(link)
    if "." not in host and not _is_ipv6(host):
        raise WrongLink("Wrong HTTP URL")
    return f"{protocol}://{userinfo + '@' if userinfo else ''}{host}{f':{port}' if port else ''}{query}"


def is_user_link(link: str) -> bool:
    """Return whether a link names a person, as `tg://user?id=1` does: it becomes a mention.

    >>> is_user_link("tg://user?id=7"), is_user_link("https://t.me/guichet")
    (True, False)
    """
    return re.fullmatch(r"(?i)tg:(//)?user/?\?(.*&)?id=[1-9]\d*(&.*)?", link) is not None


def _own_link(scheme: str, rest: str) -> str:
    protocol, userinfo, host, port, query = parse_url(rest)
    wrong = "Wrong tg URL" if scheme == "tg" else "Wrong ton URL"
    if re.match("(?i)https?://", rest) or protocol == "https" or userinfo or port or _is_ipv6(host):
        raise WrongLink(wrong)
    if not re.fullmatch(r"[A-Za-z0-9_-]*" if scheme != "tonsite" else r"[A-Za-z0-9_.-]*", host):
        raise WrongLink("Unallowed characters in URL host")
    return f"{scheme}://{host}{query[1:] if query.startswith('/?') else query}"


def parse_url(url: str, default: str = "http") -> tuple[str, str, str, int, str]:
    """Return the protocol, the name and password, the host, the port, 0 if none is given, and the rest.

    Raises:
        WrongLink: it is no address of the web.

    >>> parse_url("a.fr:8443/b", "https")
    ('https', '', 'a.fr', 8443, '/b')
    """
    protocol, place = default, url
    head, separator, rest = url.partition("://")
    if separator and not re.search(r"[:/?#@\[\]]", head):
        protocol, place = head.lower(), rest
        if protocol not in {"http", "https"}:
            raise WrongLink("Unsupported URL protocol")
    end = next((at for at, sign in enumerate(place) if sign in "/?#"), len(place))
    authority, query = place[:end], place[end:]
    authority, port = _without_port(authority)
    userinfo, _, host = authority.rpartition("@")
    if _is_ipv6(host):
        _check_ipv6(host)
    if not host:
        raise WrongLink("URL host is empty")
    if host == ".":
        raise WrongLink("Host is invalid")
    if not _is_ipv6(host):
        _check_part(host, "host", "")
        _check_part(userinfo, "userinfo", ":")
    query = query.rstrip(SPACES) or "/"
    query = query if query.startswith("/") else f"/{query}"
    query = "".join(f"%{ord(sign):02X}" if sign <= " " else sign for sign in query)
    return protocol, userinfo, "".join(s.lower() if s.isascii() else s for s in host), port, query


def _without_port(authority: str) -> tuple[str, int]:
    at = next((i for i in range(len(authority) - 1, 0, -1) if authority[i] in ":]@"), 0)
    if at == 0 or authority[at] != ":":
        return authority, 0
    digits = authority[at + 1 :].lstrip("0") or "0"
    if not re.fullmatch("[0-9]+", digits) or not 0 < int(digits) <= 65535:
        raise WrongLink("Wrong port number specified in the URL")
    return authority[:at], int(digits)


def _is_ipv6(host: str) -> bool:
    return host.startswith("[") and host.endswith("]")


def _check_ipv6(host: str) -> None:
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        raise WrongLink("Wrong IPv6 address specified in the URL") from None


def _check_part(part: str, name: str, also: str) -> None:
    at = 0
    while at < len(part):
        sign = part[at]
        if sign == "%":
            if not re.match("[0-9A-Fa-f]{2}", part[at + 1 : at + 3]):
                raise WrongLink(f"Wrong percent-encoded symbol in URL {name}")
            at += 2
        elif sign.isascii() and sign not in ALLOWED and sign not in also:
            raise WrongLink(f"Disallowed character in URL {name}")
        at += 1
