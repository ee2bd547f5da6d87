import pytest
from starlette.testclient import TestClient

from bot.security import HEADERS, from_another_site


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
