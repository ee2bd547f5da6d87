"""What every page of the console stands on: its parts, who is signed in, how routes and pages are made."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.conversations.promises import Promises
from bot.desk import Reception
from bot.model.drafting import Drafter
from bot.settings import Settings
from bot.staff.accounts import Staff
from bot.staff.roles import LABELS, Permission, Role
from bot.store.sessions import Session
from bot.store.stores import Stores
from bot.talk.hub import Hub
from bot.tokens import csrf_of, digest

SIGNED_IN: Final = None
"""What a route needs that serves whoever is signed in, such as their own account."""


async def nothing_to_renew() -> None:
    """Renew nothing: there is no call whose criteria count."""


@dataclass(frozen=True, slots=True)
class Office:
    """The parts that the pages of the console work with; `clock` gives the present, with its time zone.

    `publish` brings the validated answers into service; `forget` leaves nothing of one in the texts, and
    blocks; `nudge` has the outbox looked at without delay. `telegram_name` gives the user name of our bot,
    "" without Telegram or until it is known. `renew` brings the criteria, the steps and the cases that count
    into service. `drafter` writes drafts of replies, if a model is set for it.
    """

    stores: Stores
    hub: Hub
    promises: Promises
    reception: Reception
    settings: Settings
    templates: Environment
    clock: Callable[[], datetime]
    publish: Callable[[], Awaitable[object]]
    forget: Callable[[str], None]
    nudge: Callable[[], None]
    telegram_name: Callable[[], str] = lambda: ""
    renew: Callable[[], Awaitable[None]] = nothing_to_renew
    drafter: Drafter | None = None


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page of the main menu, for whoever may open it."""

    href: str
    label: str
    needs: Permission | None


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever asks for a page: their session, the CSRF token of its forms, the main menu."""

    session: Session
    csrf: str = field(repr=False)
    menu: tuple[MenuItem, ...] = ()

    @property
    def staff(self) -> Staff:
        """Who it is."""
        return self.session.staff

    def may(self, permission: Permission | None) -> bool:
        """Whether they may do that."""
        return permission is None or self.staff.may(permission)


Handler = Callable[[Request, Me], Awaitable[Response]]
"""What answers a request of someone for whom the route is."""


@dataclass(frozen=True, slots=True)
class ConsoleRoute:
    """A page, or an act, for those who are signed in and may `need` it; `SIGNED_IN` is enough for some.

    `menu` is its name in the main menu. A form that comes when the session is over is kept, and can be
    sent again after signing in, unless `keeps` is false, as where it holds a password. `temporary` opens
    it to those who must change their password, `halfway` to those who have not given their one-time code
    yet. A page that asks in the `background`, by itself, does not make a session last.
    """

    path: str
    methods: tuple[str, ...]
    needs: Permission | None
    handler: Handler
    menu: str = ""
    keeps: bool = True
    temporary: bool = False
    halfway: bool = False
    background: bool = False


@dataclass(frozen=True, slots=True)
class OpenRoute:
    """A page for those who are not signed in yet."""

    path: str
    methods: tuple[str, ...]
    handler: Callable[[Request], Awaitable[Response]]


AnyRoute = ConsoleRoute | OpenRoute


async def session_of(
    office: Office, request: Request, menu: tuple[MenuItem, ...] = (), *, touch: bool = True
) -> Me | None:
    """Return whoever sends a request, even one who has not given their one-time code yet."""
    token = request.cookies.get(cookie_name(office.settings), "")
    if not token:
        return None
    session = await office.stores.sessions.get(digest(token), office.clock(), touch=touch)
    return Me(session, csrf_of(token), menu) if session else None


async def signed_in(office: Office, request: Request, *, touch: bool = True) -> Session | None:
    """Return the session of whoever sends a request, if nothing more is asked of them.

    A stream that stays open asks again from time to time, without a `touch`.
    """
    me = await session_of(office, request, touch=touch)
    return me.session if me and me.session.complete and not me.staff.must_change else None


def cookie_name(settings: Settings) -> str:
    """Name the cookie of the session: under TLS, a name that no other host can set.

    https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
    """
    return "__Host-guichet" if settings.secure else "guichet_console"


def give_cookie(response: Response, settings: Settings, token: str) -> Response:
    """Have the browser keep the token of a session until it is closed."""
    # Lax: the links of our letters lead in.
    response.set_cookie(cookie_name(settings), token, secure=settings.secure, httponly=True, samesite="lax")
    return response


def take_cookie(response: Response, settings: Settings) -> Response:
    """Have the browser forget the token."""
    response.delete_cookie(cookie_name(settings), secure=settings.secure, httponly=True, samesite="lax")
    return response


def page(
    office: Office,
    request: Request,
    me: Me | None,
    template: str,
    status: int = 200,
    counts: Mapping[str, int] | None = None,
    **values: object,
) -> HTMLResponse:
    """Show a template of the console; `counts` are numbers to show in the main menu, by address.

    The template has `me`, `csrf`, `moment` (a moment in words, by the clock of the staff),
    `lacks_second_factor` and `values`.
    """
    view = {
        "me": me,
        "nav": _navigation(request, me, counts or {}),
        "user": {"name": me.staff.name, "role": LABELS[me.staff.role]} if me else None,
        "lacks_second_factor": _lacks_second_factor(me),
        "csrf": me.csrf if me else "",
        "csrf_token": me.csrf if me else "",
        "moment": lambda at: moment(office.promises, at),
    }
    html = office.templates.get_template(f"console/{template}").render(view | values)
    return HTMLResponse(html, status)


def moment(promises: Promises, at: datetime) -> str:
    """Write a moment as the clock of the staff shows it."""
    return promises.local(at).strftime("%d/%m/%Y à %H:%M")


def asked_by_htmx(request: Request) -> bool:
    """Whether a part of a page is asked for, not a whole page."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def _lacks_second_factor(me: Me | None) -> bool:
    """Whether they may do everything, with a password alone."""
    if me is None or not me.session.complete or me.staff.must_change:
        return False
    return me.staff.role is Role.ADMINISTRATOR and not me.staff.totp


def _navigation(request: Request, me: Me | None, counts: Mapping[str, int]) -> list[dict[str, object]]:
    """Return what the main menu shows; a signed-in person whose session is not complete has none."""
    if me is None or not me.session.complete or me.staff.must_change:
        return []
    offered = [item for item in me.menu if me.may(item.needs)]
    here = request.url.path
    around = [item.href for item in offered if here == item.href or here.startswith(f"{item.href}/")]
    current = max(around, key=len, default=None)
    return [
        {
            "href": item.href,
            "label": item.label,
            "current": item.href == current,
            "count": counts.get(item.href, 0),
        }
        for item in offered
    ]
