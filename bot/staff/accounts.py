"""An account of the staff as everyone may see it, what it signs in with, and what it is refused.

AccountError
├── UnknownStaff        nobody has this account
├── EmailTaken          someone has an account under this address
├── BadEmail            this is not an e-mail address
└── LastAdministrator   nobody would be left to manage the accounts
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from email_validator import EmailNotValidError, validate_email

from bot.errors import BotError
from bot.staff.roles import Permission, Role, may

LONGEST_EMAIL = 254
"""Characters of an e-mail address: RFC 5321, 4.5.3.1, https://www.rfc-editor.org/rfc/rfc5321"""

LONGEST_NAME = 100
"""Characters of a name."""

FIRST_ACCOUNT = ".venv/bin/guichet staff add ADRESSE --role administrateur"
"""The command that adds the first account, as every page and every command gives it."""


class AccountError(BotError):
    """Base of what is refused to do with an account; the message is one French sentence."""


class UnknownStaff(AccountError):
    """Nobody has this account."""

    def __init__(self, who: str = "") -> None:
        super().__init__(
            f"Aucun compte n’a l’adresse « {who} »." if who else "Ce compte n’existe pas, ou plus."
        )


class EmailTaken(AccountError):
    """Someone has an account under this address, perhaps a disabled one."""

    def __init__(self, email: str) -> None:
        super().__init__(f"Un compte existe déjà avec l’adresse « {email} ».")


class BadEmail(AccountError):
    """This is not an e-mail address."""

    def __init__(self) -> None:
        super().__init__(
            "Cette adresse électronique n’est pas valable. Exemple : prenom.nom@exemple.gouv.fr."
        )


class LastAdministrator(AccountError):
    """Nobody would be left to manage the accounts."""

    def __init__(self) -> None:
        super().__init__(
            "C’est le dernier compte d’administration en service. Donnez d’abord ce rôle à quelqu’un d’autre."
        )


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone of the staff; `must_change` their password, `totp` if they have a second factor."""

    id: str
    email: str
    name: str
    role: Role
    must_change: bool
    totp: bool
    recovery_left: int
    disabled: bool
    created_at: datetime

    def may(self, permission: Permission) -> bool:
        """Whether they may do that."""
        return not self.disabled and may(self.role, permission)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account signs in with; never to be shown or logged."""

    password: str = field(repr=False)
    totp_secret: str | None = field(repr=False)
    totp_step: int | None


def normal_email(email: str) -> str:
    """Write an e-mail address as it is stored and compared.

    >>> normal_email(" Claire.Martin@Exemple.FR ")
    'claire.martin@exemple.fr'
    """
    return unicodedata.normalize("NFC", email).strip().lower()


def checked_email(email: str) -> str:
    """Return an e-mail address as it is stored, if it is one; no name server is asked.

    Raises:
        BadEmail: it is not.
    """
    normal = normal_email(email)
    try:
        validate_email(normal, check_deliverability=False)
    except EmailNotValidError:
        raise BadEmail from None
    if len(normal) > LONGEST_EMAIL:
        raise BadEmail
    return normal


def name_from(email: str) -> str:
    """Make a name out of an e-mail address, for whoever gives none.

    >>> name_from("claire.martin-durand@exemple.fr"), name_from("accueil@exemple.fr")
    ('Claire Martin-Durand', 'Accueil')
    """
    return email.partition("@")[0].replace(".", " ").replace("_", " ").title()
