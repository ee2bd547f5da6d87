"""One's own account: its password, and the sessions that are open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.forms import Form, read_form
from bot.console.kept import inside, read_kept
from bot.console.proof import Proof
from bot.console.shell import SIGNED_IN, AnyRoute, ConsoleRoute, Handler, Me, Office, give_cookie, page
from bot.console.steps import PASSWORD, Errors, password_page
from bot.staff.passwords import refusal
from bot.tokens import csrf_of, digest, new_token

ACCOUNT: Final = "/console/compte"
DONE: Final[Mapping[str, str]] = {
    "mot-de-passe": "Votre mot de passe est changé.",
    "second-facteur": "Le second facteur est retiré.",
    "sessions": "La session est fermée.",
}
"""What has just been done, by the word that says so in the address."""

WRONG = (
    "Ce mot de passe est incorrect. Après cinq échecs, il faut attendre d’une à quinze minutes avant de "
    "réessayer."
)
DIFFERENT = "Les deux saisies du nouveau mot de passe diffèrent. Saisissez-le de nouveau."
UNCHANGED = "C’est déjà votre mot de passe. Choisissez-en un autre."


@dataclass(frozen=True, slots=True)
class Account:
    """The pages of one's own account."""

    office: Office
    proof: Proof

    def routes(self) -> list[AnyRoute]:
        """Return the route of each."""
        return [
            own_route(ACCOUNT, "GET", self.show),
            own_route(PASSWORD, "GET", self.show_password, temporary=True),
            own_route(PASSWORD, "POST", self.change_password, temporary=True),
            own_route(f"{ACCOUNT}/sessions", "POST", self.end_sessions),
        ]

    async def show(self, request: Request, me: Me) -> Response:
        """Show the account."""
        sessions = await self.office.stores.sessions.of(me.staff.id, self.office.clock())
        done = DONE.get(request.query_params.get("fait", ""), "")
        return page(self.office, request, me, "account.html", sessions=sessions, done=done)

    async def show_password(self, request: Request, me: Me) -> Response:
        """Show the form of a new password."""
        return password_page(self.office, request, me, inside(request.query_params.get("suite", "")))

    async def change_password(self, request: Request, me: Me) -> Response:
        """Keep a new password, and end one's other sessions; this one goes on under another token."""
        form = await read_form(request)
        errors = await self._faults(form, me)
        if errors:
            kept = read_kept(form["kept"])
            return password_page(self.office, request, me, inside(form["suite"]), kept, errors, 422)
        hashed = await self.proof.hashed(form["password"])
        stores = self.office.stores
        await stores.staff.set_password(me.staff.id, hashed, self.office.clock(), me.session.digest)
        token = new_token()
        await stores.sessions.renew(me.session.digest, digest(token))
        return give_cookie(await self._go_on(request, form, me, token), self.office.settings, token)

    async def end_sessions(self, request: Request, me: Me) -> Response:
        """End one of one's sessions, or all but this one."""
        which, now = (await read_form(request))["session"], self.office.clock()
        if which == "others":
            await self.office.stores.sessions.end_all(me.staff.id, now, but=me.session.digest)
        else:
            await self.office.stores.sessions.end(which, me.staff.id, now)
        return RedirectResponse(f"{ACCOUNT}?fait=sessions", 303)

    async def _faults(self, form: Form, me: Me) -> Errors:
        """Return what is wrong with the form of a new password; only a temporary one is not asked again."""
        new = form["password"]
        known = me.staff.must_change or await self.proof.password(
            me.staff, form["current"], self.office.clock()
        )
        if not known:
            return {"current": WRONG}
        refused = refusal(new, me.staff.email)
        if refused:
            return {"password": refused}
        if form["again"] != new:
            return {"again": DIFFERENT}
        return {"password": UNCHANGED} if await self.proof.is_same(me.staff, new) else {}

    async def _go_on(self, request: Request, form: Form, me: Me, token: str) -> Response:
        """Lead back to the account, or to where one was going with a temporary password."""
        kept = read_kept(form["kept"])
        session = await self.office.stores.sessions.get(digest(token), self.office.clock())
        if kept and session:
            renewed = Me(session, csrf_of(token), me.menu)
            return page(self.office, request, renewed, "sign_in_resend.html", kept=kept)
        where = inside(form["suite"]) if me.staff.must_change else f"{ACCOUNT}?fait=mot-de-passe"
        return RedirectResponse(where, 303)


def own_route(path: str, method: str, handler: Handler, *, temporary: bool = False) -> ConsoleRoute:
    """Return a route for whoever is signed in, whose forms hold what must not stay in a page."""
    return ConsoleRoute(path, (method,), SIGNED_IN, handler, keeps=False, temporary=temporary)
