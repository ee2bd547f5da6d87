"""A request goes to the one origin, on a connection of its own, or nowhere."""

import httpx
import pytest

from knowledge.chat.connections import Deadline
from knowledge.chat.failures import ELSEWHERE
from knowledge.chat.hosts import Reach
from knowledge.chat.lookup import Lookup
from knowledge.chat.wire import MOST_BYTES, Wire
from tests.llm.lying_server import Server, lying_server, raw


def client_of(server: Server) -> tuple[Wire, httpx.Client]:
    wire = Wire(httpx.URL(server.url), Reach.NEAR, None, Lookup())
    return wire, httpx.Client(transport=wire)


def test_nothing_passes_without_a_deadline() -> None:
    with lying_server(raw(b"x")) as server:
        _, client = client_of(server)
        with client, pytest.raises(httpx.TransportError, match="autre adresse"):
            client.post(server.url)
    assert server.requests == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/v1", "http://localhost:{port}/v1", "https://127.0.0.1:{port}/v1"]
)
def test_nothing_passes_to_another_origin(url: str) -> None:
    with lying_server(raw(b"x")) as server:
        wire, client = client_of(server)
        with client, wire.exchange(Deadline.within(30)) as exchange, pytest.raises(httpx.TransportError):
            client.post(url.format(port=server.server_port))
    assert exchange.failure == ELSEWHERE
    assert server.requests == []


@pytest.mark.parametrize("size", [MOST_BYTES, MOST_BYTES + 1])
def test_an_answer_may_be_so_long_and_no_longer(size: int) -> None:
    with lying_server(raw(b"x" * size)) as server:
        wire, client = client_of(server)
        with client, wire.exchange(Deadline.within(60)) as exchange:
            if size > MOST_BYTES:
                with pytest.raises(httpx.TransportError, match="trop longue"):
                    client.post(server.url)
            else:
                assert len(client.post(server.url).content) == size
    assert (exchange.failure is None) == (size <= MOST_BYTES)


def test_headers_of_the_library_stay_behind() -> None:
    with lying_server(raw(b"x")) as server:
        wire, client = client_of(server)
        with client, wire.exchange(Deadline.within(30)):
            headers = {"X-Stainless-OS": "Linux", "Cookie": "a=b", "Authorization": "Bearer leur-cle"}
            assert "set-cookie" not in client.post(server.url, headers=headers).headers
    assert not {"x-stainless-os", "cookie", "authorization"} & set(server.requests[0].headers)
