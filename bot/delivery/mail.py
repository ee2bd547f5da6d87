"""Send one e-mail, and tell a failure that may pass from one that will not.

BotError
└── MailError
    ├── MailRefused      this letter cannot be delivered as it is: do not try again
    └── MailUnavailable  nothing is wrong with the letter: try again later
"""

import hashlib
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.utils import formatdate
from typing import NoReturn

from email_validator import EmailNotValidError, validate_email

from bot.delivery.mail_server import MailServer, Tls
from bot.errors import BotError

TIMEOUT = 20.0
"""Seconds that each exchange with the server may take."""

ABOUT_US = frozenset({530, 534, 535, 538})
"""Permanent codes that blame the way we sign in: https://www.rfc-editor.org/rfc/rfc4954#section-6."""


class MailError(BotError):
    """Base of what stops a letter; neither the message nor `code`, the server's, says whose letter it is."""

    def __init__(self, fault: str, code: int | None = None) -> None:
        self.code = code
        super().__init__(fault if code is None else f"{fault} Code du serveur : {code}.")


class MailRefused(MailError):
    """This letter cannot be delivered as it is: its address or subject is bad, or the server refused it."""


class MailUnavailable(MailError):
    """The server cannot be reached, trusted or used for now, or asks to come back later."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail in plain text; `key` is the same each time this very delivery is tried, and of no other."""

    to: str
    subject: str
    text: str
    key: str


def address(text: str) -> str:
    """Return an e-mail address as servers write it; nothing is looked up.

    >>> address(" Jeanne.Martin@Mairie.Exemple.FR ")
    'Jeanne.Martin@mairie.exemple.fr'

    Raises:
        ValueError: nobody can be written to at this address.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise ValueError(
            "Cette adresse électronique n’est pas valable. "
            "Indiquez une adresse complète et sans accent avant l’arobase, comme nom@exemple.fr."
        ) from None
    return found.ascii_email or found.normalized


def send(server: MailServer, sender: str, letter: Letter) -> None:
    """Deliver one letter to the server; it blocks, so call it from a worker thread.

    Raises:
        MailRefused: this letter cannot be delivered; trying again would fail too.
        MailUnavailable: the server could not be used; it may have the letter all the same, and then
            the next try arrives with the same Message-ID.
    """
    try:
        sender, to = address(sender), address(letter.to)
        written = _written(sender, to, letter)
    except ValueError:
        raise MailRefused(
            "Ce message ne peut pas partir : l’adresse, l’objet ou le texte n’est pas valable."
        ) from None
    connection = _opened(server, sender.rpartition("@")[2])
    try:
        _prepare(connection, server)
        _deliver(connection, sender, to, written)
    finally:
        _leave(connection)


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of the delivery that `key` names, without saying the key.

    >>> message_id("reply-12", "exemple.fr")
    '<f3e818672a561f529a4f9af4e19aed86@exemple.fr>'
    """
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _written(sender: str, to: str, letter: Letter) -> str:
    """Write the letter as it travels, in ASCII alone, which every server takes.

    Raises:
        ValueError: the subject could pass for another header, or a character cannot be written.
    """
    if not letter.subject.strip() or not letter.subject.isprintable():
        raise ValueError("a subject is one line of text")
    utf8 = Charset("utf-8")
    utf8.body_encoding = QP
    # The older class: EmailMessage loses spaces when it folds a long subject that has accents.
    message = Message()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = Header(letter.subject, "utf-8", header_name="Subject").encode()
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = message_id(letter.key, sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # https://www.rfc-editor.org/rfc/rfc3834#section-5
    message.set_payload("\n".join(letter.text.splitlines()) + "\n", utf8)
    return message.as_string()


def _opened(server: MailServer, domain: str) -> smtplib.SMTP:
    """Open a connection; `domain` is what we say we are.

    Raises:
        MailUnavailable: the server does not answer, or cannot be trusted.
    """
    try:
        if server.tls is Tls.IMPLICIT:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, domain, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(server.host, server.port, domain, timeout=TIMEOUT)
    except OSError as error:
        _unavailable(error)


def _prepare(connection: smtplib.SMTP, server: MailServer) -> None:
    """Encrypt and sign in.

    Raises:
        MailUnavailable: encryption is required and not offered, or the server refuses us.
    """
    try:
        connection.ehlo_or_helo_if_needed()
        if server.tls in (Tls.REQUIRED, Tls.OFFERED) and connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        elif server.tls is Tls.REQUIRED:
            raise MailUnavailable(
                "Le serveur de messagerie ne propose pas la connexion chiffrée (STARTTLS) qui est exigée."
            )
        if server.user:
            connection.login(server.user, server.password.get_secret_value())
    except OSError as error:
        _unavailable(error)


def _deliver(connection: smtplib.SMTP, sender: str, to: str, written: str) -> None:
    """Hand the letter over.

    Raises:
        MailRefused: the server refuses it for good.
        MailUnavailable: it asks to come back later, or the connection is lost.
    """
    try:
        connection.sendmail(sender, [to], written)
    except smtplib.SMTPRecipientsRefused as error:
        _refused(next(iter(error.recipients.values()))[0])
    except smtplib.SMTPResponseException as error:
        _refused(error.smtp_code)
    except OSError as error:
        _unavailable(error)


def _leave(connection: smtplib.SMTP) -> None:
    """Say good-bye; what the server answers changes nothing of what it did."""
    with suppress(OSError):
        connection.quit()
    connection.close()


def _refused(code: int) -> NoReturn:
    """Say what the server's answer to a letter means.

    Raises:
        MailRefused: a code of 500 and above is for good.
        MailUnavailable: any other is not, nor one that blames the way we sign in.
    """
    if code >= 500 and code not in ABOUT_US:
        raise MailRefused("Le serveur de messagerie refuse ce message ou son adresse.", code) from None
    raise MailUnavailable("Le serveur de messagerie ne prend pas ce message pour le moment.", code) from None


def _unavailable(error: OSError) -> NoReturn:
    """Say why the server cannot be used, without its own words, which may name someone.

    Every error of smtplib is an OSError.

    Raises:
        MailUnavailable: always; the letter is not to blame, even where the server's code is permanent.
    """
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    if isinstance(error, smtplib.SMTPAuthenticationError):
        fault = "Le serveur de messagerie refuse l’identifiant ou le mot de passe. Corrigez-les."
    elif isinstance(error, ssl.SSLError):
        fault = (
            "La connexion chiffrée au serveur de messagerie a échoué. Vérifiez son port et son certificat."
        )
    elif code is not None:
        fault = "Le serveur de messagerie n’accepte pas la connexion pour le moment."
    else:
        fault = "Le serveur de messagerie ne répond pas. Vérifiez son adresse, et qu’il est en marche."
    raise MailUnavailable(fault, code) from None
