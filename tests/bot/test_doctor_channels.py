import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import create_server

import pytest

from bot.doctor import examine
from bot.doctor_channels import ask_telegram, notices, telegram
from bot.findings import Finding, Level
from bot.settings import Settings, load_settings
from bot.telegram.api import BadToken, TelegramError, Unavailable
from tests.bot.products import FakeProduct

TOKEN = "123456:ABC-secret"  # noqa: S105 - of a bot that does not exist
ME = {"ok": True, "result": {"id": 123456, "is_bot": True, "first_name": "Essai", "username": "essai_bot"}}


class Answering(BaseHTTPRequestHandler):
    """Answers every request as the test says, and keeps what was asked for."""

    status, body, asked = 200, b"", ""

    def do_GET(self) -> None:
        type(self).asked = self.path
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering(status: int, body: bytes) -> Iterator[tuple[Settings, type[Answering]]]:
    """Serve one answer to everything; yield the settings that lead there."""
    handler = type("One", (Answering,), {"status": status, "body": body})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/bot"
        yield load_settings(telegram_token=TOKEN, telegram_api_url=url), handler
        server.shutdown()
        thread.join()


def named(name: str = "essai_bot") -> Callable[[Settings], str]:
    return lambda _: name


def failing(error: TelegramError) -> Callable[[Settings], str]:
    def ask(_: Settings) -> str:
        raise error

    return ask


def only(settings: Settings, ask: Callable[[Settings], str]) -> Finding:
    (finding,) = telegram(settings, ask)
    return finding


def test_without_a_token_it_is_said_how_to_get_one_and_nobody_is_asked() -> None:
    finding = only(load_settings(), failing(AssertionError))  # type: ignore[arg-type] # no error of Telegram: nobody may ask
    assert finding.level is Level.NOTE
    assert "@BotFather" in finding.mend and "GUICHET_TELEGRAM_TOKEN" in finding.mend


def test_the_bot_that_answers_is_named_with_the_way_its_messages_come() -> None:
    polling = only(load_settings(telegram_token=TOKEN), named())
    assert (polling.level, polling.mend) == (Level.OK, "")
    assert polling.found == "@essai_bot répond, le produit va chercher les messages"
    public = load_settings(
        telegram_token=TOKEN, telegram_webhook=True, public_url="https://guichet.exemple.fr"
    )
    assert only(public, named()).found == "@essai_bot répond, le produit reçoit les messages par webhook"


@pytest.mark.parametrize("site", ["http://guichet.exemple.fr", "https://guichet.exemple.fr:8000", None])
def test_a_webhook_that_telegram_cannot_reach_is_noted(site: str | None) -> None:
    settings = load_settings(telegram_token=TOKEN, telegram_webhook=True, public_url=site)
    fine, noted = telegram(settings, named())
    assert (fine.level, noted.level) == (Level.OK, Level.NOTE)
    assert settings.site in noted.found
    assert "GUICHET_PUBLIC_URL" in noted.mend and "443, 80, 88 ou 8443" in noted.mend


def test_a_token_that_telegram_does_not_know_is_broken() -> None:
    finding = only(load_settings(telegram_token=TOKEN), failing(BadToken()))
    assert finding.level is Level.BROKEN
    assert "GUICHET_TELEGRAM_TOKEN" in finding.mend and TOKEN not in repr(finding)


def test_a_telegram_that_does_not_answer_is_broken() -> None:
    finding = only(load_settings(telegram_token=TOKEN), failing(Unavailable()))
    assert finding.level is Level.BROKEN
    assert finding.found == "Telegram n’est pas joignable pour le moment."
    assert "api.telegram.org" in finding.mend and TOKEN not in repr(finding)


def test_telegram_is_asked_who_we_are() -> None:
    with answering(200, json.dumps(ME).encode()) as (settings, asked):
        assert ask_telegram(settings) == "essai_bot"
    assert asked.asked == f"/bot{TOKEN}/getMe"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}', BadToken),
        (404, b'{"ok":false,"error_code":404,"description":"Not Found"}', BadToken),
        (404, b"<h1>Not Found</h1>", Unavailable),
        (502, b'{"ok":false,"error_code":502,"description":"Bad Gateway"}', Unavailable),
        (200, b"[]", Unavailable),
        (200, b'{"ok":true,"result":{"id":1}}', Unavailable),
        (200, b"\xff\xfe", Unavailable),
    ],
)
def test_any_other_answer_is_told_without_the_token(
    status: int, body: bytes, error: type[TelegramError]
) -> None:
    with answering(status, body) as (settings, _), pytest.raises(TelegramError) as raised:
        ask_telegram(settings)
    assert type(raised.value) is error
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_server_that_is_not_there_is_told_without_the_token() -> None:
    with create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
    url = f"http://127.0.0.1:{taken}/bot"
    with pytest.raises(Unavailable) as raised:
        ask_telegram(load_settings(telegram_token=TOKEN, telegram_api_url=url))
    assert raised.value.__suppress_context__
    assert "secret" not in str(raised.value)


def test_the_addresses_of_notices_are_counted_and_none_is_shown() -> None:
    assert notices(load_settings()).level is Level.NOTE
    given = (
        "slack+https://hooks.exemple.fr/T0/secret matrix+https://jeton@tchap.exemple.fr/!s:tchap.exemple.fr"
    )
    finding = notices(load_settings(notify=f"{given} slack+https://hooks.exemple.fr/T1/secret"))
    assert (finding.level, finding.found) == (Level.OK, "3 adresses : 2 par Slack, 1 par Matrix ou Tchap")
    assert "exemple" not in repr(finding)


def test_staff_who_are_told_on_telegram_are_pointed_to_tchap() -> None:
    finding = notices(load_settings(telegram_token=TOKEN, notify="telegram:-1001234"))
    assert (finding.level, finding.found) == (Level.NOTE, "1 adresse : 1 sur Telegram")
    assert "Tchap" in finding.mend and "1234" not in repr(finding)


def test_the_channels_are_part_of_the_examination() -> None:
    found = examine(load_settings(telegram_token=TOKEN), {}, FakeProduct().installed, named("appel_bot"))
    subjects = {finding.subject: finding.found for finding in found}
    assert subjects["Telegram"].startswith("@appel_bot")
    assert {"Courriels", "Avis à l’équipe"} <= set(subjects)
