"""Let through to a route of the console those, and only those, for whom it is; turn the others away."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.api.problems import Refusal, detail_of, title_of
from bot.console.kept import Kept, inside, keep, with_next
from bot.console.shell import (
    AnyRoute,
    ConsoleRoute,
    Me,
    MenuItem,
    Office,
    OpenRoute,
    asked_by_htmx,
    page,
    session_of,
)
from bot.console.steps import CODE, PASSWORD, SIGN_IN, sign_in_page
from bot.errors import DeskUnavailable
from bot.security import from_another_site
from bot.tokens import same

SAFE = ("GET", "HEAD")
IN_QUERY = "/?:@!$&'()*+,;=%"
"""Characters of a query that stay as they are: RFC 3986, 3.4, https://www.rfc-editor.org/rfc/rfc3986"""
FIELDS = 500
"""Fields of a form, at most."""

FORBIDDEN = "Votre rôle ne vous donne pas accès à cette page. Adressez-vous à la personne qui gère l’équipe."
EXPIRED = "Ce formulaire n’est plus valable. Revenez à la page précédente, rechargez-la et recommencez."
OVER = "Votre session est terminée. Rechargez la page pour vous reconnecter."


class Guard:
    """Makes the routes of the console, each behind its check."""

    def __init__(self, office: Office, routes: Sequence[AnyRoute]) -> None:
        self._office = office
        self._routes = routes
        listed = [route for route in routes if isinstance(route, ConsoleRoute) and route.menu]
        self._menu = tuple(MenuItem(route.path, route.menu, route.needs) for route in listed)

    def routes(self) -> list[Route]:
        """Return the routes to serve."""
        return [self._guarded(route) for route in self._routes]

    def _guarded(self, route: AnyRoute) -> Route:
        async def serve(request: Request) -> Response:
            try:
                response = await self._answer(request, route)
            except HTTPException as error:
                response = await self._problem(request, error)
            except DeskUnavailable as error:
                busy = Refusal(503, str(error), {"Retry-After": str(error.retry_after)})
                response = await self._problem(request, busy)
            response.headers["Cache-Control"] = "no-store"
            return response

        return Route(route.path, serve, methods=list(route.methods))

    async def _answer(self, request: Request, route: AnyRoute) -> Response:
        sends = request.method not in SAFE
        if sends and from_another_site(request.headers, self._office.settings.site):
            raise HTTPException(403)
        if sends:
            # Read here, within bounds; whoever asks for the form again is given this one.
            await request.form(max_files=0, max_fields=FIELDS)
        if isinstance(route, OpenRoute):
            return await route.handler(request)
        me = await session_of(self._office, request, self._menu, touch=not route.background)
        if me is None or not _may_pass(me, route):
            return await self._turn_away(request, route, me)
        if not me.may(route.needs):
            return self._refusal(request, me, 403, FORBIDDEN)
        if sends and not same(await _csrf(request), me.csrf):
            return await self._ask_again(request, route, me)
        return await route.handler(request, me)

    async def _turn_away(self, request: Request, route: ConsoleRoute, me: Me | None) -> Response:
        """Send someone to sign in first, and lose nothing of what they sent."""
        sends = request.method not in SAFE
        if sends and route.keeps:
            kept = await _kept(request)
            shown = sign_in_page(self._office, request, _came_from(request), kept, status=401)
            return self._whole_page(request, shown)
        if route.background or asked_by_htmx(request) or _is_stream(request):
            # A part of a page: the rest, and what is being typed in it, stays where it is.
            return HTMLResponse(f"<p>{OVER}</p>", 401)
        if sends:
            return RedirectResponse(with_next(SIGN_IN, _came_from(request)), 303)
        return RedirectResponse(with_next(_next_step(me), _path(request)), 303)

    async def _ask_again(self, request: Request, route: ConsoleRoute, me: Me) -> Response:
        """Refuse a form of a session that is over, and offer to send it in this one."""
        if not route.keeps:
            return self._refusal(request, me, 403, EXPIRED)
        shown = page(self._office, request, me, "sign_in_resend.html", 403, kept=await _kept(request))
        return self._whole_page(request, shown)

    async def _problem(self, request: Request, error: HTTPException) -> Response:
        me = await session_of(self._office, request, self._menu, touch=False)
        detail = error.detail if isinstance(error, Refusal) else detail_of(error.status_code)
        response = self._refusal(request, me, error.status_code, detail)
        response.headers.update(error.headers or {})
        return response

    def _refusal(self, request: Request, me: Me | None, status: int, detail: str) -> Response:
        title = title_of(status)
        return page(self._office, request, me, "problem.html", status, title=title, detail=detail)

    def _whole_page(self, request: Request, response: Response) -> Response:
        """Have htmx, if it asks, put a page in place of the whole one: it leaves out errors but this one."""
        if asked_by_htmx(request):
            response.status_code = 422
            whole = {"HX-Retarget": "body", "HX-Reselect": "unset", "HX-Reswap": "innerHTML show:window:top"}
            response.headers.update(whole)
        return response


def _may_pass(me: Me, route: ConsoleRoute) -> bool:
    complete = me.session.complete or route.halfway
    return complete and (route.temporary or not me.staff.must_change)


def _next_step(me: Me | None) -> str:
    if me is None:
        return SIGN_IN
    return PASSWORD if me.session.complete else CODE


async def _csrf(request: Request) -> str:
    given = request.headers.get("x-csrf-token") or (await request.form()).get("csrf")
    return given if isinstance(given, str) else ""


async def _kept(request: Request) -> Kept:
    return keep(_path(request), _texts(await request.form()))


def _texts(form: FormData) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _path(request: Request) -> str:
    query = quote(request.url.query, safe=IN_QUERY)
    return quote(request.url.path) + (f"?{query}" if query else "")


def _came_from(request: Request) -> str:
    """Return the page that the form stood on, if the browser says so."""
    came = urlsplit(request.headers.get("referer", ""))
    return inside(came.path + (f"?{came.query}" if came.query else ""))


def _is_stream(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "")
