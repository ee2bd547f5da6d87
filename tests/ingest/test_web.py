"""A download stays within bounds of size and time, and never reaches a private address."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from ingest.connections import is_public
from ingest.errors import ForbiddenUrl, MislabelledFile, TooLarge, UnreachableUrl
from ingest.readers import read
from ingest.sources import fetch
from ingest.web import Limits, download

PAGE = b"<!DOCTYPE html><html><body><p>Connectez-vous pour lire ce document.</p></body></html>"
BOMB = gzip.compress(bytes(3_000_000))
HERE = "127.0.0.1"


class Site(BaseHTTPRequestHandler):
    """A web site whose every page misbehaves in its own way."""

    def do_GET(self) -> None:
        name, _, rest = self.path.lstrip("/").partition("/")
        getattr(self, f"page_{name}")(rest)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""

    def page_texte(self, _: str) -> None:
        self._answer(b"Texte.")

    def page_pdf(self, _: str) -> None:
        self._answer(PAGE)

    def page_absent(self, _: str) -> None:
        self._answer(b"", status=404)

    def page_compressed(self, _: str) -> None:
        self._answer(gzip.compress("Été".encode()), encoding="gzip")

    def page_bomb(self, _: str) -> None:
        self._answer(BOMB, encoding="gzip")

    def page_torn(self, _: str) -> None:
        self._answer(b"not gzip", encoding="gzip")

    def page_exotic(self, _: str) -> None:
        self._answer(b"x", encoding="br")

    def page_to(self, location: str) -> None:
        self._answer(b"", status=302, location=location)

    def page_loop(self, _: str) -> None:
        self._answer(b"", status=301, location="/loop")

    def page_declared(self, _: str) -> None:
        self._head(200, {"Content-Length": "99000000"})

    def page_cut(self, _: str) -> None:
        self._head(200, {"Content-Length": "500"})
        self.wfile.write(b"debut")

    def page_endless(self, _: str) -> None:
        self._head(200, {})
        self._pour(b"x" * 65536, 0)

    def page_drip(self, _: str) -> None:
        self._head(200, {})
        self._pour(b"x", 0.02)

    def page_headers(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        self._pour(b"x", 0.02)

    def page_silent(self, _: str) -> None:
        time.sleep(1)

    def page_nonsense(self, _: str) -> None:
        self.wfile.write(b"bonjour\r\n\r\n")

    def _pour(self, piece: bytes, pause: float) -> None:
        try:
            for _ in range(5000):
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            self.close_connection = True

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _answer(self, body: bytes, *, status: int = 200, encoding: str = "", location: str = "") -> None:
        headers = {"Content-Length": str(len(body)), "Content-Encoding": encoding, "Location": location}
        self._head(status, {name: value for name, value in headers.items() if value})
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A server that does not wait for the answers nobody listens to any more."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Keep the tests' output clean: clients that leave are what is tested."""


@contextmanager
def served(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve the site on this machine, encrypted with a context, and give its port."""
    with Server((HERE, 0), Site) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as port:
        yield f"http://{HERE}:{port}"


SECURE = Limits(seconds=5, trusted=frozenset({HERE, "localhost"}))
TRUSTED = Limits(max_bytes=1_000_000, seconds=5, trusted=frozenset({HERE}))
QUICK = Limits(max_bytes=1_000_000, seconds=0.3, trusted=frozenset({HERE}))


def test_a_document_is_downloaded_and_named_by_its_address(site: str) -> None:
    source = fetch(f"{site}/texte", TRUSTED)
    assert (source.name, source.data) == (f"{site}/texte", b"Texte.")


def test_redirections_are_followed_each_relative_to_the_last(site: str) -> None:
    assert download(f"{site}/to//to/{site}/texte", TRUSTED) == b"Texte."


def test_a_compressed_answer_is_expanded(site: str) -> None:
    assert download(f"{site}/compressed", TRUSTED) == "Été".encode()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("absent", "répond 404"),
        ("loop", "plus de 5 redirections"),
        ("cut", "s’interrompt"),
        ("nonsense", "s’interrompt"),
        ("torn", "abîmée"),
        ("exotic", "compresse sa réponse en br"),
    ],
)
def test_an_answer_that_is_no_document_is_said_to_be(site: str, page: str, said: str) -> None:
    with pytest.raises(UnreachableUrl, match=said):
        download(f"{site}/{page}", TRUSTED)


@pytest.mark.parametrize("page", ["silent", "drip", "headers"])
def test_a_slow_site_is_left_at_the_deadline_however_it_is_slow(site: str, page: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnreachableUrl, match="pas de réponse complète en 0.3 secondes"):
        download(f"{site}/{page}", QUICK)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("page", ["endless", "declared", "bomb"])
def test_a_huge_answer_is_left_at_the_limit(site: str, page: str) -> None:
    with pytest.raises(TooLarge, match="1 Mo au plus"):
        download(f"{site}/{page}", TRUSTED)


def test_a_page_served_in_place_of_a_pdf_is_refused(site: str) -> None:
    source = fetch(f"{site}/pdf/reglement.pdf?v=2", TRUSTED)
    with pytest.raises(MislabelledFile, match="annonce un PDF, le contenu est une page web"):
        read(source.data, source.name)


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost/",
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://10.0.0.1/",
    ],
)
def test_a_redirection_to_a_private_address_is_refused(site: str, location: str) -> None:
    with pytest.raises(ForbiddenUrl, match="adresse privée"):
        download(f"{site}/to/{location}", TRUSTED)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1/", "adresse privée 127.0.0.1"),
        ("http://127.0.0.1:8000/", "port 8000"),
        ("http://user:secret@127.0.0.1/", "mot de passe"),
        ("ftp://127.0.0.1/a.pdf", "ni par https:// ni par http://"),
        ("file:///etc/hostname", "ni par https:// ni par http://"),
        ("http:///a.pdf", "ni par https:// ni par http://"),
        ("http://[::1/", "pas une adresse web"),
        ("http://a\x00b/", "pas une adresse web"),
        ("http://xn--a/", "pas une adresse web"),
    ],
)
def test_an_address_that_is_not_of_the_public_web_is_refused(url: str, said: str) -> None:
    with pytest.raises(ForbiddenUrl, match=said):
        download(url, Limits())


def test_a_name_is_resolved_once_and_its_checked_address_is_the_one_reached(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked, real = int(site.rpartition(":")[2]), [], socket.getaddrinfo

    def resolve(host: str, *arguments: Any, **named: Any) -> Any:
        asked.append(host)
        return real(HERE if host == "site.example" else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    limits = Limits(seconds=5, trusted=frozenset({"site.example"}))
    assert download(f"http://site.example:{port}/texte", limits) == b"Texte."
    assert asked == ["site.example", HERE]


def test_an_encrypted_site_is_checked_against_its_name_not_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with served(context) as port:
        with pytest.raises(UnreachableUrl, match="certificat"):
            download(f"https://localhost:{port}/texte", SECURE)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert download(f"https://localhost:{port}/texte", SECURE) == b"Texte."
        with pytest.raises(UnreachableUrl, match="certificat"):
            download(f"https://{HERE}:{port}/texte", SECURE)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 80)) for address in ("93.184.216.34", "192.168.1.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(ForbiddenUrl, match="192.168.1.1"):
        download("http://site.example/", Limits())


def test_an_unknown_host_and_a_closed_port_are_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreachableUrl, match="refusée"):
        download(f"http://{HERE}:9/", TRUSTED)

    def unknown(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreachableUrl, match="inconnu"):
        download("http://absent.example/", Limits())


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - refused, not listened on
        "100.64.0.1",
        "168.63.129.16",
        "172.16.0.1",
        "224.0.0.1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "::",
        "::127.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b:1::7f00:1",
        "3fff::1",
        "5f00::1",
        "fec0::1",
    ],
)
def test_addresses_that_lead_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_addresses_of_the_public_network_are(address: str) -> None:
    assert is_public(address)
