from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import Reception
from bot.security import HEADERS, from_another_site
from bot.settings import load_settings
from tests.bot.applicants import parts_of
from tests.bot.desks import FakeDesk


@pytest.mark.parametrize(
    "path", ["/", "/textes", "/nulle-part", "/health/live", "/api/v1/documents", "/api/v1/openapi.json"]
)
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "set-cookie" not in response.headers


def test_a_failure_carries_the_security_headers_too(client: TestClient) -> None:
    response = client.post("/chat", data={"question": "panne"})
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_only_our_own_files_can_run() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"origin": "http://guichet.example:8000", "host": "guichet.example:8000"}, False),
        ({"origin": "null", "host": "guichet.example"}, True),
        ({}, False),
    ],
)
def test_a_form_of_another_site_is_told_apart(headers: dict[str, str], refused: bool) -> None:
    assert from_another_site(headers) is refused


def test_a_proxy_may_hide_the_public_name_of_the_site() -> None:
    headers = {"origin": "http://guichet.example", "host": "127.0.0.1:8000"}
    assert from_another_site(headers)
    assert not from_another_site(headers, "http://guichet.example")


def test_our_own_form_may_say_where_it_stands() -> None:
    # Under "no-referrer" a browser sends "Origin: null" over plain HTTP, and we would refuse our form.
    assert HEADERS["Referrer-Policy"] == "same-origin"


def test_a_form_of_another_site_gets_no_answer(client: TestClient) -> None:
    response = client.post(
        "/chat", data={"question": "une commune ?"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert "depuis un autre site" in response.text


@pytest.mark.parametrize(
    "path", ["/chat/jeton", "/chat", "/console/nulle-part", "/api/v1/documents", "/api/v1/nulle-part"]
)
def test_nothing_on_the_way_keeps_what_people_write_errors_included(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


def test_a_failure_and_a_refused_body_are_not_kept_either(client: TestClient) -> None:
    for question, status in (("panne", 500), ("a" * 300_000, 413)):
        response = client.post("/chat", data={"question": question})
        assert (response.status_code, response.headers["cache-control"]) == (status, "no-store")


def test_what_is_the_same_for_all_keeps_its_own_rule(client: TestClient) -> None:
    assert client.get("/textes").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("address", "secure"), [("https://guichet.exemple.fr", True), (None, False)])
def test_browsers_come_back_by_tls_alone_once_the_site_has_it(
    tmp_path: Path, address: str | None, secure: bool
) -> None:
    parts = parts_of(tmp_path, Reception(FakeDesk()), load_settings(public_url=address))
    client = TestClient(create_app(parts), raise_server_exceptions=False)
    headers = [client.get("/").headers, client.post("/chat", data={"question": "panne"}).headers]
    sent = [header.get("strict-transport-security", "") for header in headers]
    assert all(("max-age=31536000" in each) is secure for each in sent)
