"""The same request to begin a conversation, sent again, begins one."""

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
from httpx import Response
from sqlalchemy import select

from bot.store.schema import event_table
from bot.talk.beginnings import begun_by
from bot.tokens import LENGTH
from tests.bot.applicants import ANSWERED, API, UNSAID, Applicants, applicants
from tests.bot.embedders import KEY, OTHER, TOWN, embedded
from tests.bot.test_api import assert_problem


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Applicants]:
    async with applicants(tmp_path) as office:
        await embedded(office)
        yield office


async def begin(office: Applicants, key: str = KEY, **body: str) -> Response:
    return await office.client.post(API, json=body, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("body", [{}, {"text": f" {ANSWERED}\r\n"}, {"text": UNSAID, "site": TOWN.key}])
async def test_the_same_key_gives_the_same_conversation_and_token(
    office: Applicants, body: dict[str, str]
) -> None:
    first, again = await begin(office, **body), await begin(office, **body)
    assert (first.status_code, first.json()) == (201, first.json() | again.json())
    assert len(office.desk.asked) == bool(body.get("text"))
    other = await begin(office, "o" * 43, **body)
    assert other.json()["id"] != first.json()["id"]


async def test_both_posts_of_a_lost_answer_begin_one_conversation(office: Applicants) -> None:
    said: list[Response] = []

    async def send() -> None:
        said.append(await begin(office, text=ANSWERED))

    async with anyio.create_task_group() as posts:
        posts.start_soon(send)
        posts.start_soon(send)
    assert said[0].json() == said[1].json() and len(office.desk.asked) == 1


async def test_a_first_message_that_was_not_kept_is_posted_by_the_same_key(office: Applicants) -> None:
    before = (await begin(office)).json()  # as if the process had died between the two
    after = (await begin(office, text=ANSWERED)).json()
    assert (after["id"], after["token"]) == (before["id"], before["token"])
    assert [message["author"] for message in after["messages"]] == ["contact", "assistant"]


async def test_a_key_serves_for_one_text_and_one_site(office: Applicants) -> None:
    await begin(office, text=ANSWERED, site=TOWN.key)
    for text, site in ((UNSAID, TOWN.key), (ANSWERED, OTHER.key)):
        detail = assert_problem(await begin(office, text=text, site=site), 422)["detail"]
        assert "nouvelle clé" in detail
    assert len(office.desk.asked) == 1


@pytest.mark.parametrize("key", ["", "1", "k" * 42, "k" * 44])
async def test_a_key_that_could_be_guessed_begins_nothing(office: Applicants, key: str) -> None:
    assert "43 signes" in assert_problem(await begin(office, key, text=ANSWERED), 422)["detail"]
    assert office.desk.asked == []


async def test_a_conversation_erased_is_not_given_back(office: Applicants) -> None:
    first = (await begin(office, text=ANSWERED)).json()
    token = {"Authorization": f"Bearer {first['token']}"}
    assert (await office.client.delete(f"{API}/{first['id']}", headers=token)).status_code == 204
    again = (await begin(office, text=ANSWERED)).json()
    assert again["id"] != first["id"] and len(again["messages"]) == 2


async def test_what_is_kept_of_a_key_does_not_give_the_token(office: Applicants) -> None:
    token = (await begin(office, text=ANSWERED)).json()["token"]
    query = select(event_table.c.key).where(event_table.c.key.is_not(None))
    async with office.stores.database.reading() as connection:
        (kept,) = (await connection.execute(query)).scalars().all()
    assert kept != KEY and begun_by(KEY) == token != begun_by(kept[:LENGTH])
