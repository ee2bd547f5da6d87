"""A database of conversations of any size: a year of them, real questions and texts, always the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import Table, insert

from bot.store.database import Database
from bot.store.rows import searched
from bot.store.schema import (
    contact_table,
    conversation_table,
    event_table,
    feedback_table,
    message_table,
    read_table,
    staff_table,
)
from knowledge.sense import SENSE
from tests.benchmarks.material import colloquial, texts

NOW = datetime(2013, 10, 15, 12, tzinfo=UTC)
STAFF = [f"{number:032x}" for number in range(20)]
DIMENSIONS = 864
REASONS = ("missing_knowledge", "low_confidence", "requested", "personal_file", "conflicting_texts")
SUBJECTS = 400
"""Questions asked over and over, each in a direction of its own."""
CHUNK = 2_000
ORDER = (contact_table, conversation_table, event_table, message_table, feedback_table, read_table)


class Year:
    """Makes the rows of conversations that began one after the other over a year."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._random = Random(count)  # noqa: S311 - to make up
        self._questions = colloquial(SUBJECTS)
        self._texts = [text[:1_500] for text in islice(texts(), 2_000)]
        self._stems = {text: searched(text) for text in (*self._questions, *self._texts, "Merci !")}
        self._directions = _unit(np.random.default_rng(0).standard_normal((SUBJECTS, DIMENSIONS)))

    def rows(self, number: int) -> Iterator[tuple[Table, dict[str, Any]]]:
        """Yield all rows of conversation `number`, and of its contact if it is their first."""
        begun = NOW - timedelta(days=365) * (1 - number / self._count)
        handed = self._random.random() < 0.25
        recent = number > 0.92 * self._count
        subject = self._random.randrange(len(self._questions))
        row = _conversation(number, begun, self._questions[subject], self._random)
        decision = "handoff" if handed else self._random.choice(("answer", "answer", "clarification"))
        said = [("contact", self._questions[subject], None), ("assistant", self._text(), decision)]
        kinds = ["message", "message"]
        if handed:
            row |= self._handed_off(row, subject, waits=recent and self._random.random() < 0.8)
            kinds.append("handed_off")
            if row["replied_at"]:
                said.append(("staff", self._text(), None))
                kinds.append("message")
        if self._random.random() < 0.3:
            said.append(("contact", "Merci !", None))
            kinds.append("message")
        row["status"] = "open" if handed and recent else "pending" if recent else "resolved"
        if row["status"] == "resolved":
            kinds.append("resolved")
            row["resolved_at"] = begun + timedelta(days=self._random.random() * 5)
        row["number"] = row["turn"] = len(kinds)
        row["asked"] = max(place for place, kind in enumerate(kinds, 1) if kind == "message")
        if row["contact"] == row["id"]:
            yield contact_table, {"id": row["contact"], "created_at": begun}
        yield conversation_table, row
        yield from self._events(row, kinds, said)
        if self._random.random() < 0.1:
            yield feedback_table, _feedback(row, self._random)
        if handed and not recent:
            yield read_table, {"conversation": row["id"], "staff": STAFF[0], "number": row["number"]}

    def _text(self) -> str:
        return self._random.choice(self._texts)

    def _handed_off(self, row: dict[str, Any], subject: int, waits: bool) -> dict[str, Any]:
        at, promised = row["created_at"], row["created_at"] + timedelta(days=2)
        noise = np.random.default_rng(int(row["id"], 16)).standard_normal(DIMENSIONS)
        vector = _unit(self._directions[subject] + 0.008 * noise)
        return {
            "reason": self._random.choice(REASONS),
            "topic": f"le sujet {subject % 96}",
            "assignee": self._random.choice(STAFF) if not waits or self._random.random() < 0.2 else None,
            "handed_off_at": at,
            "waiting_since": at if waits else None,
            "promised_at": promised if waits else None,
            "replied_at": None if waits else at + timedelta(hours=self._random.random() * 60),
            "embedder": f"{SENSE}made-up",
            "vector": vector.astype("<f4").tobytes(),
        }

    def _events(
        self, row: dict[str, Any], kinds: list[str], said: list[tuple[str, str, str | None]]
    ) -> Iterator[tuple[Table, dict[str, Any]]]:
        left = iter(said)
        for number, kind in enumerate(kinds, 1):
            at = row["created_at"] + timedelta(seconds=number - (kind == "handed_off") * number)
            promised = (at + timedelta(days=2)).isoformat()
            data = {"reason": row["reason"], "topic": row["topic"], "promised_at": promised}
            event = {"conversation": row["id"], "number": number, "kind": kind, "at": at, "actor": "system"}
            yield event_table, event | {"data": data if kind == "handed_off" else {}}
            if kind == "message":
                yield message_table, self._message(row["id"], number, at, *next(left))

    def _message(
        self, id: str, number: int, at: datetime, author: str, text: str, decision: str | None
    ) -> dict[str, Any]:
        answer = {"text": text, "decision": decision, "citations": [{"quote": text, "url": "x" * 80}]}
        return {
            "conversation": id,
            "number": number,
            "author": author,
            "decision": decision,
            "text": text,
            "at": at,
            "name": "",
            "private": False,
            "answer": answer if decision else None,
            "citations": [],
            "stems": self._stems[text],
        }


async def fill(database: Database, count: int) -> None:
    """Add people of the staff and `count` conversations to an empty database."""
    year = Year(count)
    async with database.writing() as connection:
        await connection.execute(insert(staff_table), [_person(id) for id in STAFF])
    for start in range(0, count, CHUNK):
        chunk = [row for number in range(start, min(count, start + CHUNK)) for row in year.rows(number)]
        async with database.writing() as connection:
            for table in ORDER:
                if rows := [row for kind, row in chunk if kind is table]:
                    await connection.execute(insert(table), rows)


def _conversation(number: int, begun: datetime, subject: str, random: Random) -> dict[str, Any]:
    id = f"{number:032x}"
    empty = ("reason", "assignee", "waiting_since", "promised_at", "handed_off_at", "replied_at")
    return dict.fromkeys((*empty, "resolved_at", "email", "site", "embedder", "vector")) | {
        "id": id,
        "contact": f"{number - (number % 4 == 3):032x}",
        "channel": "telegram" if random.random() < 0.15 else "web",
        "created_at": begun,
        "changed_at": begun + timedelta(minutes=5),
        "answered": 0,
        "subject": subject,
        "topic": "",
    }


def _feedback(row: dict[str, Any], random: Random) -> dict[str, Any]:
    useful = random.random() < 0.7
    reason = None if useful else random.choice(("wrong", "incomplete", "unclear"))
    return {
        "conversation": row["id"],
        "number": 2,
        "useful": useful,
        "reason": reason,
        "at": row["created_at"],
    }


def _person(id: str) -> dict[str, Any]:
    return {
        "id": id,
        "email": f"{id}@example.org",
        "name": f"Personne {id[-2:]}",
        "role": "conseiller",
        "password": "",
        "must_change": False,
        "recovery": [],
        "failures": 0,
        "created_at": NOW,
    }


def _unit(vectors: Any) -> Any:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
