"""Write an origin as browsers do, so that what a webmaster gives and what a page sends can be compared."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from unicodedata import normalize

import httpx

LONGEST_ORIGIN: Final = 255
"""Characters of an origin that can be kept."""

LONGEST_HOST: Final = 253
"""Characters of a host name, without the dot of the root (RFC 1035, 2.3.4)."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ORIGIN: Final = re.compile(r"(?P<scheme>[^/?#\\]*)://(?P<rest>[^/?#\\]*)(?P<path>.*)", re.DOTALL)
_HOST: Final = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>.*))?", re.DOTALL)
_LABEL: Final = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


class BadOrigin(ValueError):
    """A text is not the origin of a web site; the message says what is wrong and what is expected."""

    def __init__(self, text: str, fault: str) -> None:
        super().__init__(
            f"« {text[:LONGEST_ORIGIN]} » n’est pas l’adresse d’un site : {fault}. "
            "Indiquez le protocole et le domaine seuls, comme « https://www.ville.fr »."
        )


def normal_origin(text: str) -> str:
    """Return an origin as browsers write it in the `Origin` header: scheme, host, port unless it is usual.

    https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin

    >>> normal_origin("HTTPS://Mairie.Orléans.fr:443/"), normal_origin("http://localhost:8000")
    ('https://mairie.xn--orlans-dva.fr', 'http://localhost:8000')
    >>> normal_origin("*.ville.fr")
    Traceback (most recent call last):
    ...
    bot.sites.origins.BadOrigin: « *.ville.fr » n’est pas l’adresse d’un site : l’étoile n’est pas admise, \
chaque domaine s’écrit en entier. Indiquez le protocole et le domaine seuls, comme « https://www.ville.fr ».

    Raises:
        BadOrigin: it is none, or is more than an origin.
    """
    given = text.strip()
    found = _ORIGIN.fullmatch(given)
    if given.casefold() == "null":
        raise BadOrigin(given, "une page sans origine n’est d’aucun site")
    if "*" in given:
        raise BadOrigin(given, "l’étoile n’est pas admise, chaque domaine s’écrit en entier")
    if found is None or found["scheme"].casefold() not in _DEFAULT_PORTS:
        raise BadOrigin(given, "elle ne commence ni par https:// ni par http://")
    if found["path"] not in ("", "/"):
        raise BadOrigin(given, "il y a quelque chose après le domaine")
    origin = _written(given, found["scheme"].casefold(), found["rest"])
    if len(origin) > LONGEST_ORIGIN:
        raise BadOrigin(given, f"elle dépasse {LONGEST_ORIGIN} caractères")
    return origin


def origin_of(url: str) -> str:
    """Return the origin of an address of the web.

    >>> origin_of("https://ville.fr/appel?a=1#b")
    'https://ville.fr'

    Raises:
        BadOrigin: it is not an http(s) address, or holds a name and a password.
    """
    found = _ORIGIN.fullmatch(url.strip())
    return normal_origin(f"{found['scheme']}://{found['rest']}" if found else url)


def _written(given: str, scheme: str, rest: str) -> str:
    """Write the scheme, the host and the port.

    Raises:
        BadOrigin: they are not those of a site.
    """
    if "@" in rest:
        raise BadOrigin(given, "elle contient un identifiant ou un mot de passe")
    found = _HOST.fullmatch(rest)
    if found is None:
        raise BadOrigin(given, "le domaine ne peut pas être lu")
    host, port = _host(given, found["host"]), _port(given, found["port"] or "")
    return f"{scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}")


def _port(given: str, text: str) -> int | None:
    """Read the number of a port.

    Raises:
        BadOrigin: there is no such port.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 0 < int(text) < 65536):
        raise BadOrigin(given, f"« {text} » n’est pas un port")
    return int(text)


def _host(given: str, text: str) -> str:
    """Write a host in ASCII and small letters, an IP address in its shortest form.

    Raises:
        BadOrigin: it is no host that a browser would reach, or that it would write another way.
    """
    if text.startswith("["):
        return _ipv6(given, text[1:-1])
    host = _in_ascii(given, text)
    labels = host.removesuffix(".").split(".")
    if not all(map(_LABEL.fullmatch, labels)) or len(host.removesuffix(".")) > LONGEST_HOST:
        raise BadOrigin(given, "le domaine ne peut pas être lu")
    # A host whose last label is a number is an IPv4 address, which browsers may write in another way:
    # https://url.spec.whatwg.org/#ends-in-a-number-checker
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise BadOrigin(given, "l’adresse IP ne peut pas être lue") from None
    return host


def _ipv6(given: str, text: str) -> str:
    """Write an IPv6 address in brackets; one that holds an IPv4 address is written in two ways: neither is.

    Raises:
        BadOrigin: it is none.
    """
    try:
        address = IPv6Address(text)
    except AddressValueError:
        address = None
    if address is None or address.scope_id is not None or address.ipv4_mapped is not None:
        raise BadOrigin(given, "l’adresse IP ne peut pas être lue")
    return f"[{address.compressed}]"


def _in_ascii(given: str, host: str) -> str:
    """Write the international letters of a host as the name servers know them.

    Raises:
        BadOrigin: some are not letters of a domain.
    """
    # Letter by letter: at the end of a word, Python makes another sigma of Σ than browsers do.
    small = "".join(letter.lower() for letter in normalize("NFKC", host))
    try:
        return httpx.URL(scheme="http", host=small).raw_host.decode("ascii")
    except httpx.InvalidURL:
        raise BadOrigin(given, "le domaine ne peut pas être lu") from None
