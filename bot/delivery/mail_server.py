"""Where mail is sent from, read from the operator's setting, and whether the way there is encrypted."""

from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import SecretStr

PORTS = {"smtp": 587, "smtps": 465}
"""Where mail is submitted: https://www.rfc-editor.org/rfc/rfc8314#section-7.3."""

EXAMPLE = "smtp://utilisateur:mot-de-passe@serveur:587"


class BadServer(ValueError):
    """A text does not say how to reach a mail server; the message never repeats it."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"{fault} Indiquez une adresse comme {EXAMPLE}, ou smtps://…:465.")


class Tls(Enum):
    """When the connection is encrypted."""

    IMPLICIT = "implicit"
    REQUIRED = "required"
    OFFERED = "offered"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is sent from; `user` is "" where the server asks for none."""

    host: str
    port: int
    tls: Tls = Tls.OFFERED
    user: str = field(default="", repr=False)
    password: SecretStr = field(default=SecretStr(""), repr=False)


def parse_server(url: str) -> MailServer:
    """Read `smtp[s]://[user:password@]host[:port][?starttls=required|never]`, words percent-encoded.

    STARTTLS is used where it is offered; a password demands it, unless the address says `never`.

    Raises:
        BadServer: the address cannot be used.
    """
    parts, port = _split(url.strip())
    host = parts.hostname or ""
    try:
        encoded = host.encode("idna").decode()
    except UnicodeError:
        encoded = ""
    if not encoded or parts.path.strip("/") or parts.fragment:
        raise BadServer("L’adresse du serveur de messagerie n’a pas la forme attendue.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise BadServer("L’identifiant et le mot de passe de messagerie vont ensemble.")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise BadServer("L’identifiant et le mot de passe de messagerie s’écrivent sans accent.")
    return MailServer(encoded, port, _tls(parts, bool(user)), user, SecretStr(password))


def _split(url: str) -> tuple[SplitResult, int]:
    """Split a URL and find its port.

    Raises:
        BadServer: the scheme or the port is not one of mail.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadServer("L’adresse du serveur de messagerie n’a pas la forme attendue.") from None
    if parts.scheme not in PORTS or port == 0:
        raise BadServer("L’adresse du serveur de messagerie n’a pas la forme attendue.")
    return parts, port or PORTS[parts.scheme]


def _tls(parts: SplitResult, has_password: bool) -> Tls:
    """Tell when the connection is encrypted.

    Raises:
        BadServer: the query says something else.
    """
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if not asked and parts.scheme == "smtps":
        return Tls.IMPLICIT
    if not asked:
        return Tls.REQUIRED if has_password else Tls.OFFERED
    if parts.scheme == "smtp" and asked in ([("starttls", "required")], [("starttls", "never")]):
        return Tls(asked[0][1])
    raise BadServer("Après le point d’interrogation, seuls starttls=required et starttls=never existent.")
