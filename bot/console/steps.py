"""The steps of signing in that several pages lead to: where they are, and the forms of two of them."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.console.kept import Kept
from bot.console.shell import Me, Office, page

SIGN_IN: Final = "/console/connexion"
CODE: Final = "/console/code"
PASSWORD: Final = "/console/mot-de-passe"  # noqa: S105 - an address

Errors = Mapping[str, str]
"""What is wrong with a form: a sentence for each field that must be corrected."""


def sign_in_page(
    office: Office,
    request: Request,
    suite: str,
    kept: Kept | None = None,
    email: str = "",
    errors: Errors | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Show the form of the address and the password; it leads to the path `suite`, or sends what was kept."""
    return page(
        office,
        request,
        None,
        "sign_in.html",
        status,
        suite=suite,
        kept=kept,
        email=email,
        errors=errors or {},
    )


def password_page(
    office: Office,
    request: Request,
    me: Me,
    suite: str,
    kept: Kept | None = None,
    errors: Errors | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Show the form of a new password, which a temporary one makes necessary."""
    return page(
        office,
        request,
        me,
        "account_password.html",
        status,
        suite=suite,
        kept=kept,
        errors=errors or {},
    )
