"""Whom the server lets reach conversations: pages of the very origins of their site, and no others."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.bot.applicants import ANSWERED, API
from tests.e2e.hosts import Embedded, embedding

ALLOWED = "https://www.ville.fr"
NEIGHBOUR = "https://www.voisine.fr"
STRANGERS = {
    "another site": "https://exemple.net",
    "no origin": "null",
    "other port": "https://www.ville.fr:8443",
    "usual port": "https://www.ville.fr:443",
    "without TLS": "http://www.ville.fr",
    "sub-domain": "https://m.www.ville.fr",
    "domain above": "https://ville.fr",
    "ends like it": "https://faux-www.ville.fr",
    "begins like it": "https://www.ville.fr.exemple.net",
    "with a path": "https://www.ville.fr/",
    "in capitals": "HTTPS://WWW.VILLE.FR",
    "with another": "https://www.ville.fr, https://exemple.net",
    "wildcard": "*",
    "file": "file://",
    "extension": "chrome-extension://abcdefghijklmnop",
}
TALKING = (
    ("GET", "", None),
    ("POST", "/messages", {"text": ANSWERED}),
    ("POST", "/handoff", None),
    ("POST", "/messages/2/feedback", {"useful": True}),
    ("PUT", "/email", {"email": "nom@exemple.fr"}),
    ("DELETE", "/email", None),
    ("GET", "/export", None),
    ("GET", "/events", None),
    ("DELETE", "", None),
)
"""Whatever may be asked of a conversation; the worst at the end."""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedding(tmp_path_factory.mktemp("origins"), origins=(ALLOWED,)) as embedded:
        yield embedded


@pytest.fixture(scope="module")
def client(embedded: Embedded) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=embedded.address, timeout=20) as client:
        yield client


@pytest.fixture(autouse=True)
def _as_chosen(embedded: Embedded) -> Iterator[None]:
    before = embedded.site
    yield
    embedded.change(origins=before.origins, closed=before.closed, closed_message=before.closed_message)


@dataclass
class Begun:
    """A conversation of the site, by whoever has its token."""

    client: httpx.Client
    id: str
    token: str

    def ask(self, origin: str, method: str, path: str, body: object = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Origin": origin}
        return self.client.request(method, f"{API}/{self.id}{path}", headers=headers, json=body)


def begin(client: httpx.Client, origin: str | None, site: str | None) -> httpx.Response:
    headers = {"Origin": origin} if origin else {}
    chosen = {"site": site} if site else {}
    return client.post(API, headers=headers, json={"text": ANSWERED, **chosen})


def begun(client: httpx.Client, origin: str | None, site: str | None) -> Begun:
    response = begin(client, origin, site)
    assert response.status_code == 201, response.text
    return Begun(client, response.json()["id"], response.json()["token"])


def preflight(client: httpx.Client, origin: str, path: str = API, method: str = "POST") -> httpx.Response:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"}
    return client.options(path, headers={"Origin": origin} | asked)


def assert_refused(response: httpx.Response) -> None:
    assert response.status_code == 403, response.text
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["content-type"] == "application/problem+json"


def assert_readable(response: httpx.Response, origin: str) -> None:
    """The page of that origin may read it, and no other page."""
    assert response.headers["access-control-allow-origin"] == origin
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers


def test_an_allowed_origin_has_all_of_a_conversation(embedded: Embedded, client: httpx.Client) -> None:
    shown = client.get(f"/api/v1/sites/{embedded.site.key}", headers={"Origin": ALLOWED})
    assert_readable(shown, ALLOWED)
    assert shown.json()["key"] == embedded.site.key
    mine = begun(client, ALLOWED, embedded.site.key)
    for method, path, body in TALKING:
        if path == "/events":
            continue  # it never ends
        assert_readable(response := mine.ask(ALLOWED, method, path, body), ALLOWED)
        assert response.is_success or path == "/email", (method, path, response.text)


def test_the_stream_of_an_allowed_origin_can_be_read_there(embedded: Embedded, client: httpx.Client) -> None:
    mine = begun(client, ALLOWED, embedded.site.key)
    headers = {"Authorization": f"Bearer {mine.token}", "Origin": ALLOWED}
    with client.stream("GET", f"{API}/{mine.id}/events", headers=headers) as response:
        assert response.status_code == 200
        assert_readable(response, ALLOWED)
        assert next(response.iter_lines())


def test_a_preflight_tells_an_allowed_origin_what_it_may_send(client: httpx.Client) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        response = preflight(client, ALLOWED, method=method)
        assert response.status_code == 204
        assert response.content == b""
        assert_readable(response, ALLOWED)
        assert method in response.headers["access-control-allow-methods"].split(", ")
    sent = {name.strip().lower() for name in response.headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "idempotency-key", "last-event-id"} <= sent
    assert "*" not in sent
    assert int(response.headers["access-control-max-age"]) == 600


def test_a_page_may_read_how_long_it_must_wait(embedded: Embedded, client: httpx.Client) -> None:
    response = client.get(f"/api/v1/sites/{embedded.site.key}", headers={"Origin": ALLOWED})
    assert "retry-after" in response.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize("origin", STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_is_refused_before_anything_is_kept(
    embedded: Embedded, client: httpx.Client, origin: str
) -> None:
    mine = begun(client, ALLOWED, embedded.site.key)
    before, asked = embedded.kept(), len(embedded.served.desk.asked)
    response = preflight(client, origin)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    assert_refused(client.get(f"/api/v1/sites/{embedded.site.key}", headers={"Origin": origin}))
    assert_refused(begin(client, origin, embedded.site.key))
    assert_refused(begin(client, origin, None))
    for method, path, body in TALKING:
        assert_refused(mine.ask(origin, method, path, body))
    assert embedded.kept() == before
    assert len(embedded.served.desk.asked) == asked


def test_an_empty_list_allows_nobody(embedded: Embedded, client: httpx.Client) -> None:
    mine = begun(client, ALLOWED, embedded.site.key)
    embedded.change(origins=())
    before = embedded.kept()
    for origin in (ALLOWED, embedded.host, "null"):
        assert preflight(client, origin).status_code == 403
        assert_refused(begin(client, origin, embedded.site.key))
        assert_refused(mine.ask(origin, "GET", ""))
        assert_refused(mine.ask(origin, "DELETE", ""))
    assert embedded.kept() == before


def test_an_origin_of_one_site_is_a_stranger_to_another(embedded: Embedded, client: httpx.Client) -> None:
    other = embedded.other_site(origins=(NEIGHBOUR,))
    mine = begun(client, ALLOWED, embedded.site.key)
    before = embedded.kept()
    assert preflight(client, NEIGHBOUR).status_code == 204
    assert begin(client, NEIGHBOUR, embedded.site.key).status_code == 403
    assert begin(client, ALLOWED, other.key).status_code == 403
    assert client.get(f"/api/v1/sites/{other.key}", headers={"Origin": ALLOWED}).status_code == 403
    for method, path, body in TALKING:
        assert mine.ask(NEIGHBOUR, method, path, body).status_code == 403, (method, path)
    assert embedded.kept() == before


def test_a_conversation_of_our_own_pages_is_for_no_other_origin(
    embedded: Embedded, client: httpx.Client
) -> None:
    mine = begun(client, None, None)
    before = embedded.kept()
    for method, path, body in TALKING:
        assert mine.ask(ALLOWED, method, path, body).status_code == 403, (method, path)
    assert begin(client, ALLOWED, None).status_code == 403
    assert embedded.kept() == before


def test_a_token_is_asked_for_before_the_origin_is_told_anything(
    embedded: Embedded, client: httpx.Client
) -> None:
    mine = begun(client, ALLOWED, embedded.site.key)
    wrong = Begun(client, mine.id, "x" * 43)
    other = embedded.other_site(origins=("https://troisieme.fr",))
    assert wrong.ask(ALLOWED, "GET", "").status_code == 401
    assert wrong.ask("https://troisieme.fr", "GET", "").status_code == 401
    assert Begun(client, "x" * 26, mine.token).ask(ALLOWED, "GET", "").status_code == 404
    assert other.key not in embedded.kept()


def test_programs_and_our_own_pages_need_no_permission(embedded: Embedded, client: httpx.Client) -> None:
    for origin in (None, embedded.address):
        mine = begun(client, origin, None)
        response = mine.ask(origin or embedded.address, "GET", "")
        assert response.status_code == 200
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/openapi.json", "/console", "/", "/health/ready"])
def test_an_allowed_origin_reads_nothing_but_conversations(
    embedded: Embedded, client: httpx.Client, path: str
) -> None:
    response = client.get(path, headers={"Origin": ALLOWED})
    assert "access-control-allow-origin" not in response.headers
    response = preflight(client, ALLOWED, path)
    assert "access-control-allow-origin" not in response.headers
    asked = len(embedded.served.desk.asked)
    if path.startswith("/api/"):
        body = {"question": ANSWERED}
        assert client.post(path, headers={"Origin": ALLOWED}, json=body).status_code == 403
    assert len(embedded.served.desk.asked) == asked


def test_a_page_is_refused_as_soon_as_its_site_does_not_name_it(
    embedded: Embedded, client: httpx.Client
) -> None:
    mine = begun(client, ALLOWED, embedded.site.key)
    assert mine.ask(ALLOWED, "GET", "").status_code == 200
    embedded.change(origins=(NEIGHBOUR,))
    assert mine.ask(ALLOWED, "GET", "").status_code == 403
    assert mine.ask(NEIGHBOUR, "GET", "").status_code == 200


def test_an_unknown_key_and_a_closed_site_are_told_apart(embedded: Embedded, client: httpx.Client) -> None:
    unknown = begin(client, ALLOWED, "inconnue")
    assert unknown.status_code == 422
    assert_readable(unknown, ALLOWED)
    assert client.get("/api/v1/sites/inconnue", headers={"Origin": ALLOWED}).status_code == 404
    embedded.change(closed=True, closed_message="Le dépôt est clos depuis le 1er octobre.")
    before = embedded.kept()
    closed = begin(client, ALLOWED, embedded.site.key)
    assert closed.status_code == 403
    assert_readable(closed, ALLOWED)
    assert "Le dépôt est clos depuis le 1er octobre." in closed.json()["detail"]
    assert embedded.kept() == before
