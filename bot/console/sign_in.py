"""Sign in: an e-mail address and a password, then a one-time code; and sign out."""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.address_limiter import AddressLimiter
from bot.console.forms import Form, read_form
from bot.console.guard import EXPIRED
from bot.console.kept import Kept, inside, read_kept, with_next
from bot.console.proof import Proof
from bot.console.shell import (
    SIGNED_IN,
    AnyRoute,
    ConsoleRoute,
    Me,
    Office,
    OpenRoute,
    give_cookie,
    page,
    session_of,
    take_cookie,
)
from bot.console.steps import CODE, PASSWORD, SIGN_IN, Errors, password_page, sign_in_page
from bot.staff.accounts import FIRST_ACCOUNT, Staff, UnknownStaff
from bot.staff.lockout import too_many
from bot.tokens import csrf_of, digest, new_token, same

TIME_FOR_CODE: Final = timedelta(minutes=10)
"""How long a password that was right waits for the one-time code."""

ATTEMPTS, WINDOW = 20, 300.0
"""Attempts to sign in that may fail from an address, in that many seconds."""

WRONG = (
    "L’adresse ou le mot de passe est incorrect. Après cinq échecs, il faut attendre d’une à quinze minutes "
    "avant de réessayer."
)
WRONG_CODE = (
    "Ce code est incorrect ou a déjà servi. Attendez que votre application en affiche un nouveau. Après cinq "
    "échecs, il faut attendre d’une à quinze minutes avant de réessayer."
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """The pages of signing in and out; `limiter` counts the failures of each network address."""

    office: Office
    proof: Proof
    limiter: AddressLimiter = field(default_factory=lambda: AddressLimiter(monotonic, ATTEMPTS, WINDOW))

    def routes(self) -> list[AnyRoute]:
        """Return the route of each."""
        return [
            OpenRoute(SIGN_IN, ("GET",), self.show),
            OpenRoute(SIGN_IN, ("POST",), self.take_password),
            OpenRoute(CODE, ("GET",), self.show_code),
            OpenRoute(CODE, ("POST",), self.take_code),
            ConsoleRoute(
                "/console/deconnexion",
                ("POST",),
                SIGNED_IN,
                self.sign_out,
                keeps=False,
                temporary=True,
                halfway=True,
            ),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form of the password, or how to create the first account."""
        suite = inside(request.query_params.get("suite", ""))
        me = await session_of(self.office, request)
        if me is not None and me.session.complete:
            return RedirectResponse(suite, 303)
        if not await self.office.stores.staff.anyone():
            return page(self.office, request, None, "first_run.html", command=FIRST_ACCOUNT)
        return self._form(request, Form((("suite", suite),)), {})

    async def take_password(self, request: Request) -> Response:
        """Begin a session for whoever knows the password; it is not complete if they have a second factor."""
        form = await read_form(request)
        missing = _missing(form)
        if missing:
            return self._form(request, form, missing, 422)
        address = request.client.host if request.client else ""
        # Counted before the answer is known: many attempts at once do not slip through.
        if not self.limiter.admit(address):
            wait = timedelta(seconds=self.limiter.wait(address))
            return self._form(request, form, {"password": too_many(wait)}, 429)
        now = self.office.clock()
        staff = await self._account(form["email"])
        right = await self.proof.password(staff, form["password"], now)
        if staff is None or not right:
            return self._form(request, form, {"password": WRONG}, 422)
        self.limiter.give_back(address)
        if not staff.totp:
            await self.office.stores.staff.clear_failures(staff.id)
        return await self._begin(request, form, staff)

    async def show_code(self, request: Request) -> Response:
        """Show the form of the one-time code."""
        suite = inside(request.query_params.get("suite", ""))
        me = await session_of(self.office, request)
        if me is None or me.session.complete:
            return RedirectResponse(with_next(SIGN_IN, suite), 303)
        return self._code_form(request, me, Form((("suite", suite),)), {})

    async def take_code(self, request: Request) -> Response:
        """Complete the session of whoever gives the right code."""
        form = await read_form(request)
        me = await session_of(self.office, request)
        if me is None or me.session.complete:
            # It took too long: what was kept goes through the first step again.
            errors = {} if me else {"email": "Le temps prévu est dépassé. Identifiez-vous de nouveau."}
            return self._form(request, form, errors, 401)
        if not same(form["csrf"], me.csrf):
            return self._code_form(request, me, form, {"code": EXPIRED}, 403)
        now = self.office.clock()
        if not await self.proof.code(me.staff, form["code"], now):
            return self._code_form(request, me, form, {"code": WRONG_CODE}, 422)
        token = new_token()
        ends = now + self._longest()
        done = await self.office.stores.sessions.complete(me.session.digest, digest(token), now, ends)
        if not done:
            return self._form(request, form, {}, 401)
        return await self._go_on(request, form, me.staff, token)

    async def sign_out(self, _: Request, me: Me) -> Response:
        """End the session."""
        await self.office.stores.sessions.end(me.session.digest, me.staff.id, self.office.clock())
        return take_cookie(RedirectResponse(SIGN_IN, 303), self.office.settings)

    def _longest(self) -> timedelta:
        """Return how long one stays signed in, even when always there."""
        return timedelta(hours=self.office.settings.session_hours)

    async def _account(self, email: str) -> Staff | None:
        try:
            return await self.office.stores.staff.by_email(email)
        except UnknownStaff:
            return None

    async def _begin(self, request: Request, form: Form, staff: Staff) -> Response:
        """Begin a session in place of the one that this browser had, if it had one."""
        now, token = self.office.clock(), new_token()
        before = await session_of(self.office, request, touch=False)
        await self.office.stores.sessions.begin(
            digest(token),
            staff.id,
            now,
            now + (TIME_FOR_CODE if staff.totp else self._longest()),
            complete=not staff.totp,
            instead_of=before.session.digest if before else "",
        )
        return await self._go_on(request, form, staff, token)

    async def _go_on(self, request: Request, form: Form, staff: Staff, token: str) -> Response:
        """Lead to the next step, or to where one wanted to go, and carry along what was kept."""
        kept, suite = read_kept(form["kept"]), inside(form["suite"])
        session = await self.office.stores.sessions.get(digest(token), self.office.clock())
        step = PASSWORD if staff.must_change else suite
        if session is None or not session.complete:
            step = CODE
        me = Me(session, csrf_of(token)) if session and kept else None
        if me is None or kept is None:
            where = step if step == suite else with_next(step, suite)
            response: Response = RedirectResponse(where, 303)
        else:
            response = self._carry(request, me, step, kept)
        return give_cookie(response, self.office.settings, token)

    def _carry(self, request: Request, me: Me, step: str, kept: Kept) -> Response:
        form = Form((("suite", inside(kept.action)), ("kept", kept.encoded())))
        if step == CODE:
            return self._code_form(request, me, form, {})
        if step == PASSWORD:
            return password_page(self.office, request, me, form["suite"], kept)
        return page(self.office, request, me, "sign_in_resend.html", kept=kept)

    def _form(self, request: Request, form: Form, errors: Errors, status: int = 200) -> Response:
        kept = read_kept(form["kept"])
        suite = inside(form["suite"])
        return sign_in_page(self.office, request, suite, kept, form["email"], errors, status)

    def _code_form(self, request: Request, me: Me, form: Form, errors: Errors, status: int = 200) -> Response:
        kept, suite = read_kept(form["kept"]), inside(form["suite"])
        return page(
            self.office, request, me, "sign_in_code.html", status, suite=suite, kept=kept, errors=errors
        )


def _missing(form: Form) -> Errors:
    missing = {}
    if not form["email"].strip():
        missing["email"] = "Indiquez votre adresse électronique."
    if not form["password"]:
        missing["password"] = "Indiquez votre mot de passe."  # noqa: S105 - a sentence
    return missing
