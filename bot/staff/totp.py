"""The second factor of staff: one-time codes from a telephone, and recovery codes for the day it is lost."""

import re
import unicodedata
from datetime import datetime

import pyotp
import segno

from bot import tokens

ISSUER = "Guichet"
"""What the application on the telephone calls us."""

STEP = 30
"""Seconds that a code lasts, RFC 6238: https://www.rfc-editor.org/rfc/rfc6238"""

TOLERATED = 1
"""Steps that the telephone's clock may be early or late."""

TITLE = "Code QR à lire avec votre application d’authentification"

_CODE = re.compile(r"[0-9]{6}")
_BETWEEN = re.compile(r"[\W_]+")


def new_secret() -> str:
    """Return a new secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str) -> str:
    """Return the address that an authenticator application reads the secret from.

    >>> provisioning_uri("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "a@exemple.fr")
    'otpauth://totp/Guichet:a%40exemple.fr?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Guichet'
    """
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_code(uri: str) -> str:
    """Return a QR code as an SVG element, on white so that it can be read in dark mode too.

    It has no style, only attributes that no content security policy refuses. It holds the secret:
    never store it, never give it an address.
    """
    drawn = segno.make(uri, error="m", micro=False).svg_inline(
        scale=4, dark="#000", light="#fff", title=TITLE, svgclass=None, lineclass=None
    )
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{TITLE}" ', 1)


def spelt_out(secret: str) -> str:
    """Write a secret in groups of four, for those who type it.

    >>> spelt_out("JBSWY3DPEHPK3PXP")
    'JBSW Y3DP EHPK 3PXP'
    """
    return " ".join(re.findall(".{1,4}", secret))


def accepted(secret: str, code: str, now: datetime, last_counter: int | None) -> int | None:
    """Return the time step of a right code, to be kept as the next `last_counter`; None if it is wrong.

    `now` has a time zone. The code of a step that was used, or of one before it, is refused: whoever
    saw it typed cannot use it again (RFC 6238, 5.2).
    """
    typed = _BETWEEN.sub("", unicodedata.normalize("NFKC", code))
    if not _CODE.fullmatch(typed):
        return None
    totp = pyotp.TOTP(secret, interval=STEP)
    step = int(now.timestamp()) // STEP
    # Each is compared, none is skipped: the time taken tells nothing.
    right = [
        counter
        for counter in range(step - TOLERATED, step + TOLERATED + 1)
        if tokens.same(typed, totp.generate_otp(counter))
    ]
    return next((counter for counter in right if last_counter is None or counter > last_counter), None)


def recovery_codes(count: int = 10) -> tuple[str, ...]:
    """Return that many new codes, each to be used once instead of a one-time code; 99 bits each."""
    return tuple(tokens.readable_secret() for _ in range(count))


def recovery_digest(code: str) -> str:
    """Return what is stored of a recovery code, however it is typed: capitals, with or without hyphens.

    >>> recovery_digest("K7PM 2xwd") == recovery_digest(" k7pm-2xwd ")
    True
    """
    return tokens.digest(_BETWEEN.sub("", unicodedata.normalize("NFKC", code)).lower())
