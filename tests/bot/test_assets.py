import gzip
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.assets import COMPRESSED, HTMX, OURS, TYPES, Asset, accepts_gzip, load_assets

ASSETS = load_assets()
ADDRESS = re.compile(r"/static/[0-9a-f]{12}/[\w.-]+")
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[asset.route() for asset in ASSETS.values()])) as client:
        yield client


def css() -> str:
    return ASSETS["console.css"].body.decode()


def test_every_file_of_the_pages_is_served() -> None:
    named = {*OURS, *HTMX, "console.css", "Marianne-Regular.woff2", "Marianne-Bold.woff2"}
    assert named <= set(ASSETS)
    assert all(asset.name == name for name, asset in ASSETS.items())


@pytest.mark.parametrize("name", sorted(ASSETS))
def test_an_asset_is_served_for_good_under_its_type(client: TestClient, name: str) -> None:
    answer = client.get(ASSETS[name].path, headers=PLAIN)
    assert answer.status_code == 200
    assert answer.content == ASSETS[name].body
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == TYPES[name.rpartition(".")[2]]
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("name", sorted(ASSETS))
def test_text_is_compressed_for_whoever_accepts_it_and_fonts_never_are(client: TestClient, name: str) -> None:
    with client.stream("GET", ASSETS[name].path, headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    if name.rpartition(".")[2] in COMPRESSED:
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert gzip.decompress(sent) == ASSETS[name].body
        assert int(answer.headers["content-length"]) == len(sent)
    else:
        assert "content-encoding" not in answer.headers
        assert sent == ASSETS[name].body


def test_what_is_not_compressed_still_says_that_it_could_have_been(client: TestClient) -> None:
    assert client.get(ASSETS["htmx.js"].path, headers=PLAIN).headers["vary"] == "Accept-Encoding"


def test_a_head_request_says_as_much_without_the_body(client: TestClient) -> None:
    answer = client.head(ASSETS["console.css"].path)
    assert (answer.status_code, answer.content) == (200, b"")


def test_every_address_of_the_style_sheet_is_served(client: TestClient) -> None:
    addresses = set(re.findall(r"url\((?!['\"]?data:)['\"]?([^)'\"]+)", css()))
    assert len(addresses) > 10
    assert [address for address in addresses if not ADDRESS.fullmatch(address)] == []
    assert addresses <= {asset.path for asset in ASSETS.values()}
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("name", ["console.css", "guichet.css"])
def test_a_style_sheet_asks_nothing_of_another_host(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", ASSETS[name].body.decode(), flags=re.DOTALL)
    without_namespaces = text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|url\(['\"]?//|@import", without_namespaces)


def test_our_script_asks_nothing_of_another_host_and_writes_no_markup() -> None:
    script = ASSETS["console.js"].body.decode()
    assert not re.search(r"https?://|\bimport\b|innerHTML|insertAdjacentHTML|eval\(|\.style\b", script)


def test_an_address_changes_with_the_content_only() -> None:
    first, other = Asset("a.css", b"a{}"), Asset("a.css", b"b{}")
    assert first.path != other.path
    assert first.path == Asset("a.css", b"a{}").path
    assert load_assets() == ASSETS


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("br, zstd", False),
        ("x-gzip-not", False),
        ("", False),
    ],
)
def test_compression_is_a_matter_of_what_the_client_says(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted
