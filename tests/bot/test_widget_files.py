import gzip
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha384

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import widget_files
from bot.widget_files import CHAT, LOADER, integrity, widget_routes

FROZEN = "sha384-Dsz95eIjCbzBe8andVX2BQ7KaL+2+eK1nS2AaTNwexutCxs1S5HhJNGTGZtHlY7C"
LOADER_BYTES, ALL_BYTES = 1_500, 16_384
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=list(widget_routes()))) as client:
        yield client


def sent(client: TestClient, path: str) -> bytes:
    """What goes over the network to a browser."""
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        return b"".join(answer.iter_raw())


def test_the_loader_never_changes() -> None:
    assert integrity() == FROZEN, "Every page that names the digest would break: publish v2 beside it."


def test_the_digest_is_that_of_what_is_served(client: TestClient) -> None:
    digest = sha384(client.get(LOADER, headers=PLAIN).content).digest()
    assert integrity() == f"sha384-{b64encode(digest).decode()}"


def test_the_loader_and_all_that_it_fetches_weigh_next_to_nothing(client: TestClient) -> None:
    loader, chat = len(sent(client, LOADER)), len(sent(client, CHAT))
    assert loader <= LOADER_BYTES
    assert loader + chat <= ALL_BYTES, f"{loader + chat} bytes"


@pytest.mark.parametrize(("path", "kept"), [(LOADER, "public, max-age=86400"), (CHAT, "no-cache")])
def test_pages_of_any_site_may_read_the_files(client: TestClient, path: str, kept: str) -> None:
    answer = client.get(path, headers=PLAIN | {"Origin": "https://ville.fr"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert (answer.headers["cache-control"], answer.headers["vary"]) == (kept, "Accept-Encoding")
    assert "content-encoding" not in answer.headers
    assert gzip.decompress(sent(client, path)) == answer.content


@pytest.mark.parametrize("path", [LOADER, CHAT])
def test_who_has_a_file_is_not_sent_it_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    same = client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert same.headers["access-control-allow-origin"] == "*"
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_the_chat_is_one_module_that_asks_for_no_other(client: TestClient) -> None:
    code = client.get(CHAT, headers=PLAIN).text
    assert re.search(r"export ?(const)? ?\{ ?create, ?preview ?\}", code)
    assert not re.search(r"^import|[^.\w]import\(", code)


@pytest.mark.parametrize("path", [LOADER, CHAT])
def test_nothing_there_writes_markup_or_reaches_for_what_a_page_keeps(client: TestClient, path: str) -> None:
    code = client.get(path, headers=PLAIN).text
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|localStorage|\.cookie"
    )
    assert not re.search(forbidden, code)
    assert not re.search(r"https?://[\w.]+\.\w", code.replace("http://www.w3.org/", ""))


def test_the_loader_keeps_nothing_and_asks_for_one_module_alone(client: TestClient) -> None:
    code = client.get(LOADER, headers=PLAIN).text
    assert not re.search(
        r"Storage|BroadcastChannel|fetch\(|XMLHttp|sendBeacon|new Image|^ *//|^ ", code, re.M
    )
    assert code.count("import(") == 1


def test_the_chat_does_without_a_minifier(monkeypatch: pytest.MonkeyPatch) -> None:
    before = integrity()
    monkeypatch.setattr(widget_files, "minify", None)
    with TestClient(Starlette(routes=list(widget_routes()))) as client:
        code = client.get(CHAT, headers=PLAIN).text
    assert code.startswith("export const { create, preview } = (() => {\n")
    assert integrity() == before
