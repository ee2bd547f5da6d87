"""Nothing may be sent but near, to European providers, and where the operator says."""

import pytest

from knowledge.chat.hosts import EUROPEAN, Reach, is_near_address, parse_hosts
from knowledge.errors import HostForbidden

NONE = parse_hosts("")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080/v1",
        "http://LOCALHOST./v1",
        "http://ollama:11434",
        "http://127.0.0.1:8000/v1",
        "http://[::1]:8000/v1",
        "http://192.168.1.7/v1",
        "https://ollama/v1",
        "http://2130706433/v1",
    ],
)
def test_this_machine_and_its_network_may_be_asked_where_they_are(url: str) -> None:
    assert NONE.require(url) is Reach.NEAR


@pytest.mark.parametrize("host", sorted(EUROPEAN))
def test_european_providers_may_be_asked_with_encryption_wherever_they_are(host: str) -> None:
    assert NONE.require(f"https://{host}/v1") is Reach.ANYWHERE
    assert NONE.require(f"https://{host.upper()}./v1") is Reach.ANYWHERE
    assert NONE.require(f"http://{host}/v1") is Reach.NEAR


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1",
        "https://api.mistral.ai.exemple.com/v1",
        "https://xapi.mistral.ai/v1",
        "https://api.mistral.ai@exemple.com/v1",
        "https://exemple.com#@api.mistral.ai/v1",
        "https://аpi.mistral.ai/v1",
        "https://8.8.8.8/v1",
        "https://169.254.169.254/v1",
        "https://[::ffff:8.8.8.8]/v1",
        "https://0.0.0.0/v1",
        "https://llm.localhost/v1",
        "ftp://localhost/v1",
        "file:///etc/passwd",
        "https:///v1",
        "localhost",
        "https://[::1/v1",
        "",
    ],
)
def test_all_others_are_forbidden(url: str) -> None:
    with pytest.raises(HostForbidden):
        NONE.require(url)


def test_an_operator_may_allow_hosts_by_name_and_those_only() -> None:
    hosts = parse_hosts(" LLM.exemple.fr. , 198.51.100.7,[2001:db8::1]")
    assert hosts.require("https://llm.exemple.fr:8443/v1") is Reach.ANYWHERE
    assert hosts.require("http://llm.exemple.fr/v1") is Reach.NEAR
    assert hosts.require("https://198.51.100.7/v1") is Reach.ANYWHERE
    assert hosts.require("https://[2001:db8::1]/v1") is Reach.ANYWHERE
    with pytest.raises(HostForbidden, match=r"autre\.exemple\.fr"):
        hosts.require("https://autre.exemple.fr/v1")


def test_a_star_alone_allows_every_host_with_encryption() -> None:
    assert parse_hosts("*").require("https://api.openai.com/v1") is Reach.ANYWHERE
    assert parse_hosts("*").require("http://api.openai.com/v1") is Reach.NEAR


@pytest.mark.parametrize(
    "text", ["https://llm.exemple.fr", "llm.exemple.fr:80", "*.exemple.fr", "a, *", "a b", "a..b", "é.fr"]
)
def test_what_is_not_a_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hosts(text)


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.9.9.9", True),
        ("172.17.0.2", True),
        ("fd00::7", True),
        ("::1", True),
        ("fe80::1%eth0", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("0.0.0.0", False),  # noqa: S104 - it is refused
        ("224.0.0.1", False),
        ("100.64.0.1", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_near_addresses_are_those_of_this_machine_and_of_private_networks(address: str, near: bool) -> None:
    assert is_near_address(address) is near
