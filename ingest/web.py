"""Ask a public web address for what it serves, within bounds of size and time."""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import httpcore
import httpx

from ingest.connections import Backend, Deadline
from ingest.errors import ForbiddenUrl, TooLarge, UnreachableUrl, megabytes

_PORTS = (None, 80, 443)
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = (("User-Agent", "Guichet"), ("Accept", "*/*"), ("Accept-Encoding", "identity"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What we accept to read: `max_bytes` of one document, `seconds` for all of one download.

    `trusted` names the hosts that may have a private address and any port.
    """

    max_bytes: int = 50_000_000
    seconds: float = 30.0
    redirects: int = 5
    trusted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers at `url`; the names of headers are in small letters."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, whose name is in small letters."""
        return tuple(value for key, value in self.headers if key == name)


def download(url: str, limits: Limits) -> bytes:
    """Return the document of a web address, each redirection checked as the first address was.

    Raises:
        ForbiddenUrl: the address, or one it redirects to, is not a public http(s) address.
        TooLarge: the answer exceeds `limits.max_bytes`.
        UnreachableUrl: no answer, not in time, or not a document.
    """
    return visit(url, limits, any_status=False).content


def visit(url: str, limits: Limits, *, any_status: bool = True) -> Answer:
    """Return what a web address answers in the end, each redirection checked as the first address was.

    Raises:
        ForbiddenUrl: the address, or one it redirects to, is not a public http(s) address.
        TooLarge: the answer exceeds `limits.max_bytes`.
        UnreachableUrl: no answer, not in time, or one of another status than 200 unless any will do.
    """
    deadline = Deadline(url, limits.seconds, time.monotonic() + limits.seconds)
    target = _joined(httpx.URL(), url, url)
    for _ in range(limits.redirects + 1):
        _check(target, url, limits)
        answer = _get(target, deadline, limits, any_status)
        location = answer.all("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        target = _joined(target, location[0], url)
    raise UnreachableUrl(url, f"plus de {limits.redirects} redirections")


def _joined(base: httpx.URL, location: str, url: str) -> httpx.URL:
    try:
        target = base.join(location)
        target.host  # noqa: B018 - a name that cannot be decoded says so only here
    except (httpx.InvalidURL, ValueError) as error:
        raise ForbiddenUrl(url, "ce n’est pas une adresse web") from error
    return target


def _check(target: httpx.URL, url: str, limits: Limits) -> None:
    if target.scheme not in ("http", "https") or not target.host:
        raise ForbiddenUrl(url, "elle ne commence ni par https:// ni par http://")
    if target.userinfo:
        raise ForbiddenUrl(url, "elle contient un identifiant ou un mot de passe")
    if target.port not in _PORTS and target.host not in limits.trusted:
        raise ForbiddenUrl(url, f"le port {target.port} n’est pas celui du web")


def _get(target: httpx.URL, deadline: Deadline, limits: Limits, any_status: bool) -> Answer:
    """Return what one address answers, without the content of a redirection.

    Raises:
        UnreachableUrl: no answer, not in time, or one of a status that will not do.
    """
    # An encrypted answer is checked against the name of the host, not the address it has now.
    context = httpx.create_ssl_context() if target.scheme == "https" else None
    address = httpcore.URL(
        scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path
    )
    backend = Backend(deadline, limits.trusted)
    pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
    try:
        with pool, pool.stream("GET", address, headers=_HEADERS) as response:
            headers = tuple((n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in response.headers)
            answer = Answer(str(target), response.status, headers, b"")
            if answer.status in _REDIRECTS and answer.all("location"):
                return answer
            if answer.status != 200 and not any_status:
                raise UnreachableUrl(deadline.url, f"le serveur répond {answer.status}")
            content = _bounded(response.iter_stream(), answer, deadline.url, limits.max_bytes)
            return replace(answer, content=content)
    except httpcore.TimeoutException as error:
        raise deadline.passed() from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        distrusted = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
        detail = (
            "le certificat du serveur n’est pas reconnu"
            if distrusted
            else "la connexion est refusée ou s’interrompt"
        )
        raise UnreachableUrl(deadline.url, detail) from error


def _bounded(chunks: Iterable[bytes], answer: Answer, url: str, most: int) -> bytes:
    declared = "".join(answer.all("content-length"))
    if declared.isdecimal() and len(declared) < 20 and int(declared) > most:
        raise TooLarge(url, megabytes(int(declared)), megabytes(most))
    content = bytearray()
    for chunk in _expanded(chunks, "".join(answer.all("content-encoding")).lower(), url, most):
        content += chunk
        if len(content) > most:
            raise TooLarge(url, f"plus de {megabytes(most)}", megabytes(most))
    return bytes(content)


def _expanded(chunks: Iterable[bytes], encoding: str, url: str, most: int) -> Iterator[bytes]:
    """Yield the content; some servers compress it although we ask them not to.

    Raises:
        UnreachableUrl: the content cannot be expanded.
    """
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnreachableUrl(url, f"le serveur compresse sa réponse en {encoding}")
    expander = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for chunk in chunks:
            yield expander.decompress(chunk, most + 1)
    except zlib.error as error:
        raise UnreachableUrl(url, "sa réponse compressée est abîmée") from error
