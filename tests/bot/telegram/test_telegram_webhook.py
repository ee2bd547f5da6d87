from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.telegram.webhook import PATH, SECRET, webhook_route
from knowledge.errors import StoreUnavailable

UPDATE = {"update_id": 7, "message": {"message_id": 1, "chat": {"id": 5}, "text": "Bonjour"}}


class Kept(list[Mapping[str, Any]]):
    """What was kept, by a database that may be away."""

    away = False

    async def keep(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Keep updates."""
        if self.away:
            raise StoreUnavailable("sqlite://", "elle ne répond pas")
        self.extend(updates)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def telegram(kept: Kept) -> TestClient:
    client = TestClient(Starlette(routes=[webhook_route("s3cret_", kept.keep)]))
    client.headers[SECRET] = "s3cret_"
    return client


def test_an_update_is_kept_before_telegram_is_told_so(telegram: TestClient, kept: Kept) -> None:
    answer = telegram.post(PATH, json=UPDATE)
    assert (answer.status_code, answer.content) == (200, b"")
    assert kept == [UPDATE]


@pytest.mark.parametrize("secret", ["", "s3cret", "s3cret_ ", "S3CRET_", "é"])
def test_whoever_does_not_know_the_secret_is_refused(secret: str, telegram: TestClient, kept: Kept) -> None:
    answer = telegram.post(PATH, json=UPDATE, headers={SECRET.encode(): secret.encode("latin-1")})
    assert answer.status_code == 403
    assert kept == []


def test_a_post_without_secret_is_refused(telegram: TestClient, kept: Kept) -> None:
    del telegram.headers[SECRET]
    assert telegram.post(PATH, json=UPDATE).status_code == 403
    assert kept == []


def test_nobody_gets_in_by_a_secret_that_is_not_set(kept: Kept) -> None:
    client = TestClient(Starlette(routes=[webhook_route("", kept.keep)]))
    assert client.post(PATH, json=UPDATE, headers={SECRET: ""}).status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"{}", b'{"update_id": "7"}', b'{"update_id": true}', b"\xff\xfe"]
)
def test_what_is_no_update_is_refused(body: bytes, telegram: TestClient, kept: Kept) -> None:
    assert telegram.post(PATH, content=body).status_code == 400
    assert kept == []


def test_an_update_that_cannot_be_kept_is_asked_for_again(telegram: TestClient, kept: Kept) -> None:
    kept.away = True
    assert telegram.post(PATH, json=UPDATE).status_code == 503
    kept.away = False
    assert telegram.post(PATH, json=UPDATE).status_code == 200
    assert kept == [UPDATE]


def test_only_posts_are_taken(telegram: TestClient) -> None:
    assert telegram.get(PATH).status_code == 405
