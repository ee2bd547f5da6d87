"""Notices leave over real HTTP; a failure says whether to try again, and never to whom."""

import logging
import socket
import traceback
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.delivery.outbox import DeliveryError, NotNow, Undeliverable
from bot.notices.addresses import MatrixAddress, WebAddress, parse_notify
from bot.notices.posting import Poster, post_of
from bot.notices.wording import Notice
from tests.bot.clocks import Clock
from tests.bot.notices.receivers import Receiver, receiving

NOTICE = Notice("Une conversation attend.", ("Motif : un *motif*.",), "https://exemple.fr/console")
POSTER = Poster(Clock())
KEY = "notice:2ac84d08a15d28ea:14"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def address(text: str) -> WebAddress | MatrixAddress:
    (found,) = parse_notify(text)
    assert isinstance(found, WebAddress | MatrixAddress)
    return found


async def send(text: str) -> None:
    await POSTER.send(post_of(address(text), NOTICE, KEY))


async def refused_by(text: str) -> DeliveryError:
    with pytest.raises(DeliveryError) as refused:
        await send(text)
    return refused.value


def slack(receiver: Receiver) -> str:
    return f"slack+{receiver.url}/services/s3cret"


async def test_slack_gets_a_text(receiver: Receiver) -> None:
    await send(slack(receiver))
    (received,) = receiver.received
    assert (received.method, received.path) == ("POST", "/services/s3cret")
    assert received.headers["Content-Type"] == "application/json"
    assert received.body == {
        "text": "*Une conversation attend.*\nMotif : un *motif*.\n<https://exemple.fr/console>"
    }


async def test_mattermost_gets_a_text_in_markdown(receiver: Receiver) -> None:
    await send(f"mattermost+{receiver.url}/hooks/s3cret?a=1")
    (received,) = receiver.received
    assert (received.method, received.path) == ("POST", "/hooks/s3cret?a=1")
    assert received.body["text"].split("\n\n")[1] == r"Motif : un \*motif\*."


async def test_a_room_of_matrix_gets_an_event_whose_identifier_is_that_of_the_delivery(
    receiver: Receiver,
) -> None:
    receiver.body = b'{"event_id": "$1"}'
    room = receiver.url.replace("://", "://s3cret@") + "/!salon:tchap.gouv.fr"
    await send(f"matrix+{room}")
    await send(f"matrix+{room}")
    first, again = receiver.received
    assert first.method == "PUT"
    assert first.path == (
        "/_matrix/client/v3/rooms/%21salon%3Atchap.gouv.fr/send/m.room.message/notice%3A2ac84d08a15d28ea%3A14"
    )
    assert again.path == first.path
    assert first.headers["Authorization"] == "Bearer s3cret"
    assert first.body["msgtype"] == "m.notice"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, Undeliverable), (401, Undeliverable), (403, Undeliverable), (404, Undeliverable),
        (410, Undeliverable), (408, NotNow), (425, NotNow), (429, NotNow), (500, NotNow), (503, NotNow),
    ],
)  # fmt: skip
async def test_the_code_of_the_answer_says_whether_to_try_again(
    receiver: Receiver, code: int, kind: type[DeliveryError]
) -> None:
    receiver.code, receiver.body = code, b"s3cret"
    error = await refused_by(slack(receiver))
    assert type(error) is kind
    assert str(code) in str(error) and "Slack" in str(error)
    assert len(receiver.received) == 1


async def test_a_redirection_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.code, receiver.headers = 307, {"Location": f"{elsewhere.url}/s3cret"}
        error = await refused_by(slack(receiver))
        assert elsewhere.received == []
    assert type(error) is Undeliverable
    assert str(error) == "Slack renvoie vers une autre adresse (code 307). Corrigez GUICHET_NOTIFY."


@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({"Retry-After": "90"}, b"", timedelta(seconds=90)),
        ({"Retry-After": "Mon, 23 Nov 2026 09:05:00 GMT"}, b"", timedelta(minutes=5)),
        ({"Retry-After": "Mon, 23 Nov 2020 09:05:00 GMT"}, b"", timedelta(seconds=1)),
        ({"Retry-After": "999999999999"}, b"", timedelta(hours=6)),
        ({}, b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}', timedelta(seconds=1.5)),
        ({"Retry-After": "bient\xf4t"}, b'{"retry_after_ms": "?"}', None),
        ({"Retry-After": "0"}, b"", timedelta(seconds=1)),
        ({}, b"[]", None),
        ({}, b"ok", None),
    ],
)
async def test_a_server_that_asks_to_wait_is_obeyed(
    receiver: Receiver, headers: dict[str, str], body: bytes, wait: timedelta | None
) -> None:
    receiver.code, receiver.headers, receiver.body = 429, headers, body
    error = await refused_by(slack(receiver))
    assert isinstance(error, NotNow)
    assert error.wait == wait


def nobody() -> str:
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"slack+http://127.0.0.1:{taken.getsockname()[1]}/s3cret"


async def test_a_server_that_is_not_there_may_be_there_later() -> None:
    error = await refused_by(nobody())
    assert type(error) is NotNow
    assert str(error) == "Slack ne répond pas. Vérifiez GUICHET_NOTIFY et le réseau."


async def test_no_secret_is_in_an_error_nor_in_a_log(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await send(slack(receiver))
    errors = [await refused_by(nobody())]
    receiver.code, receiver.body = 404, b"s3cret"
    errors.append(await refused_by(slack(receiver)))
    shown = "".join(line for error in errors for line in traceback.format_exception(error))
    post = repr(post_of(address(slack(receiver)), NOTICE, KEY))
    assert "s3cret" not in shown + post + caplog.text
