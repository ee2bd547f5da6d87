"""Ask a public web address for a document, within bounds of size and time."""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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


def download(url: str, limits: Limits) -> bytes:
    """Return what a web address serves, each redirection checked as the first address was.

    Raises:
        ForbiddenUrl: the address, or one it redirects to, is not a public http(s) address.
        TooLarge: the answer exceeds `limits.max_bytes`.
        UnreachableUrl: no answer, not in time, or not a document.
    """
    deadline = Deadline(url, limits.seconds, time.monotonic() + limits.seconds)
    target = _joined(httpx.URL(), url, url)
    for _ in range(limits.redirects + 1):
        _check(target, url, limits)
        answer = _get(target, deadline, limits)
        if isinstance(answer, bytes):
            return answer
        target = _joined(target, answer, url)
    raise UnreachableUrl(url, f"plus de {limits.redirects} redirections")


def _joined(base: httpx.URL, location: str, url: str) -> httpx.URL:
    try:
        return base.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise ForbiddenUrl(url, "ce n’est pas une adresse web") from error


def _check(target: httpx.URL, url: str, limits: Limits) -> None:
    if target.scheme not in ("http", "https") or not target.host:
        raise ForbiddenUrl(url, f"« {target.scheme or target} » n’est ni http ni https")
    if target.userinfo:
        raise ForbiddenUrl(url, "elle contient un identifiant ou un mot de passe")
    if target.port not in _PORTS and target.host not in limits.trusted:
        raise ForbiddenUrl(url, f"le port {target.port} n’est pas celui du web")


def _get(target: httpx.URL, deadline: Deadline, limits: Limits) -> bytes | str:
    """Return the document, or the address to which the server redirects.

    Raises:
        UnreachableUrl: no answer, not in time, or an answer that is no document.
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
            headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in response.headers}
            if response.status in _REDIRECTS and "location" in headers:
                return headers["location"]
            if response.status != 200:
                raise UnreachableUrl(deadline.url, f"le serveur répond {response.status}")
            return _bounded(response.iter_stream(), headers, deadline.url, limits.max_bytes)
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


def _bounded(chunks: Iterable[bytes], headers: Mapping[str, str], url: str, most: int) -> bytes:
    declared = headers.get("content-length", "")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > most:
        raise TooLarge(url, megabytes(int(declared)), megabytes(most))
    content = bytearray()
    for chunk in _expanded(chunks, headers.get("content-encoding", "").lower(), url, most):
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
