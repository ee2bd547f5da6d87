"""Whoever sends too much waits, and is told for how long; the others, and those who read, do not."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import Reception
from bot.limits import PostLimit
from bot.settings import load_settings
from tests.bot.applicants import parts_of
from tests.bot.desks import FakeDesk
from tests.bot.test_api import assert_problem

SENT, BEGUN = 5, 2


class Clock:
    """Seconds that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Site:
    """A site that answers everything, behind the limit; each address has its own client."""

    def __init__(self, posts: int = SENT) -> None:
        self.clock = Clock()
        self._app = PostLimit(Starlette(), refuse, posts, BEGUN, self.clock)

    async def send(self, path: str, method: str = "POST", address: str = "192.0.2.1") -> Response:
        transport = ASGITransport(self._app, client=(address, 123))
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path)

    async def statuses(self, count: int, path: str, method: str = "POST", address: str = "a") -> set[int]:
        return {(await self.send(path, method, address)).status_code for _ in range(count)}


def refuse(_: Request, seconds: int) -> PlainTextResponse:
    return PlainTextResponse("", 429, {"Retry-After": str(seconds)})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/chat/jeton", "/chat/jeton/avis", "/api/v1/ask", "/api/v1/conversations/c1"]
)
async def test_what_is_sent_is_limited_by_the_minute(path: str, method: str) -> None:
    site = Site()
    assert await site.statuses(SENT, path, method) == {404}
    site.clock.now += 59.5
    refused = await site.send(path, method, "a")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    site.clock.now += 1
    assert await site.statuses(1, path, method) == {404}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/chat/jeton"), ("POST", "/console/connexion"), ("POST", "/health/live")]
)
async def test_what_is_read_and_what_staff_send_are_not(method: str, path: str) -> None:
    assert 429 not in await Site().statuses(SENT * 3, path, method)


@pytest.mark.parametrize("path", ["/chat", "/chat/", "/api/v1/conversations"])
async def test_fewer_conversations_may_begin_in_ten_minutes(path: str) -> None:
    site = Site()
    assert 429 not in await site.statuses(BEGUN, path)
    assert await site.statuses(1, path) == {429}
    assert await site.statuses(1, "/chat/jeton") == {404}
    site.clock.now += 601
    assert 429 not in await site.statuses(BEGUN, path)


async def test_a_network_does_not_keep_another_one_waiting() -> None:
    site = Site()
    await site.statuses(SENT, "/chat/jeton", address="2001:db8:1:2::1")
    assert await site.statuses(1, "/chat/jeton", address="2001:db8:1:2:ffff::9") == {429}
    assert await site.statuses(1, "/chat/jeton", address="2001:db8:1:3::1") == {404}


async def test_zero_is_no_limit() -> None:
    assert 429 not in await Site(posts=0).statuses(SENT * 3, "/chat")


def test_a_person_is_told_by_a_page_and_a_program_by_a_document(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, Reception(FakeDesk()), load_settings(posts_per_minute=1))
    client = TestClient(create_app(parts), follow_redirects=False)
    assert client.post("/chat", data={"question": "Une commune ?"}).status_code == 303
    page = client.post("/chat", data={"question": "Une commune ?"})
    assert page.status_code == 429
    assert "Trop de demandes arrivent de votre part." in page.text and "<h1" in page.text
    assert 0 < int(page.headers["retry-after"]) <= 61
    assert page.headers["cache-control"] == "no-store" and "content-security-policy" in page.headers
    assert_problem(client.post("/api/v1/conversations", json={}), 429)
