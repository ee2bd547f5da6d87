"""A console of the test's own, and people of the staff who are signed in to it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from bot.app import BODY_LIMIT
from bot.assets import load_assets
from bot.console.routes import console_routes
from bot.console.shell import Office, cookie_name
from bot.conversations.promises import Promises
from bot.desk import Reception
from bot.hours import Hours, parse_hours
from bot.pages.public import make_templates
from bot.security import BodyLimit
from bot.settings import Settings, load_settings
from bot.staff.accounts import Staff
from bot.staff.passwords import hash_password
from bot.staff.roles import Role
from bot.store.audit import Act
from bot.store.database import migrate
from bot.store.staff import OPERATOR
from bot.store.stores import make_stores
from bot.talk.hub import Hub
from bot.tokens import csrf_of, digest, new_token
from tests.bot.desks import FakeDesk

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""
PASSWORD = "cheval agrafe pile"  # noqa: S105 - of people who do not exist
PROMISES = Promises(Hours(ZoneInfo("Europe/Paris"), parse_hours("lun-ven 9:00-17:00")), 8)
Routes = Callable[[Office], Sequence[BaseRoute]]


@dataclass
class Clock:
    """A clock that the test sets."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.now

    def advance(self, **delta: float) -> None:
        """Let some time go by."""
        self.now += timedelta(**delta)


@dataclass
class Calls:
    """Counts how often the console asks for something that is done elsewhere."""

    published: int = 0
    nudged: int = 0
    forgotten: list[str] = field(default_factory=list)

    async def publish(self) -> None:
        """Pretend to bring the validated answers into service."""
        self.published += 1

    def nudge(self) -> None:
        """Pretend to look at the outbox."""
        self.nudged += 1


@dataclass
class Console:
    """A console that is served, and the browser of one person, who is signed in or not."""

    client: TestClient
    office: Office
    clock: Clock
    people: dict[str, Staff] = field(default_factory=dict)
    calls: Calls = field(default_factory=Calls)

    def run(self, function: Callable[..., Awaitable[T]], *args: object, **named: object) -> T:
        """Call an asynchronous function, such as one of a store, where the console runs."""
        portal = self.client.portal
        assert portal is not None
        result: T = portal.call(partial(function, *args, **named))
        return result

    def person(self, name: str = "claire", role: Role = Role.ADVISER, **named: object) -> Staff:
        """Return someone of the staff, whose account is made the first time; their password is `PASSWORD`."""
        if name not in self.people:
            named = {"temporary": False} | named
            email, hashed = f"{name}@exemple.fr", password_hash()
            accounts = self.office.stores.staff
            self.people[name] = self.run(
                accounts.add, email, name.title(), role, hashed, OPERATOR, NOON, **named
            )
        return self.people[name]

    def enter(self, name: str = "claire", role: Role = Role.ADVISER, **named: object) -> Staff:
        """Sign someone in, as if they had gone through the pages; return who it is."""
        staff, token, now = self.person(name, role, **named), new_token(), self.clock()
        ends = now + timedelta(hours=12)
        self.run(self.office.stores.sessions.begin, digest(token), staff.id, now, ends, complete=True)
        self.leave()
        # As if the server had set it, so that the server can replace it.
        self.client.cookies.set(cookie_name(self.office.settings), token, domain="testserver.local")
        return staff

    def leave(self) -> None:
        """Forget the cookies."""
        self.client.cookies.clear()

    @property
    def token(self) -> str:
        """The secret of the session that the browser has, "" if it has none."""
        return self.client.cookies.get(cookie_name(self.office.settings)) or ""

    @property
    def csrf(self) -> str:
        """The token of the forms."""
        return csrf_of(self.token)

    def get(self, path: str, **named: Any) -> Any:
        """Ask for a page; a redirection is not followed."""
        return self.client.get(path, **named)

    def post(self, path: str, data: Mapping[str, str] | None = None, **named: Any) -> Any:
        """Send a form, with its token; a redirection is not followed."""
        return self.client.post(path, data={"csrf": self.csrf} | dict(data or {}), **named)

    def acts(self, action: str) -> list[Act]:
        """Return what was written down of an action, the first first."""
        found = self.run(self.office.stores.audit.page, action=action, limit=1_000)
        return [act for _, act in reversed(found)]


@contextmanager
def open_console(
    url: str, routes: Routes = console_routes, settings: Settings | None = None
) -> Iterator[Console]:
    """Serve a console on a database, its tables made."""
    migrate(url)
    settings = settings or load_settings()
    clock, stores, calls = Clock(), make_stores(url), Calls()
    office = Office(
        stores=stores,
        hub=Hub(),
        promises=PROMISES,
        reception=Reception(FakeDesk()),
        settings=settings,
        templates=templates(),
        clock=clock,
        publish=calls.publish,
        forget=calls.forgotten.append,
        nudge=calls.nudge,
    )
    app = Starlette(routes=list(routes(office)))
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    with TestClient(app, follow_redirects=False) as client:
        console = Console(client, office, clock, calls=calls)
        try:
            yield console
        finally:
            console.run(stores.database.close)


@cache
def templates() -> Environment:
    """Return the templates, read once."""
    return make_templates(load_assets(), load_settings())


@cache
def password_hash() -> str:
    """Return what is stored of `PASSWORD`, computed once: it is slow on purpose."""
    return hash_password(PASSWORD)
