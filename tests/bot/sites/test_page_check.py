"""A page is looked at over real HTTP, and what keeps the widget from working there is said."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from bot.sites.page_check import Level, PageReport, PageUnreachable, check, of_schemes
from bot.sites.site import Site
from bot.sites.snippet import snippet
from bot.sites.visit import visit
from ingest.web import Answer, Limits

HERE = "127.0.0.1"
ADDRESS = "https://guichet.fr"
SRI = "sha384-AbC"
LIMITS = Limits(max_bytes=100_000, seconds=2, trusted=frozenset({HERE, "localhost"}))
Headers = list[tuple[str, str]]


class Host(BaseHTTPRequestHandler):
    """A site whose every page is what a test put there."""

    pages: ClassVar[dict[str, tuple[int, Headers, bytes]]] = {}

    def do_GET(self) -> None:
        if self.path == "/lent":
            time.sleep(1)
        status, headers, body = self.pages.get(self.path, (404, [], b""))
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


class Server(ThreadingHTTPServer):
    """A server that does not wait for the answers nobody listens to any more."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Keep the tests' output clean: clients that leave are what is tested."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with Server((HERE, 0), Host) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://{HERE}:{server.server_port}"
        server.shutdown()


@pytest.fixture
def site(host: str) -> Site:
    return Site("7f", "Ville", (host,))


def put(html: str, *headers: tuple[str, str], path: str = "/", status: int = 200) -> None:
    Host.pages[path] = (status, list(headers), html.encode())


def looked_at(host: str, site: Site, path: str = "/") -> PageReport:
    return check(host + path, site, ADDRESS, SRI, LIMITS)


def faults(report: PageReport) -> list[str]:
    return [finding.said for finding in report.findings if finding.level is Level.FAULT]


def said(report: PageReport, level: Level) -> str:
    return "\n".join(finding.said for finding in report.findings if finding.level is level)


def test_a_page_where_everything_is_right_works(host: str, site: Site) -> None:
    put(
        f"<!doctype html><title>a</title>{snippet(site, ADDRESS, SRI)}",
        ("Content-Security-Policy", f"default-src 'self' {ADDRESS}"),
    )
    report = looked_at(host, site)
    assert (report.url, report.status, report.works) == (f"{host}/", 200, True)
    assert [(finding.level, finding.said) for finding in report.findings] == [
        (
            Level.NOTE,
            "La page est servie en http : ce que ses visiteurs écrivent peut être lu ou changé en chemin. "
            "Servez-la en https.",
        ),
        (Level.FINE, f"Les pages de {host} peuvent montrer l’assistant de ce site."),
        (Level.FINE, "La Content-Security-Policy de la page laisse l’assistant fonctionner."),
        (Level.FINE, "L’extrait est dans la page, avec la clé de ce site."),
    ]


def test_every_policy_of_the_headers_and_of_the_page_must_allow_it(host: str, site: Site) -> None:
    put(
        "<html><head><meta http-equiv='Content-Security-Policy' content=\"connect-src 'self'\"></head>"
        f"<body>{snippet(site, ADDRESS, SRI)}</body></html>",
        ("Content-Security-Policy", f"script-src {ADDRESS}"),
        ("content-security-policy", "img-src *, script-src 'self'"),
    )
    report = looked_at(host, site)
    assert not report.works
    assert [finding.write for finding in report.findings if finding.level is Level.FAULT] == [
        f"script-src 'self' {ADDRESS}",
        f"connect-src 'self' {ADDRESS}",
    ]


def test_a_policy_on_trial_blocks_nothing_and_is_noted(host: str, site: Site) -> None:
    put(snippet(site, ADDRESS, SRI), ("Content-Security-Policy-Report-Only", "default-src 'none'"))
    report = looked_at(host, site)
    assert report.works
    assert "Content-Security-Policy-Report-Only" in said(report, Level.NOTE)
    assert "n’a pas de Content-Security-Policy" in said(report, Level.FINE)


def test_the_nonce_that_the_script_carries_counts(host: str, site: Site) -> None:
    policy = ("Content-Security-Policy", "script-src 'nonce-abc' 'strict-dynamic'")
    put(snippet(site, ADDRESS, SRI).replace("<script", '<script nonce="abc"'), policy)
    assert looked_at(host, site).works
    put(snippet(site, ADDRESS, SRI), policy)
    assert not looked_at(host, site).works


def test_an_origin_that_is_not_allowed_is_given_to_be_added(host: str) -> None:
    put(snippet(Site("7f", "Ville"), ADDRESS, SRI))
    report = looked_at(host, Site("7f", "Ville", ("https://ville.fr",)))
    (fault,) = [finding for finding in report.findings if finding.level is Level.FAULT]
    assert "ne peuvent pas montrer l’assistant" in fault.said
    assert fault.write == host


LINK, SCRIPT = snippet(Site("7f", "Ville"), ADDRESS, SRI).split("\n")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (LINK, "sans le script"),
        (SCRIPT, "sans le lien"),
        (LINK.replace("7f", "8a") + SCRIPT, "la clé d’un autre site"),
        (LINK + SCRIPT.replace(SRI, "sha384-old"), "L’attribut integrity du script n’est pas le bon"),
        (LINK + SCRIPT.replace("crossorigin", "data-a"), "un attribut integrity sans crossorigin"),
    ],
)
def test_a_snippet_that_was_pasted_badly_is_said(host: str, site: Site, html: str, expected: str) -> None:
    put(html)
    (fault,) = faults(looked_at(host, site))
    assert expected in fault


def test_a_script_that_carries_the_key_needs_no_link(host: str, site: Site) -> None:
    put(SCRIPT.replace("<script", '<script data-site="7f"'))
    assert looked_at(host, site).works


def test_a_page_without_the_snippet_or_without_its_digest_is_only_noted(host: str, site: Site) -> None:
    put("<p>Bonjour")
    assert "Collez-le" in said(looked_at(host, site), Level.NOTE)
    put(LINK + SCRIPT.replace("integrity", "data-a"))
    report = looked_at(host, site)
    assert report.works
    assert [finding.write for finding in report.findings if finding.write] == [f'integrity="{SRI}"']


def test_redirections_are_followed_and_said(host: str, site: Site) -> None:
    put("", ("Location", "/la"), path="/ici", status=302)
    put(snippet(site, ADDRESS, SRI), path="/la")
    report = looked_at(host, site, "/ici")
    assert (report.url, report.works) == (f"{host}/la", True)
    assert f"Cette adresse mène à {host}/la" in said(report, Level.NOTE)


def test_the_policy_of_a_page_that_is_missing_is_read_too(host: str, site: Site) -> None:
    report = looked_at(host, site, "/absente")
    assert report.status == 404
    assert faults(report) == ["Le serveur répond 404 : ce n’est pas la page attendue."]


def test_a_compressed_page_is_expanded_and_a_huge_one_refused(host: str, site: Site) -> None:
    html = snippet(site, ADDRESS, SRI).encode()
    Host.pages["/gzip"] = (200, [("Content-Encoding", "gzip")], gzip.compress(html))
    assert looked_at(host, site, "/gzip").works
    Host.pages["/gzip"] = (200, [("Content-Encoding", "gzip")], gzip.compress(bytes(1_000_000)))
    Host.pages["/torn"] = (200, [("Content-Encoding", "gzip")], b"torn")
    Host.pages["/br"] = (200, [("Content-Encoding", "br")], b"?")
    put("a" * 200_000, path="/long")
    for path, why in {
        "/gzip": "0,1 Mo au plus",
        "/long": "0,1 Mo au plus",
        "/torn": "est abîmée",
        "/br": "compresse sa réponse en br",
    }.items():
        with pytest.raises(PageUnreachable, match=why):
            looked_at(host, site, path)


def test_a_slow_page_and_a_loop_are_left(host: str) -> None:
    put("", ("Location", "/boucle"), path="/boucle", status=301)
    with pytest.raises(PageUnreachable, match="plus de 5 redirections"):
        visit(f"{host}/boucle", LIMITS)
    with pytest.raises(PageUnreachable, match="pas de réponse complète en 0.3 secondes"):
        visit(f"{host}/lent", Limits(seconds=0.3, trusted=frozenset({HERE})))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ville.fr", "ni par https:// ni par http://"),
        ("file:///etc/passwd", "ni par https:// ni par http://"),
        ("javascript:alert(1)", "ni par https:// ni par http://"),
        ("https://", "ni par https:// ni par http://"),
        ("https://anne:secret@ville.fr", "un identifiant ou un mot de passe"),
        ("https://ville.fr:22", "le port 22 n’est pas celui du web"),
        ("http://[::g]", "ce n’est pas une adresse web"),
        ("http://127.0.0.1/", "l’adresse privée 127.0.0.1"),
        ("http://10.1.2.3/", "l’adresse privée 10.1.2.3"),
        ("http://169.254.169.254/latest/meta-data", "l’adresse privée"),
        ("http://[::1]/", "l’adresse privée ::1"),
    ],
)
def test_only_public_addresses_are_looked_at(url: str, why: str) -> None:
    with pytest.raises(PageUnreachable, match=why):
        check(url, Site("7f", "Ville"), ADDRESS, SRI)


def test_a_redirection_to_a_private_address_is_refused(host: str) -> None:
    put("", ("Location", "http://127.0.0.2/"), path="/dedans", status=302)
    with pytest.raises(PageUnreachable, match="l’adresse privée 127.0.0.2"):
        visit(f"{host}/dedans", LIMITS)


def test_a_host_written_as_no_browser_does_is_refused(
    host: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("")
    real = socket.getaddrinfo

    def resolve(_host: str, *arguments: Any, **named: Any) -> Any:
        return real(HERE, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    short = Limits(seconds=2, trusted=frozenset({"127.1"}))
    with pytest.raises(PageUnreachable, match="son domaine ne peut pas être lu"):
        check(host.replace(HERE, "127.1"), site, ADDRESS, SRI, short)


def test_a_closed_port_is_said() -> None:
    with pytest.raises(PageUnreachable, match="la connexion"):
        visit(f"http://{HERE}:9/", LIMITS)


def test_a_page_in_https_needs_the_assistant_in_https() -> None:
    page = Answer("https://ville.fr/", 200, (), b"")
    (fault,) = of_schemes(page, "http://guichet.fr")
    assert (fault.level, "GUICHET_PUBLIC_URL" in fault.said) == (Level.FAULT, True)
    assert list(of_schemes(page, "https://guichet.fr")) == []
    assert list(of_schemes(page, "http://localhost:8000")) == []
