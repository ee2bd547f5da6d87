"""Say what each role may do: one table, which every page and every command reads."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What someone of the staff is there for."""

    ADVISER = "conseiller"
    MANAGER = "responsable"
    ADMINISTRATOR = "administrateur"


class Permission(StrEnum):
    """What can be done in the console."""

    ANSWER = "answer"
    """See the queue and the conversations, answer them, write notes, use canned answers."""
    PROPOSE = "propose"
    """Propose an answer for reuse."""
    APPROVE = "approve"
    """Approve an answer that someone else proposed."""
    WITHDRAW = "withdraw"
    """Withdraw an answer that was validated."""
    CRITERIA = "criteria"
    """Change the criteria, the steps and the cases, and confirm what they quote."""
    MANAGE_CANNED = "manage_canned"
    """Write canned answers."""
    REPORT = "report"
    """Read the reports."""
    DELIVERIES = "deliveries"
    """See the messages that could not be delivered, and send them again."""
    SITES = "sites"
    """Say which sites may embed the widget, and how it is there."""
    AUDIT = "audit"
    """Read and export who did and saw what."""
    STAFF = "staff"
    """Add accounts, change roles, reset passwords."""


_ADVISER = frozenset(
    {Permission.ANSWER, Permission.PROPOSE, Permission.APPROVE, Permission.MANAGE_CANNED},
)
_MANAGER = _ADVISER | {Permission.WITHDRAW, Permission.CRITERIA, Permission.REPORT, Permission.DELIVERIES}

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.ADVISER: _ADVISER,
    Role.MANAGER: _MANAGER,
    Role.ADMINISTRATOR: _MANAGER | {Permission.SITES, Permission.AUDIT, Permission.STAFF},
}

LABELS: Final[Mapping[Role, str]] = {
    Role.ADVISER: "Conseiller ou conseillère",
    Role.MANAGER: "Responsable",
    Role.ADMINISTRATOR: "Administrateur ou administratrice",
}


def may(role: Role, permission: Permission) -> bool:
    """Whether someone of that role may do that.

    >>> may(Role.ADVISER, Permission.ANSWER), may(Role.ADVISER, Permission.STAFF)
    (True, False)
    """
    return permission in PERMISSIONS[role]
