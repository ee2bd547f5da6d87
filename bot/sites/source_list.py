"""Tell what a source list of a Content Security Policy allows, as CSP Level 3 matches it."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

STRICT_DYNAMIC: Final = "'strict-dynamic'"
NONE: Final = "'none'"
SELF: Final = "'self'"

Sources = tuple[str, ...]
"""The source expressions of a directive, in order."""

_PORTS: Final = {"http": 80, "https": 443}

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?"
    r"(?P<host>\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)"
    r"(?::(?P<port>[0-9]+|\*))?"
    r"(?P<path>/[^?#;,]*)?",
    re.IGNORECASE,
)
_NONCE: Final = re.compile(r"'nonce-([a-z0-9+/_-]+=*)'", re.IGNORECASE)
_HASH: Final = re.compile(r"'(sha(?:256|384|512))-([a-z0-9+/_-]+=*)'", re.IGNORECASE)


def allows(sources: Sources, url: str, page: str) -> bool:
    """Whether some source allows an http(s) address, fetched without redirection by a page of an origin.

    https://www.w3.org/TR/CSP3/#match-url-to-source-expression

    >>> allows(("'self'", "*.exemple.fr"), "https://guichet.exemple.fr/a", "https://ville.fr")
    True
    >>> allows(("exemple.fr",), "https://guichet.exemple.fr/a", "https://ville.fr")
    False
    """
    return any(_matches(source, urlsplit(url), urlsplit(page)) for source in sources)


def is_strict(sources: Sources) -> bool:
    """Whether addresses count for nothing, and only trusted scripts may load others.

    >>> is_strict(("https:", "'Strict-Dynamic'"))
    True
    """
    return STRICT_DYNAMIC in map(str.lower, sources)


def has_nonces(sources: Sources) -> bool:
    """Whether scripts that carry some nonce are allowed."""
    return any(map(_NONCE.fullmatch, sources))


def has_nonce(sources: Sources, nonce: str) -> bool:
    """Whether scripts that carry this nonce are allowed.

    >>> has_nonce(("'nonce-AbC'",), "AbC"), has_nonce(("'nonce-AbC'",), "abc"), has_nonce((), "")
    (True, False, False)
    """
    found = (_NONCE.fullmatch(source) for source in sources)
    return any(one[1] == nonce for one in found if one is not None)


def has_hashes(sources: Sources, integrity: str) -> bool:
    """Whether the digests of an `integrity` attribute, all of them, are allowed.

    https://www.w3.org/TR/CSP3/#external-hash

    >>> has_hashes(("'sha384-a+b'",), "sha384-a-b"), has_hashes(("'sha384-a+b'",), "")
    (True, False)
    """
    listed = _digests(sources)
    wanted = _digests(f"'{part.partition('?')[0]}'" for part in integrity.split())
    return bool(wanted) and wanted <= listed


def _digests(expressions: Iterable[str]) -> set[tuple[str, str]]:
    found = (_HASH.fullmatch(expression) for expression in expressions)
    return {(one[1].lower(), one[2].translate({45: "+", 95: "/"})) for one in found if one is not None}


def _matches(source: str, url: SplitResult, page: SplitResult) -> bool:
    if source == "*":
        return url.scheme in ("http", "https") or url.scheme == page.scheme
    if source.lower() == SELF:
        return _is_self(url, page)
    if found := _SCHEME.fullmatch(source):
        return _scheme_allows(found[1].lower(), url.scheme)
    found = _HOST.fullmatch(source)
    return found is not None and (
        _scheme_allows((found["scheme"] or page.scheme).lower(), url.scheme)
        and _host_allows(found["host"].lower(), url.hostname or "")
        and _port_allows(found["port"], url)
        and _path_allows(found["path"] or "", url.path)
    )


def _is_self(url: SplitResult, page: SplitResult) -> bool:
    """Whether an address is of the page's own origin, or of its safer twin on the usual ports."""
    if url.hostname != page.hostname:
        return False
    same_port = _port(url) == _port(page)
    if url.scheme == page.scheme:
        return same_port
    usual = _port(url) == _PORTS.get(url.scheme) and _port(page) == _PORTS.get(page.scheme)
    return url.scheme == "https" and (same_port or usual)


def _scheme_allows(listed: str, scheme: str) -> bool:
    # CSP lets `ws:` allow http too; Chromium does not, so that a page that counts on it works for some only.
    return listed == scheme or (listed, scheme) == ("http", "https")


def _host_allows(listed: str, host: str) -> bool:
    if listed == "*":
        return True
    return host.endswith(listed[1:]) if listed.startswith("*.") else host == listed


def _port_allows(listed: str | None, url: SplitResult) -> bool:
    if listed == "*":
        return True
    return _port(url) == (int(listed[:6]) if listed else _PORTS.get(url.scheme))


def _path_allows(listed: str, path: str) -> bool:
    """Whether a path is the one listed, or below it when that one ends with a slash."""
    if not listed:
        return True
    wanted, given = listed.split("/"), path.split("/")
    if listed.endswith("/") and len(given) >= len(wanted):
        wanted = wanted[:-1]
        given = given[: len(wanted)]
    return list(map(unquote, wanted)) == list(map(unquote, given))


def _port(url: SplitResult) -> int | None:
    return url.port or _PORTS.get(url.scheme)
