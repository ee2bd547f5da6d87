"""One's own second factor: set it up, get new recovery codes, remove it."""

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.account import ACCOUNT, WRONG, own_route
from bot.console.forms import read_form
from bot.console.proof import Proof
from bot.console.shell import AnyRoute, Me, Office, page
from bot.console.steps import Errors
from bot.staff import totp

SET_UP: Final = f"{ACCOUNT}/second-facteur"
REMOVE: Final = f"{SET_UP}/retirer"
CODES: Final = f"{ACCOUNT}/codes"

WRONG_CODE = "Ce code est incorrect. Vérifiez l’heure de votre téléphone, puis saisissez le code affiché."
REMOVING = (
    "Retirer le second facteur",
    "Votre mot de passe suffira de nouveau pour se connecter, et vos codes de secours ne serviront plus.",
    REMOVE,
    "Retirer",
)
RENEWING = (
    "Obtenir de nouveaux codes de secours",
    "Ils remplaceront ceux que vous avez : les anciens ne serviront plus.",
    CODES,
    "Obtenir les codes",
)

_SECRET = re.compile(r"[A-Z2-7]{32}")


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The pages of one's own second factor."""

    office: Office
    proof: Proof

    def routes(self) -> list[AnyRoute]:
        """Return the route of each."""
        return [
            own_route(SET_UP, "GET", self.show),
            own_route(SET_UP, "POST", self.set_up),
            own_route(REMOVE, "GET", self.show_removal),
            own_route(REMOVE, "POST", self.remove),
            own_route(CODES, "GET", self.show_renewal),
            own_route(CODES, "POST", self.renew),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show a new secret, to be read by a telephone."""
        if me.staff.totp:
            return RedirectResponse(ACCOUNT, 303)
        return self._form(request, me, totp.new_secret(), {})

    async def set_up(self, request: Request, me: Me) -> Response:
        """Keep the secret of whoever proves that their telephone has it; show the recovery codes, once.

        Their other sessions, for which the password was enough, end.
        """
        form, now = await read_form(request), self.office.clock()
        secret = form["secret"]
        if me.staff.totp or not _SECRET.fullmatch(secret):
            return RedirectResponse(ACCOUNT, 303)
        step = totp.accepted(secret, form["code"], now, None)
        if step is None:
            return self._form(request, me, secret, {"code": WRONG_CODE})
        if not await self.proof.password(me.staff, form["password"], now):
            return self._form(request, me, secret, {"password": WRONG})
        codes = totp.recovery_codes()
        digests = [totp.recovery_digest(code) for code in codes]
        await self.office.stores.staff.set_totp(me.staff.id, secret, step, digests, now)
        await self.office.stores.sessions.end_all(me.staff.id, now, but=me.session.digest)
        return page(self.office, request, me, "account_codes.html", codes=codes, active=True)

    async def show_removal(self, request: Request, me: Me) -> Response:
        """Ask for the password before removing."""
        return self._confirmation(request, me, REMOVING, {})

    async def remove(self, request: Request, me: Me) -> Response:
        """Forget the second factor."""
        form, now = await read_form(request), self.office.clock()
        if not await self.proof.password(me.staff, form["password"], now):
            return self._confirmation(request, me, REMOVING, {"password": WRONG})
        await self.office.stores.staff.clear_totp(me.staff.id, me.staff.id, now)
        return RedirectResponse(f"{ACCOUNT}?fait=second-facteur", 303)

    async def show_renewal(self, request: Request, me: Me) -> Response:
        """Ask for the password before making new codes."""
        return self._confirmation(request, me, RENEWING, {})

    async def renew(self, request: Request, me: Me) -> Response:
        """Make new recovery codes, and show them once."""
        form, now = await read_form(request), self.office.clock()
        if not me.staff.totp:
            return RedirectResponse(ACCOUNT, 303)
        if not await self.proof.password(me.staff, form["password"], now):
            return self._confirmation(request, me, RENEWING, {"password": WRONG})
        codes = totp.recovery_codes()
        digests = [totp.recovery_digest(code) for code in codes]
        await self.office.stores.staff.set_recovery(me.staff.id, digests, now)
        return page(self.office, request, me, "account_codes.html", codes=codes, active=False)

    def _form(self, request: Request, me: Me, secret: str, errors: Errors) -> Response:
        drawn = totp.qr_code(totp.provisioning_uri(secret, me.staff.email))
        return page(
            self.office,
            request,
            me,
            "account_totp.html",
            422 if errors else 200,
            secret=secret,
            spelt=totp.spelt_out(secret),
            qr=Markup(drawn),  # noqa: S704 - an image drawn here, from what cannot hold markup
            errors=errors,
        )

    def _confirmation(
        self, request: Request, me: Me, words: tuple[str, str, str, str], errors: Errors
    ) -> Response:
        if not me.staff.totp:
            return RedirectResponse(ACCOUNT, 303)
        heading, explanation, action, button = words
        return page(
            self.office,
            request,
            me,
            "account_confirm.html",
            422 if errors else 200,
            heading=heading,
            explanation=explanation,
            action=action,
            button_text=button,
            errors=errors,
        )
