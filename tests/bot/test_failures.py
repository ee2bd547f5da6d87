from pathlib import Path

import pytest
from starlette.types import Message

from bot.app import create_app
from bot.desk import Reception
from tests.bot.applicants import API, applicants, parts_of
from tests.bot.desks import FakeDesk


@pytest.mark.parametrize("path", ["/chat", "/console/connexion", "/api/v1/ask"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_who_leaves_in_the_middle_of_a_body_leaves_no_traceback(
    path: str, kind: str, tmp_path: Path
) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b"question=Une com", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 8000),
        "headers": [(b"content-type", kind.encode()), (b"content-length", b"100")],
    }
    # What it would raise, the server would log.
    await create_app(parts_of(tmp_path, Reception(FakeDesk())))(scope, receive, send)
    assert sent[0]["status"] < 500


async def test_a_database_that_refuses_is_said_without_a_word_of_it(tmp_path: Path) -> None:
    async with applicants(tmp_path) as office:
        (tmp_path / "guichet.db").write_bytes(b"this is no database, whatever its name may say")
        page = await office.client.post("/chat", data={"question": "Une commune ?"})
        answer = await office.client.post(API, json={"text": "Une commune ?"})
    for response in (page, answer):
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert "guichet.db" not in response.text
        assert "L’assistant ne peut pas répondre pour le moment." in response.text
