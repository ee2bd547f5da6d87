"""Tell the hosts that a language model may be asked at, and which addresses their names may lead to."""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

import httpx

from knowledge.errors import HostForbidden

EVERYWHERE = "*"
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")

# https://www.rfc-editor.org/rfc/rfc1918#section-3 and https://www.rfc-editor.org/rfc/rfc4193#section-3
_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))

# Hosts of providers that say they keep and handle requests in the European Union, each with its source.
EUROPEAN = frozenset(
    (
        # Albert API, of the French State: https://albert.api.etalab.gouv.fr/openapi.json
        "albert.api.etalab.gouv.fr",
        # Mistral AI, the Union unless its US endpoint is asked:
        # https://help.mistral.ai/en/articles/347629-where-do-you-store-my-data-or-my-organization-s-data
        "api.mistral.ai",
        # Scaleway, European data centres: https://www.scaleway.com/en/docs/generative-apis/quickstart/
        "api.scaleway.ai",
        # OVHcloud, Gravelines: https://www.ovhcloud.com/en-gb/public-cloud/ai-endpoints/
        "oai.endpoints.kepler.ai.cloud.ovh.net",
        # IONOS, Berlin: https://api.ionos.com/docs/inference-openai/v1
        "openai.inference.de-txl.ionos.com",
        # STACKIT, Germany: https://docs.stackit.cloud/products/data-and-ai/ai-model-serving/
        "api.openai-compat.model-serving.eu01.onstackit.cloud",
    )
)


class Reach(StrEnum):
    """Where the name of an allowed host may lead once it is looked up."""

    NEAR = "near"
    """To this machine and its private network only: nothing else vouches for who answers."""
    ANYWHERE = "anywhere"
    """To any address: the certificate of the server vouches for it."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """What an operator allows besides the near hosts and the European providers, in small letters."""

    others: frozenset[str] = frozenset()

    def require(self, url: str) -> Reach:
        """Return where the host of an address may lead, if it may be asked.

        A name without a dot and an address without encryption must lead near: a name server that says
        otherwise, by mistake or not, is not followed.

        Raises:
            HostForbidden: nothing may be sent to this host.
        """
        scheme, host = _parts(url)
        allowed = is_near(host) or host in EUROPEAN or host in self.others or EVERYWHERE in self.others
        if not host or scheme not in ("http", "https") or not allowed:
            raise HostForbidden(host or "?")
        vouched = scheme == "https" and not _is_short(host)
        return Reach.ANYWHERE if vouched else Reach.NEAR


def parse_hosts(text: str) -> Hosts:
    """Read the names of hosts that an operator allows, separated by commas, or "*" alone for all.

    Raises:
        ValueError: one of them is not the name or the address of a host.

    >>> sorted(parse_hosts("llm.exemple.fr, 192.0.2.7").others), parse_hosts("").others
    (['192.0.2.7', 'llm.exemple.fr'], frozenset())
    """
    hosts = frozenset(_plain(word.strip()) for word in text.split(",") if word.strip())
    if hosts == {EVERYWHERE}:
        return Hosts(hosts)
    for host in hosts:
        if not _is_host(host):
            raise ValueError(host)
    return Hosts(hosts)


def is_near(host: str) -> bool:
    """Tell a name that only this machine and its network give, or one of their addresses.

    >>> [is_near(host) for host in ("localhost", "ollama", "10.0.0.8", "::1", "exemple.fr", "8.8.8.8")]
    [True, True, True, True, False, False]
    """
    return is_near_address(host) if _is_address(host) else _is_short(host)


def is_near_address(address: str) -> bool:
    """Tell an IP address of this machine or of a private network.

    Addresses of a link are not near: clouds serve machines their own secrets there.

    >>> [is_near_address(one) for one in ("127.0.0.1", "::ffff:10.0.0.1", "169.254.169.254", "8.8.8.8")]
    [True, True, False, False]
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_loopback or any(ip in network for network in _PRIVATE)


def _parts(url: str) -> tuple[str, str]:
    try:
        parsed = httpx.URL(url)
        return parsed.scheme, _plain(parsed.raw_host.decode("ascii"))
    except (httpx.InvalidURL, ValueError):
        return "", ""


def _plain(host: str) -> str:
    return host.lower().strip("[]").rstrip(".")


def _is_short(host: str) -> bool:
    return bool(host) and "." not in host and not _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_host(host: str) -> bool:
    return _is_address(host) or _NAME.fullmatch(host) is not None
