import json
import logging

import pytest

from bot.telegram.fetched import Fetched, NoAnswer
from bot.telegram.once import Once


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"ok": true}',
        b'{"result": 7}',
        b'{"result": [7]}',
        b'{"result": [{}]}',
    ],
)
async def test_what_is_no_answer_of_telegram_is_not_taken_for_one(answer: bytes) -> None:
    async def keep(*_: object) -> None:
        pytest.fail("there is nothing to keep")

    with pytest.raises(NoAnswer):
        await Fetched(keep, lambda _: None).take(answer)


async def test_the_library_is_given_the_numbers_alone() -> None:
    kept: list[object] = []

    async def keep(updates: object) -> None:
        kept.append(updates)

    updates = [{"update_id": 7, "message": {"text": "mon secret"}}, {"update_id": 8}]
    answer = await Fetched(keep, lambda _: None).take(json.dumps({"ok": True, "result": updates}).encode())
    assert kept == [updates]
    assert json.loads(answer) == {"ok": True, "result": [{"update_id": 7}, {"update_id": 8}]}


def test_a_reason_is_said_once_while_it_is_the_same(caplog: pytest.LogCaptureFixture) -> None:
    once = Once(logging.getLogger("test"), "updates")
    for reason in ("", "A", "A", "B", "", "", "B"):
        once.say(reason)
    assert caplog.messages == [
        "Telegram, updates : en attente. A",
        "Telegram, updates : en attente. B",
        "Telegram, updates : de nouveau en marche.",
        "Telegram, updates : en attente. B",
    ]
