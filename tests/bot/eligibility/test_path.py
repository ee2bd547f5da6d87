"""A path is kept with the messages and found again, whatever release kept it."""

import json
from datetime import UTC, datetime

from bot.conversations.events import Author, Message
from bot.eligibility.path import Path, Stage, last_path, path_of

WHOLE = Path(
    "7f",
    {"partners": {"ess": 1}, "pooling": "yes"},
    asked="place",
    stage=Stage.CONFIRMING,
    proposed={"place": "departement:93 region:11 metropole"},
    said={"place": "à Bobigny"},
    done=("form",),
    remind=True,
    noted={"ess": 2},
    read="93",
    unclear=1,
    asked_as={"place": "0f1e2d3c"},
)


def message(number: int, path: Path | None, author: Author = Author.ASSISTANT) -> Message:
    answer = {"text": "…"} | ({"path": path.as_json()} if path else {})
    return Message(number, author, "…", datetime(2020, 1, 1, tzinfo=UTC), answer=answer)


def test_a_path_comes_back_from_json_as_it_went() -> None:
    assert path_of(json.loads(json.dumps(WHOLE.as_json()))) == WHOLE


def test_no_path_gives_none() -> None:
    assert path_of(None) is None
    assert last_path([message(1, None)]) is None


def test_a_path_of_another_release_is_read_as_far_as_it_is_known() -> None:
    kept = {"rules": "7f", "answers": {"pooling": "no"}, "stage": "dancing", "colour": "red"}
    assert path_of(kept) == Path("7f", {"pooling": "no"}, stage=Stage.PAUSED)


def test_the_last_message_with_a_path_counts() -> None:
    later = Path("7f", {"pooling": "no"})
    messages = [message(1, WHOLE), message(2, later), message(3, None)]
    assert last_path(messages) == later
