import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
from httpx import Response
from sqlalchemy import select

from bot.conversations.states import Status
from bot.delivery.mail import address
from bot.desk import OPENING, Reception
from bot.errors import DeskBusy
from bot.settings import load_settings
from bot.store.schema import metadata
from tests.bot.applicants import (
    ANSWERED,
    API,
    CAMILLE,
    MAIL,
    SITE,
    UNSAID,
    Applicants,
    applicants,
    until,
)
from tests.bot.clocks import MONDAY
from tests.bot.desks import SEEN, FakeDesk, SeeingDesk
from tests.bot.test_api import assert_problem


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        yield office


@pytest.fixture
async def mailing(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path, settings=load_settings(**MAIL)) as office:
        yield office


async def read(office: Applicants, id: str, token: dict[str, str]) -> dict[str, object]:
    response = await office.client.get(f"{API}/{id}", headers=token)
    assert response.status_code == 200
    shown: dict[str, object] = response.json()
    return shown


async def post(office: Applicants, id: str, token: dict[str, str], text: str, key: str = "") -> Response:
    headers = token | ({"Idempotency-Key": key} if key else {})
    office.clock.forward(seconds=1)
    return await office.client.post(f"{API}/{id}/messages", json={"text": text}, headers=headers)


async def test_a_conversation_begins_with_a_token_that_is_shown_once(office: Applicants) -> None:
    response = await office.client.post(API, json={})
    assert response.status_code == 201
    begun = response.json()
    assert set(begun) == {"id", "token", "status", "handoff", "staff", "messages", "resume_url"}
    assert (begun["status"], begun["handoff"], begun["messages"]) == ("pending", None, [])
    assert begun["resume_url"] == f"{SITE}/chat/{begun['token']}"
    assert len(begun["token"]) == 43
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["location"] == f"{API}/{begun['id']}"
    token = {"Authorization": f"Bearer {begun['token']}"}
    assert begun["token"] not in json.dumps(await read(office, begun["id"], token))


async def test_a_conversation_may_begin_with_its_first_message(office: Applicants) -> None:
    response = await office.client.post(API, json={"text": ANSWERED})
    contact, assistant = response.json()["messages"]
    assert contact == {"id": "1", "author": "contact", "text": ANSWERED, "at": "2026-11-23T09:00:00+00:00"}
    assert (assistant["id"], assistant["author"]) == ("2", "assistant")
    assert assistant["answer"]["decision"] == "answer"
    assert [each["document"] for each in assistant["answer"]["citations"]] == ["communique", "projet de loi"]
    assert "citations" not in assistant and "name" not in assistant


async def test_a_message_gets_its_reply(office: Applicants) -> None:
    id, token = await office.begun()
    response = await post(office, id, token, f"  {ANSWERED}\r\n")
    posted = response.json()
    assert response.status_code == 201
    assert (posted["message"]["text"], posted["status"]) == (ANSWERED, "pending")
    assert posted["reply"]["text"] == FakeDesk().reply(ANSWERED).text
    assert (await read(office, id, token))["messages"] == [posted["message"], posted["reply"]]


async def test_what_the_texts_do_not_say_is_handed_off_with_a_promise(office: Applicants) -> None:
    id, token = await office.begun()
    posted = (await post(office, id, token, UNSAID)).json()
    assert posted["status"] == "open"
    assert posted["handoff"] == {"reason": "missing_knowledge", "promised_at": "2026-11-25T09:15:00+00:00"}
    shown = await read(office, id, token)
    assert shown["handoff"] == posted["handoff"]
    again = (await post(office, id, token, "Et alors ?")).json()
    assert (again["reply"], again["status"]) == (None, "open")


async def test_the_same_key_keeps_one_message_and_gives_the_same_reply(office: Applicants) -> None:
    id, token = await office.begun()
    first = await post(office, id, token, ANSWERED, "cle-1")
    again = await post(office, id, token, ANSWERED, "cle-1")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(office.desk.asked) == 1
    other = await post(office, id, token, ANSWERED, "2")
    assert other.json()["message"]["id"] == "3"


async def test_a_key_does_not_serve_for_another_message(office: Applicants) -> None:
    id, token = await office.begun()
    await post(office, id, token, ANSWERED, "1")
    assert "nouvelle clé" in assert_problem(await post(office, id, token, UNSAID, "1"), 422)["detail"]
    assert len((await read(office, id, token))["messages"]) == 2  # type: ignore[arg-type]  # a list
    assert_problem(await post(office, id, token, UNSAID, "x" * 65), 422)


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "é" * 10_001])
async def test_a_blank_or_too_long_message_is_refused_in_french(office: Applicants, text: str) -> None:
    id, token = await office.begun()
    detail = assert_problem(await post(office, id, token, text), 422)["detail"]
    assert detail.startswith("Votre message ")
    assert_problem(await office.client.post(API, json={"text": text}), 422)
    assert (await read(office, id, token))["messages"] == []


async def test_the_longest_message_is_kept(office: Applicants) -> None:
    id, token = await office.begun()
    assert (await post(office, id, token, "é" * 10_000)).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("POST", "/messages"), ("POST", "/handoff"), ("GET", "/events"), ("GET", "/export"),
        ("POST", "/messages/2/feedback"), ("DELETE", ""), ("PUT", "/email"), ("DELETE", "/email"),
    ],
)  # fmt: skip
async def test_nothing_is_done_for_who_does_not_hold_the_token(
    mailing: Applicants, method: str, path: str
) -> None:
    id, token = await mailing.begun(ANSWERED)
    other, _ = await mailing.begun(ANSWERED)
    bodies = {
        "/messages": {"text": "a"},
        "/messages/2/feedback": {"useful": True},
        "/email": {"email": "a@b.fr"},
    }
    body = None if method in ("GET", "DELETE") else bodies.get(path)
    before = await mailing.stores.conversations.get(other)

    async def status(id: str, headers: dict[str, str]) -> Response:
        return await mailing.client.request(method, f"{API}/{id}{path}", json=body, headers=headers)

    missing = await status(id, {})
    assert_problem(missing, 401)
    assert missing.headers["www-authenticate"] == "Bearer"
    for wrong in ({"Authorization": "Bearer x"}, {"Authorization": f"Bearer {id}"}):
        response = await status(id, wrong)
        assert_problem(response, 401)
        assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert_problem(
        await status(id, {"Authorization": token["Authorization"].replace("Bearer", "Basic")}), 401
    )
    assert_problem(await status(other, token), 404)
    assert_problem(await status("0" * 32, token), 404)
    assert await mailing.stores.conversations.get(other) == before


async def test_a_person_is_asked_for_and_named_once_they_are_there(office: Applicants) -> None:
    id, token = await office.begun()
    response = await office.client.post(f"{API}/{id}/handoff", headers=token)
    assert response.status_code == 201
    assert response.json() == {
        "status": "open",
        "handoff": {"reason": "requested", "promised_at": "2026-11-25T09:00:00+00:00"},
        "staff": None,
    }
    staff = await office.taken(id)
    await office.replied(id, staff, "Le 1er octobre.")
    await office.change(id, lambda c: c.note(staff, CAMILLE, "À vérifier demain.", office.clock()))
    shown = await read(office, id, token)
    assert (shown["staff"], shown["handoff"]) == (CAMILLE, {"reason": "requested", "promised_at": None})
    last = shown["messages"][-1]  # type: ignore[index]  # a list
    assert (last["author"], last["name"], last["text"]) == ("staff", CAMILLE, "Le 1er octobre.")
    assert staff not in json.dumps(shown) and "vérifier" not in json.dumps(shown)


async def test_an_opinion_is_kept_and_the_last_one_wins(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    path = f"{API}/{id}/messages/2/feedback"
    for opinion in ({"useful": False, "reason": "unclear"}, {"useful": False}, {"useful": True}):
        response = await office.client.post(path, json=opinion, headers=token)
        assert (response.status_code, response.content) == (204, b"")
    given = (await office.stores.feedback.of(id))[2]
    assert (given.useful, given.reason) == (True, None)


@pytest.mark.parametrize(
    ("number", "opinion", "status"),
    [
        ("1", {"useful": True}, 404),
        ("9", {"useful": True}, 404),
        ("0", {"useful": True}, 422),
        ("99999999999", {"useful": True}, 422),
        ("deux", {"useful": True}, 422),
        ("2", {}, 422),
        ("2", {"useful": "oui"}, 422),
        ("2", {"useful": False, "reason": "laid"}, 422),
    ],
)
async def test_an_opinion_on_anything_but_a_reply_is_refused(
    office: Applicants, number: str, opinion: dict[str, object], status: int
) -> None:
    id, token = await office.begun(ANSWERED)
    path = f"{API}/{id}/messages/{number}/feedback"
    assert_problem(await office.client.post(path, json=opinion, headers=token), status)
    assert not await office.stores.feedback.of(id)


async def test_all_that_is_kept_is_exported_but_the_private_notes(mailing: Applicants) -> None:
    id, token = await mailing.begun(UNSAID)
    await mailing.client.put(f"{API}/{id}/email", json={"email": "moi@exemple.fr"}, headers=token)
    await mailing.client.post(f"{API}/{id}/messages/2/feedback", json={"useful": True}, headers=token)
    staff = await mailing.taken(id)
    await mailing.change(id, lambda c: c.note(staff, CAMILLE, "Note cachée", mailing.clock()))
    await mailing.replied(id, staff, "Le 1er octobre.")
    response = await mailing.client.get(f"{API}/{id}/export", headers=token)
    assert response.headers["content-disposition"] == (
        f'attachment; filename="guichet-conversation-{id[:8]}.json"'
    )
    assert response.headers["cache-control"] == "no-store"
    exported = response.json()
    assert exported["conversation"]["email"] == "moi@exemple.fr"
    assert [one["author"] for one in exported["messages"]] == ["contact", "assistant", "system", "staff"]
    assert exported["messages"][-1]["text"] == "Le 1er octobre."
    assert exported["feedback"] == [{"message": "2", "useful": True, "reason": None}]
    (delivery,) = exported["deliveries"]
    assert (delivery["message"], delivery["channel"]) == (exported["messages"][-1]["id"], "email")
    assert (delivery["address"], delivery["state"]) == ("moi@exemple.fr", "waiting")
    assert [(one["kind"], one["by"]) for one in exported["events"]] == [
        ("handed_off", "assistant"),
        ("claimed", "staff"),
    ]
    assert "Note cachée" not in response.text and staff not in response.text


async def test_what_the_assistant_saw_is_kept_for_the_staff_alone(tmp_path: Path) -> None:
    found = SEEN[1].quote
    async with applicants(tmp_path, SeeingDesk()) as office:
        id, token = await office.begun(UNSAID)
        (kept,) = [one.answer for one in await office.stores.conversations.messages(id) if one.answer]
        assert [one["quote"] for one in kept["seen"]] == [one.quote for one in SEEN]
        opens = token["Authorization"].removeprefix("Bearer ")
        shown = [
            await office.client.get(f"{API}/{id}", headers=token),
            await office.client.get(f"{API}/{id}/export", headers=token),
            await office.client.get(f"/chat/{opens}"),
            await office.client.get(f"/chat/{opens}/fil"),
            await office.client.post("/api/v1/ask", json={"question": UNSAID}),
            await post(office, (await office.begun())[0], token, ANSWERED),
        ]
    for response in shown[:5]:
        assert response.status_code == 200
        assert "Les textes ne répondent pas." in response.text
    for response in shown:
        assert found not in response.text
        assert '"seen"' not in response.text


async def test_an_erased_conversation_is_gone_for_all(office: Applicants) -> None:
    id, token = await office.begun(UNSAID)
    response = await office.client.delete(f"{API}/{id}", headers=token)
    assert (response.status_code, response.content) == (204, b"")
    assert_problem(await office.client.get(f"{API}/{id}", headers=token), 401)
    (_, act), *_ = await office.stores.audit.page()
    assert (act.actor, act.action, act.object, act.data) == ("contact", "conversation.erased", id, {})
    async with office.stores.database.reading() as connection:
        for table in metadata.sorted_tables:
            kept = str((await connection.execute(select(table))).all())
            assert UNSAID not in kept and "limit" not in kept, table.name


async def test_an_address_is_kept_as_servers_write_it_and_forgotten(mailing: Applicants) -> None:
    id, token = await mailing.begun()
    path = f"{API}/{id}/email"
    kept = await mailing.client.put(path, json={"email": " Moi@Exemple.FR "}, headers=token)
    assert kept.status_code == 204
    assert (await mailing.stores.conversations.get(id)).email == address("Moi@exemple.fr")
    refused = await mailing.client.put(path, json={"email": "moi@"}, headers=token)
    detail = assert_problem(refused, 422)["detail"]
    assert "adresse électronique" in detail
    assert (await mailing.client.delete(path, headers=token)).status_code == 204
    assert (await mailing.client.delete(path, headers=token)).status_code == 204
    assert (await mailing.stores.conversations.get(id)).email is None


async def test_no_address_is_taken_where_no_letter_leaves(office: Applicants) -> None:
    id, token = await office.begun()
    response = await office.client.put(f"{API}/{id}/email", json={"email": "moi@exemple.fr"}, headers=token)
    assert "n’envoie pas de courriels" in assert_problem(response, 409)["detail"]
    assert (await office.stores.conversations.get(id)).email is None


async def test_a_body_that_does_not_say_it_is_json_is_a_415(office: Applicants) -> None:
    id, token = await office.begun()
    for path in (API, f"{API}/{id}/messages"):
        response = await office.client.post(
            path, content=b'{"text": "a"}', headers=token | {"content-type": "text/plain"}
        )
        assert_problem(response, 415)


async def test_nothing_begins_while_the_desk_is_closed(tmp_path: Path) -> None:
    async with applicants(tmp_path, reception=Reception()) as office:
        response = await office.client.post(API, json={"text": ANSWERED})
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "5"
        assert await office.stores.conversations.changed_since(MONDAY) == []


async def test_a_message_that_comes_while_the_desk_is_busy_is_kept_and_answered_later(tmp_path: Path) -> None:
    gate = threading.Event()
    desk = FakeDesk(gate=gate)
    async with applicants(tmp_path, reception=Reception(desk, at_once=1, waiting=0)) as office:
        id, token = await office.begun()
        async with anyio.create_task_group() as group:
            group.start_soon(office.reception.reply, ANSWERED)
            await until(lambda: bool(desk.asked))
            begun = (await office.client.post(API, json={"text": ANSWERED})).json()
            assert [one["author"] for one in begun["messages"]] == ["contact"]
            response = await post(office, id, token, ANSWERED, "cle")
            assert assert_problem(response, 503)["detail"] == str(DeskBusy())
            gate.set()
        posted = (await post(office, id, token, ANSWERED, "cle")).json()
        assert (posted["message"]["id"], posted["reply"]["id"]) == ("1", "2")
        assert (await office.stores.conversations.get(id)).status is Status.PENDING


async def test_openapi_describes_conversations_in_french(office: Applicants) -> None:
    description = (await office.client.get("/api/v1/openapi.json")).json()
    paths = {path: value for path, value in description["paths"].items() if path.startswith(API)}
    operations = [operation for path in paths.values() for operation in path.values()]
    assert len(operations) == 10
    for operation in operations:
        assert operation["tags"] == ["Conversations"] and operation["summary"][0].isupper()
        assert "503" in operation["responses"]
        assert operation["responses"]["422"]["description"] == "Demande incomplète"
    guarded = [path for path, value in paths.items() for one in value.values() if one.get("security")]
    assert len(guarded) == 9
    schemas = description["components"]["schemas"]
    for name in ("MessageOut", "BegunOut", "PostedOut", "StatusOut", "Opinion", "Address", "Post"):
        for field in schemas[name]["properties"].values():
            assert field["description"].endswith((".", "?")), name


PERSONAL = "Écrivez-moi : claire.durand@exemple.fr, ou 06 12 34 56 78"


async def test_whoever_asks_for_it_is_warned_of_personal_data_before_anything_is_kept(
    office: Applicants,
) -> None:
    refused = await office.client.post(API, json={"text": PERSONAL, "warn": True})
    problem = assert_problem(refused, 409)
    assert problem["personal_data"] == ["une adresse électronique", "un numéro de téléphone"]
    assert "une adresse électronique et un numéro de téléphone" in problem["detail"]
    id, token = await office.begun()
    path = f"{API}/{id}/messages"
    body = {"text": PERSONAL, "warn": True}
    key = token | {"Idempotency-Key": "cle-1"}
    problem = assert_problem(await office.client.post(path, json=body, headers=key), 409)
    assert len(problem["personal_data"]) == 2
    assert (await read(office, id, token))["messages"] == [] and office.desk.asked == []
    sent = await office.client.post(path, json=body | {"warn": False}, headers=key)
    assert sent.json()["message"]["text"] == PERSONAL


async def test_without_a_wish_to_be_warned_and_without_personal_data_messages_are_kept(
    office: Applicants,
) -> None:
    id, token = await office.begun(PERSONAL)
    response = await office.client.post(
        f"{API}/{id}/messages", json={"text": ANSWERED, "warn": True}, headers=token
    )
    assert response.status_code == 201
    assert (await office.client.post(API, json={"warn": True})).status_code == 201
    assert_problem(await office.client.post(API, json={"text": ANSWERED, "warn": "oui"}), 422)


async def test_staff_can_still_be_told_an_address_while_the_texts_are_closed(office: Applicants) -> None:
    id, token = await office.begun(UNSAID)
    office.reception.refuse(OPENING)
    path, body = f"{API}/{id}/messages", {"text": PERSONAL, "warn": True}
    assert_problem(await office.client.post(path, json=body, headers=token), 409)
    body = {"text": "Merci.", "warn": True}
    assert (await office.client.post(path, json=body, headers=token)).status_code == 201


async def test_the_opinion_given_of_a_reply_is_read_with_it(office: Applicants) -> None:
    id, token = await office.begun(ANSWERED)
    path = f"{API}/{id}/messages/2/feedback"
    for opinion in ({"useful": False, "reason": "unclear"}, {"useful": True, "reason": None}):
        assert (await office.client.post(path, json=opinion, headers=token)).status_code == 204
        shown = await office.client.get(f"{API}/{id}", headers=token)
        contact, assistant = shown.json()["messages"]
        assert assistant["feedback"] == opinion and "feedback" not in contact
