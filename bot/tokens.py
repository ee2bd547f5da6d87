"""Make secrets that cannot be guessed, and compare them without telling how near a guess was."""

import hmac
import secrets
from hashlib import sha256

BYTES = 32
"""Bytes of a token, 256 bits: such a token needs no slow hash, its SHA-256 can be stored."""

LENGTH = 43
"""Characters of a token, as it is written."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a readable secret is made of: nothing that looks like something else, as 0 and o, 1, i and l do."""

GROUPS, GROUP = 5, 4
"""Groups of a readable secret, and letters of a group: 99 bits in all."""


def new_token() -> str:
    """Return a new secret that fits in an address, a cookie or a header."""
    return secrets.token_urlsafe(BYTES)


def short_id() -> str:
    """Return a new identifier of 128 bits, in 32 hexadecimal digits: unique, not a secret."""
    return secrets.token_hex(16)


def readable_secret() -> str:
    """Return a new secret that can be read aloud and copied by hand, as "k7pm-2xwd-…" is."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def digest(token: str) -> str:
    """Return what is stored of a token, in hexadecimal: the token cannot be found from it.

    >>> digest("jeton")[:16]
    '91d2b106a383b88a'
    """
    return sha256(_bytes(token)).hexdigest()


def csrf_of(token: str) -> str:
    """Return the CSRF token of the session that `token` opens.

    There is nothing more to store, and the session's token cannot be found from it.
    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html

    >>> csrf_of("a") == csrf_of("a"), csrf_of("a") == csrf_of("b")
    (True, False)
    """
    return hmac.new(_bytes(token), b"guichet csrf", sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ.

    >>> same("é", "é"), same("é", "e"), same("", "")
    (True, False, False)
    """
    return bool(expected) and hmac.compare_digest(_bytes(given), _bytes(expected))


def _bytes(text: str) -> bytes:
    """Encode anything that a form or a header may hold, half a character included."""
    return text.encode("utf-8", "surrogatepass")
