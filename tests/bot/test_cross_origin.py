"""What pages of other sites may do is decided by the server, before anything is done."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Response
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from bot.api.cross_origin import CrossOrigin
from bot.settings import load_settings
from knowledge.errors import StoreUnavailable
from tests.bot.applicants import ANSWERED, API, MAIL, Applicants, applicants
from tests.bot.embedders import NOBODY, OTHER, PAGE, TOWN, all_kept, begun_on, embedded, readable_by
from tests.bot.test_api import assert_problem

SITES = "/api/v1/sites"
STRANGERS = (
    "https://inconnue.fr",
    "null",
    "http://ville.fr",
    "https://ville.fr:8443",
    "https://ville.fr:443",
    "https://www.ville.fr",
    "https://ville.fr.",
    "https://VILLE.fr",
    "https://ville.fr/",
    "https://ville.fr, https://inconnue.fr",
    "https://inconnue.fr/https://ville.fr",
    "http://localhost",
    "ftp://localhost:8000",
    "*",
)
"""Origins that no site allows, however near one that the town does."""

OURS = ("", "http://localhost:8000", "https://localhost:8000")
"""No origin, as of a program, our public address, and our host by TLS."""

OPERATIONS = {
    "begin": ("POST", API, {"site": TOWN.key, "text": ANSWERED}),
    "post": ("POST", API + "/{id}/messages", {"text": ANSWERED}),
    "person": ("POST", API + "/{id}/handoff", None),
    "judge": ("POST", API + "/{id}/messages/2/feedback", {"useful": True}),
    "read": ("GET", API + "/{id}", None),
    "events": ("GET", API + "/{id}/events?after=x", None),  # no number: a stream would never end
    "export": ("GET", API + "/{id}/export", None),
    "leave address": ("PUT", API + "/{id}/email", {"email": "moi@exemple.fr"}),
    "forget address": ("DELETE", API + "/{id}/email", None),
    "site": ("GET", f"{SITES}/{TOWN.key}", None),
    "erase": ("DELETE", API + "/{id}", None),
}
ALLOWED = {"begin": 201, "post": 201, "person": 201, "judge": 204, "read": 200, "events": 422, "export": 200}
ALLOWED |= {"leave address": 204, "forget address": 204, "erase": 204, "site": 200}
PREFLIGHTED = (API, f"{API}/c1/messages", f"{SITES}/{TOWN.key}")
CLOSED = (
    ("POST", "/api/v1/ask"),
    ("GET", "/api/v1/documents"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/conversationsX"),
    ("GET", "/api/v1/sites"),
    ("GET", "/api/v1/sites/mairie/x"),
)
OF_A_CONVERSATION = [name for name in OPERATIONS if name not in ("begin", "site")]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path, settings=load_settings(**MAIL)) as office:
        await embedded(office)
        yield office


async def do(
    office: Applicants, operation: str, origin: str, id: str = "", token: dict[str, str] | None = None
) -> Response:
    method, path, body = OPERATIONS[operation]
    headers = (token or {}) | ({"Origin": origin} if origin else {})
    return await office.client.request(method, path.format(id=id), json=body, headers=headers)


async def preflight(office: Applicants, path: str, origin: str, method: str = "POST") -> Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    return await office.client.options(path, headers=headers)


async def test_a_page_that_its_site_allows_does_all_and_reads_it(office: Applicants) -> None:
    id, token = await begun_on(office, TOWN.key, ANSWERED, PAGE["Origin"])
    for operation in OPERATIONS:
        response = await do(office, operation, PAGE["Origin"], id, token)
        assert response.status_code == ALLOWED[operation], (operation, response.text)
        assert readable_by(response) == PAGE["Origin"]
        assert response.headers["access-control-expose-headers"] == "Retry-After"
        assert "Origin" in response.headers["vary"]
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("origin", OURS)
async def test_programs_and_our_own_pages_do_as_they_always_did(office: Applicants, origin: str) -> None:
    id, token = await begun_on(office, TOWN.key, ANSWERED)
    for operation in OPERATIONS:
        response = await do(office, operation, origin, id, token)
        assert (response.status_code, readable_by(response)) == (ALLOWED[operation], None), operation


@pytest.mark.parametrize("origin", [*STRANGERS, *OTHER.origins])
async def test_any_other_page_is_refused_before_anything_is_done(office: Applicants, origin: str) -> None:
    id, token = await begun_on(office, TOWN.key, ANSWERED)
    before = await all_kept(office)
    for operation in OPERATIONS:
        response = await do(office, operation, origin, id, token)
        assert_problem(response, 403)
        assert await all_kept(office) == before, operation
        # A page of another site that embeds the widget may read that it is refused.
        assert readable_by(response) == (origin if origin in OTHER.origins else None)
        assert "Origin" in response.headers["vary"]
    assert office.desk.asked == [(ANSWERED, ())]


@pytest.mark.parametrize("origin", STRANGERS)
async def test_a_preflight_of_a_page_that_no_site_allows_is_refused(office: Applicants, origin: str) -> None:
    for path in PREFLIGHTED:
        response = await preflight(office, path, origin)
        assert_problem(response, 403)
        assert not any(name.startswith("access-control") for name in response.headers)


@pytest.mark.parametrize("path", PREFLIGHTED)
async def test_a_preflight_says_what_a_page_may_send(office: Applicants, path: str) -> None:
    response = await preflight(office, path, PAGE["Origin"])
    assert (response.status_code, response.content) == (204, b"")
    told = {name: value for name, value in response.headers.items() if name.startswith("access-control")}
    assert told == {
        "access-control-allow-origin": "https://ville.fr",
        "access-control-allow-methods": "GET, POST, PUT, DELETE",
        "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
        "access-control-max-age": "600",
        "access-control-expose-headers": "Retry-After",
    }
    assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", [PAGE["Origin"], "https://inconnue.fr", "null"])
async def test_nothing_else_is_open_to_other_sites(office: Applicants, origin: str) -> None:
    for method, path in CLOSED:
        body = {"question": ANSWERED}
        sent = await office.client.request(method, path, json=body, headers={"Origin": origin})
        assert_problem(sent, 403)
        assert_problem(await preflight(office, path, origin, method), 403)
        assert office.desk.asked == [] and readable_by(sent) is None


async def test_an_empty_list_of_origins_allows_nobody(office: Applicants) -> None:
    headers = PAGE  # which another site allows
    assert_problem(await office.client.post(API, json={"site": NOBODY.key}, headers=headers), 403)
    assert_problem(await office.client.get(f"{SITES}/{NOBODY.key}", headers=headers), 403)
    id, token = await begun_on(office, NOBODY.key)
    assert_problem(await office.client.get(f"{API}/{id}", headers=token | headers), 403)


@pytest.mark.parametrize("site", [None, OTHER.key, NOBODY.key])
async def test_a_page_follows_no_conversation_of_another_site_or_of_none(
    office: Applicants, site: str | None
) -> None:
    id, token = await begun_on(office, site, ANSWERED)
    before = await all_kept(office)
    for operation in OF_A_CONVERSATION:
        assert_problem(await do(office, operation, PAGE["Origin"], id, token), 403)
    assert await all_kept(office) == before


async def test_the_token_is_asked_for_before_the_site(office: Applicants) -> None:
    id, _ = await begun_on(office, OTHER.key)
    response = await do(office, "read", PAGE["Origin"], id)
    assert_problem(response, 401)
    assert readable_by(response) == PAGE["Origin"]
    _, token = await begun_on(office, TOWN.key)
    assert_problem(await do(office, "read", PAGE["Origin"], id, token), 404)


async def test_an_origin_taken_back_and_a_site_deleted_are_refused_at_once(office: Applicants) -> None:
    id, token = await begun_on(office, TOWN.key, ANSWERED, PAGE["Origin"])
    await office.stores.sites.delete(TOWN.key, "operator", office.clock())
    assert_problem(await do(office, "read", PAGE["Origin"], id, token), 403)
    assert (await do(office, "read", "", id, token)).status_code == 200
    again = replace(TOWN, key="autre")
    await office.stores.sites.add(again, "operator", office.clock())
    assert_problem(await do(office, "read", PAGE["Origin"], id, token), 403)


async def test_a_page_says_on_which_site_it_is(office: Applicants) -> None:
    response = await office.client.post(API, json={}, headers=PAGE)
    assert "« site »" in assert_problem(response, 403)["detail"]


async def test_the_public_address_is_ours_whatever_host_a_proxy_names(tmp_path: Path) -> None:
    settings = load_settings(public_url="https://guichet.ville.fr/")
    async with applicants(tmp_path, settings=settings) as office:
        for origin, status in (
            ("https://guichet.ville.fr", 201),
            ("http://guichet.ville.fr", 403),
            ("https://guichet.ville.fr:8443", 403),
        ):
            response = await office.client.post(API, json={}, headers={"Origin": origin})
            assert response.status_code == status, origin


async def test_refusals_of_the_limits_are_readable_too(tmp_path: Path) -> None:
    async with applicants(tmp_path, settings=load_settings(posts_per_minute=1)) as office:
        await embedded(office)
        await begun_on(office, TOWN.key, origin=PAGE["Origin"])
        response = await do(office, "begin", PAGE["Origin"])
        assert_problem(response, 429)
        assert (readable_by(response), int(response.headers["retry-after"]) > 0) == (PAGE["Origin"], True)
        assert (await preflight(office, API, PAGE["Origin"])).status_code == 204


async def test_a_preflight_that_is_none_and_other_paths_pass(office: Applicants) -> None:
    assert (await office.client.options(API, headers=PAGE)).status_code == 405
    assert (await office.client.get("/mentions", headers={"Origin": "null"})).status_code == 200


async def test_while_the_sites_cannot_be_read_pages_of_other_sites_wait() -> None:
    async def nothing(_: Scope, __: Receive, ___: Send) -> None:
        raise AssertionError

    async def unreadable(_: str) -> bool:
        raise StoreUnavailable("sqlite:///", "test")

    def refuse(_: Request, status: int, detail: str | None) -> PlainTextResponse:
        return PlainTextResponse(detail or "", status)

    async def receive() -> Message:
        raise AssertionError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    guard = CrossOrigin(nothing, "https://guichet.fr", unreadable, refuse)
    scope = {"type": "http", "scheme": "http", "method": "POST", "path": API}
    await guard(scope | {"headers": [(b"origin", b"https://ville.fr")]}, receive, send)
    assert sent[0]["status"] == 503
