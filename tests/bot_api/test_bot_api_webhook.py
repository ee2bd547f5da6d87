import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import httpx
import pytest

from tests.bot_api.emulator import Emulator, emulating, shuffled
from tests.bot_api.limits import Rates
from tests.bot_api.webhooks import SECRET_HEADER

FREE = Rates(0, 0, 0)
PATIENCE = 10
SECRET = "ab-_1"  # noqa: S105 - of a test


@pytest.fixture
def telegram() -> Iterator[Emulator]:
    with emulating(rates=FREE, retry_unit=0.02) as emulator:
        yield emulator


def ask(telegram: Emulator, method: str, **given: Any) -> dict[str, Any]:
    with httpx.Client(verify=False) as client:  # noqa: S501 - it is not over TLS, whose set-up takes long
        answer = client.post(f"{telegram.base_url}{telegram.token}/{method}", json=given)
    body: dict[str, Any] = answer.json()
    assert body["ok"] is answer.is_success
    return body


@contextmanager
def listening(answer: Callable[[bytes, str], int]) -> Iterator[str]:
    """A webhook that answers a status to a body and a secret."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(answer(body, self.headers.get(SECRET_HEADER, "")))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/telegram"
        finally:
            server.shutdown()
            thread.join()


def test_updates_come_with_the_secret_until_they_are_taken(telegram: Emulator) -> None:
    came: Queue[tuple[bytes, str]] = Queue()

    def taken(body: bytes, secret: str) -> int:
        came.put((body, secret))
        return 200 if came.qsize() != 1 else 500

    lea = telegram.person()
    lea.start()
    with listening(taken) as url:
        set_up = ask(telegram, "setWebhook", url=url, secret_token=SECRET)
        assert set_up["description"] == "Webhook was set"
        telegram.drained()
        assert (
            telegram.webhook["last_error_message"]
            == "Wrong response from the webhook: 500 Internal Server Error"
        )
        again = [came.get(timeout=PATIENCE) for _ in range(2)]
        assert again[0] == again[1]
        assert again[0][1] == SECRET
        assert b"/start" in again[0][0]
        refused = ask(telegram, "getUpdates")
        assert refused["error_code"] == 409
        assert "while webhook is active" in refused["description"]
        assert ask(telegram, "deleteWebhook")["description"] == "Webhook was deleted"
    lea.write("Bonjour")
    assert [one["message"]["text"] for one in ask(telegram, "getUpdates")["result"]] == ["Bonjour"]


def test_the_updates_of_a_chat_leave_in_order_and_those_of_others_meanwhile(telegram: Emulator) -> None:
    came: list[bytes] = []
    free = threading.Event()

    def taken(body: bytes, _secret: str) -> int:
        if b"attends" in body:
            free.wait(PATIENCE)
        came.append(body)
        return 200

    lea, ali = telegram.person("Lea"), telegram.person("Ali")
    with listening(taken) as url:
        ask(telegram, "setWebhook", url=url, max_connections=2)
        lea.write("attends")
        lea.write("suite")
        ali.write("autre")
        telegram.wait(lambda: came)
        assert b"autre" in came[0]
        free.set()
        telegram.drained()
        ask(telegram, "deleteWebhook")
    assert [b"attends" in came[1], b"suite" in came[2], len(came)] == [True, True, 3]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"url": "http://exemple.fr/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://exemple.fr:8000/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://exemple.fr/", "secret_token": "é"}, "secret token contains unallowed characters"),
        ({"url": "https://exemple.fr/", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "ftp://exemple.fr/"}, "invalid webhook URL specified"),
    ],
)
def test_a_webhook_that_telegram_refuses_is_refused(given: dict[str, Any], refusal: str) -> None:
    with emulating(local=False) as telegram:
        assert ask(telegram, "setWebhook", **given)["description"] == f"Bad Request: {refusal}"
        assert ask(telegram, "getWebhookInfo")["result"]["url"] == ""


def test_only_what_the_bot_wants_to_know_is_kept(telegram: Emulator) -> None:
    ask(telegram, "getUpdates", allowed_updates=["message"])
    lea = telegram.person()
    lea.edit(lea.start(), "autre")
    assert [set(one) for one in telegram.pending] == [{"update_id", "message"}]
    assert ask(telegram, "getWebhookInfo")["result"]["allowed_updates"] == ["message"]


def test_duplicates_and_disorder_are_delivered_as_they_are_injected(telegram: Emulator) -> None:
    lea = telegram.person()
    for text in ("un", "deux"):
        lea.write(text)
    given = ask(telegram, "getUpdates")["result"]
    assert ask(telegram, "getUpdates", offset=given[1]["update_id"] + 1)["result"] == []
    telegram.inject(*shuffled(given, [1, 0, 1]))
    again = ask(telegram, "getUpdates", offset=given[1]["update_id"] + 1)["result"]
    assert [one["message"]["text"] for one in again] == ["deux", "un", "deux"]
    assert ask(telegram, "getUpdates", offset=given[1]["update_id"] + 1)["result"] == []


def test_ten_thousand_updates_pass_quickly(telegram: Emulator) -> None:
    people = [telegram.person() for _ in range(200)]
    for person in people * 50:
        person.write("Bonjour")
    offset, seen = 0, 0
    while given := ask(telegram, "getUpdates", offset=offset)["result"]:
        seen, offset = seen + len(given), given[-1]["update_id"] + 1
    assert seen == 10_000
    assert telegram.pending == []
