import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from bot.cli.app import run
from bot.cli.product import error_console
from bot.cli.serve import TELEGRAM, Service, listen
from bot.errors import CannotListen
from bot.settings import load_settings
from knowledge.errors import NoIndex, StoreUnavailable
from tests.bot.products import BROKEN, FakeProduct

Capture = pytest.CaptureFixture[str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_until_ready(port: int) -> list[object]:
    """Return what the server says once it is ready; nothing if it never is."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5)
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.is_success:
            return [answer.json()]
        time.sleep(0.02)
    return []


def stop_when_ready(port: int, number: signal.Signals, seen: list[object]) -> None:
    seen += wait_until_ready(port)
    os.kill(os.getpid(), number)


def follow_until(product: FakeProduct, done: Callable[[], bool], **chosen: object) -> None:
    """Serve `product`, looking for new versions all the time, until `done`."""
    port = free_port()
    settings = load_settings(port=port, **chosen)
    service = Service(product.parts(), settings, error_console(), every=0.01)

    def stop_when_done() -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not done():
            time.sleep(0.02)
        stop_when_ready(port, signal.SIGTERM, [])

    stopper = threading.Thread(target=stop_when_done)
    stopper.start()
    service.run()
    stopper.join()


@pytest.fixture
def signals() -> Iterator[None]:
    """Put back the handlers that the server replaces."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_it_answers_and_stops_when_told_to(number: signal.Signals, capsys: Capture) -> None:
    port, seen = free_port(), list[object]()
    stopper = threading.Thread(target=stop_when_ready, args=(port, number, seen))
    stopper.start()
    assert run(FakeProduct().parts(), ["serve", "--port", str(port)]) == 0
    stopper.join()
    assert seen == [{"status": "ok", "documents": 5, "passages": 4}]
    out, err = capsys.readouterr()
    assert out == ""
    assert f"Guichet répond ici : http://localhost:{port} " in err
    assert err.endswith("Guichet est arrêté.\n")


@pytest.mark.usefixtures("signals")
def test_serve_answers_and_stops_while_telegram_does_not(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_TELEGRAM_TOKEN", "123456:a-secret")
    monkeypatch.setenv("GUICHET_TELEGRAM_API_URL", f"http://127.0.0.1:{free_port()}/bot")
    port, seen = free_port(), list[object]()
    stopper = threading.Thread(target=stop_when_ready, args=(port, signal.SIGTERM, seen))
    stopper.start()
    assert run(FakeProduct().parts(), ["serve", "--port", str(port)]) == 0
    stopper.join()
    assert seen == [{"status": "ok", "documents": 5, "passages": 4}]
    err = capsys.readouterr().err
    assert TELEGRAM in err
    assert "a-secret" not in err


@pytest.mark.usefixtures("signals")
def test_serve_stops_by_itself_when_the_desk_cannot_open(capsys: Capture) -> None:
    product = FakeProduct(failure=BROKEN, closed=NoIndex())
    assert run(product.parts(), ["serve", "--port", str(free_port())]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"Erreur : {BROKEN}"
    assert product.dropped == []


def test_serve_says_that_its_port_is_taken(capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert run(FakeProduct().parts(), ["serve", "--port", str(port)]) == 1
    assert capsys.readouterr().err.startswith(f"Erreur : Impossible d’écouter sur 127.0.0.1, port {port}")


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    with pytest.raises(CannotListen):
        listen("192.0.2.1", 8000)


@pytest.mark.usefixtures("signals")
def test_texts_put_in_service_by_another_process_are_taken_up(capsys: Capture) -> None:
    product = FakeProduct(versions=[1, 2])
    follow_until(product, lambda: product.versions == [2])
    assert "Guichet répond maintenant avec les nouveaux textes." in capsys.readouterr().err


@pytest.mark.usefixtures("signals")
def test_old_receipts_are_dropped_once_a_day() -> None:
    # The last number stands for ever, so these are as many looks.
    product, started = FakeProduct(versions=[1] * 10), datetime.now(UTC)
    follow_until(product, lambda: len(product.versions) == 1)
    assert len(product.dropped) == len({moment.date() for moment in product.dropped})
    assert all(started <= moment <= datetime.now(UTC) for moment in product.dropped)
    assert product.dropped


@pytest.mark.usefixtures("signals")
def test_a_store_that_fails_is_warned_of_and_the_service_goes_on(capsys: Capture) -> None:
    refusal, other = StoreUnavailable("sqlite:///x", "disque plein"), NoIndex()
    product = FakeProduct(versions=[1, 2], refusals=[refusal, refusal, other, refusal])
    follow_until(product, lambda: product.versions == [2])
    err = capsys.readouterr().err
    assert [line for line in err.splitlines() if line.startswith("Attention : ")] == [
        f"Attention : {each}" for each in (refusal, other, refusal)
    ]
    assert "Guichet répond maintenant avec les nouveaux textes." in err


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize(
    ("address", "warned"),
    [("http://guichet.exemple.fr", True), ("https://guichet.exemple.fr", False), ("http://[::1]:80", False)],
)
def test_a_site_without_tls_is_warned_of(address: str, warned: bool, capsys: Capture) -> None:
    product = FakeProduct(versions=[1, 2])
    follow_until(product, lambda: product.versions == [2], public_url=address)
    said = "Attention : l’adresse publique ne commence pas par https://"
    assert (said in capsys.readouterr().err) is warned


def sent_from(addresses: list[str], proxies: str) -> list[int]:
    """Serve one post a minute; send one for each address, which a proxy on this machine says; how it went."""
    port, seen = free_port(), list[int]()
    settings = load_settings(port=port, posts_per_minute=1, proxies=proxies)
    service = Service(FakeProduct().parts(), settings, error_console())
    url = f"http://127.0.0.1:{port}"

    def send() -> None:
        assert wait_until_ready(port)
        for address in addresses:
            sent = httpx.delete(f"{url}/api/v1/conversations/c1", headers={"X-Forwarded-For": address})
            seen.append(sent.status_code)
        os.kill(os.getpid(), signal.SIGTERM)

    sender = threading.Thread(target=send)
    sender.start()
    service.run()
    sender.join()
    return seen


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize(
    ("proxies", "expected"),
    [("127.0.0.1,::1", [401, 401, 429]), ("127.0.0.0/8", [401, 401, 429]), ("192.0.2.9", [401, 429, 429])],
)
def test_visitors_are_told_apart_behind_a_proxy_that_is_believed(proxies: str, expected: list[int]) -> None:
    assert sent_from(["198.51.100.1", "198.51.100.2", "198.51.100.1"], proxies) == expected
