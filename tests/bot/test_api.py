import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.testclient import TestClient

from bot.app import create_app
from bot.desk import OPENING, Reception
from bot.replies import Quotation
from tests.bot.applicants import parts_of
from tests.bot.desks import CORPUS, SITE, FakeDesk

ASK = "/api/v1/ask"


class Response(Protocol):
    """What the client gives back, whichever library it is made of."""

    status_code: int

    @property
    def headers(self) -> Mapping[str, str]: ...

    def json(self) -> Any: ...


def assert_problem(response: Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert str(document["detail"]).endswith(".")
    return document


def test_an_answer_is_exactly_the_reply(client: TestClient, desk: FakeDesk) -> None:
    response = client.post(ASK, json={"question": "Une commune ?"})
    assert response.status_code == 200
    assert response.json() == desk.reply("Une commune ?").as_json()
    assert response.headers["cache-control"] == "no-store"


def test_only_what_the_contact_said_before_is_history(client: TestClient, desk: FakeDesk) -> None:
    history = [
        "Bonjour",
        {"author": "assistant", "text": "Oui"},
        {"author": "contact", "text": "Quel montant ?"},
    ]
    client.post(ASK, json={"question": "Et une commune ?", "history": history})
    assert desk.asked == [("Et une commune ?", ("Bonjour", "Quel montant ?"))]


@pytest.mark.parametrize("question", ["", "   ", "é" * 10_000, "<script>alert(1)</script>", "\u0000"])
def test_any_text_is_a_question(client: TestClient, desk: FakeDesk, question: str) -> None:
    assert client.post(ASK, json={"question": question}).status_code == 200
    assert desk.asked == [(question, ())]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"{}", "#/question"),
        (b'{"question": 3}', "#/question"),
        (b'{"question": "\\ud800"}', "#/question"),
        (b'{"question": "a", "history": "b"}', "#/history"),
        (b'{"question": "a", "history": [3]}', "#/history/0"),
        (b'{"question": "a", "history": [{"author": "roi", "text": "b"}]}', "#/history/0/author"),
        (b"[]", "#"),
        (b'{"question"', "#"),
        (b"", "#"),
    ],
)
def test_a_body_of_another_shape_is_a_422_that_points_at_it(
    client: TestClient, body: bytes, pointer: str
) -> None:
    document = assert_problem(
        client.post(ASK, content=body, headers={"Content-Type": "application/json"}), 422
    )
    assert [fault["pointer"] for fault in document["errors"]] == [pointer]


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_does_not_say_it_is_json_is_a_415(client: TestClient, media: str) -> None:
    headers = {"Content-Type": media} if media else {}
    assert_problem(client.post(ASK, content=b'{"question": "a"}', headers=headers), 415)


def test_a_body_that_is_too_large_is_a_413(client: TestClient, desk: FakeDesk) -> None:
    assert_problem(client.post(ASK, json={"question": "a" * 262_144}), 413)
    assert desk.asked == []


def test_a_body_that_is_too_large_without_its_length_is_a_413(client: TestClient) -> None:
    pieces = (b"a" * 10_000 for _ in range(27))
    assert_problem(client.post(ASK, content=pieces, headers={"Content-Type": "application/json"}), 413)


def test_an_unknown_address_and_a_wrong_method_are_problems(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/rien"), 404)
    response = client.get(ASK)
    assert_problem(response, 405)
    assert response.headers["allow"] == "POST"


def test_a_failure_says_nothing_internal(client: TestClient) -> None:
    response = client.post(ASK, json={"question": "panne"})
    assert_problem(response, 500)
    assert "secret" not in response.text


def test_the_texts_are_listed(client: TestClient) -> None:
    listed = client.get("/api/v1/documents").json()
    assert [document["id"] for document in listed] == [document.id for document in CORPUS.documents]
    assert listed[1] == {
        "id": "projet de loi",
        "title": "Projet de loi n° 805",
        "kind": "bill",
        "status": "draft",
        "published": "2013-07-24",
        "url": f"{SITE}/textes/projet%20de%20loi",
        "original": None,
    }


def test_a_closed_desk_is_alive_but_not_ready(tmp_path: Path) -> None:
    reception = Reception()
    client = TestClient(create_app(parts_of(tmp_path, reception)))
    assert client.get("/health/live").json() == {"status": "ok"}
    response = client.get("/health/ready")
    assert assert_problem(response, 503)["detail"] == OPENING
    assert response.headers["retry-after"] == "5"
    assert_problem(client.post(ASK, json={"question": "a"}), 503)
    reception.open(FakeDesk())
    assert client.get("/health/ready").json() == {"status": "ok", "documents": 5, "passages": 4}
    reception.refuse("L’index est abîmé.")
    assert assert_problem(client.get("/health/ready"), 503)["detail"] == "L’index est abîmé."


async def test_a_burst_waits_its_turn_and_the_rest_is_told_to_come_back(tmp_path: Path) -> None:
    gate = threading.Event()
    desk = FakeDesk(gate=gate)
    app: FastAPI = create_app(parts_of(tmp_path, Reception(desk, at_once=2, waiting=3)))
    async with AsyncClient(transport=ASGITransport(app), base_url=SITE) as client:
        posts = [asyncio.create_task(client.post(ASK, json={"question": f"commune {n}"})) for n in range(9)]
        first = [await post for _, post in zip(range(4), asyncio.as_completed(posts), strict=False)]
        gate.set()
        everything = await asyncio.gather(*posts)
    assert [response.status_code for response in first] == [503] * 4
    assert sorted(response.status_code for response in everything) == [200] * 5 + [503] * 4
    assert len(desk.asked) == 5


def test_openapi_describes_what_is_sent(client: TestClient) -> None:
    description = client.get("/api/v1/openapi.json").json()
    ask = description["paths"][ASK]["post"]
    assert set(ask["responses"]) == {"200", "413", "415", "422", "503"}
    schemas = description["components"]["schemas"]
    reply = schemas["ReplyOut"]
    assert set(reply["properties"]) - {"synthesis"} == set(FakeDesk().reply("").as_json())
    assert set(schemas["CitationOut"]["properties"]) == set(Quotation.__dataclass_fields__)
    absent = {"reason", "topic", "understood", "synthesis"}
    assert set(reply["examples"][0]) | absent == set(reply["properties"])
    assert all(field["description"].endswith(".") for field in reply["properties"].values())
    assert schemas["Problem"]["properties"]["errors"]["items"]["$ref"] == "#/components/schemas/Fault"
