"""Turn validated answers into rows of the database, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.answers.content import Cited, Content
from bot.answers.states import Happened, State
from bot.answers.validated import Step, ValidatedAnswer
from bot.store.schema import validated_table

_PARTS = {"question", "variants", "text", "citations", "expires_on"}
_SAME = [
    column.name for column in validated_table.columns if column.name not in {*_PARTS, "state", "history"}
]


def answer_row(answer: ValidatedAnswer) -> dict[str, Any]:
    """Return the row of an answer."""
    said = answer.content
    return {name: getattr(answer, name) for name in _SAME} | {
        "state": answer.state.value,
        "question": said.question,
        "variants": list(said.variants),
        "text": said.text,
        "citations": [asdict(cited) for cited in said.citations],
        "expires_on": said.expires_on,
        "history": [_written(step) for step in answer.history],
    }


def answer(row: Row[Any]) -> ValidatedAnswer:
    """Return the answer of a row."""
    fields = row._mapping
    content = Content(
        fields["question"],
        tuple(fields["variants"]),
        fields["text"],
        tuple(Cited(**cited) for cited in fields["citations"]),
        fields["expires_on"],
    )
    return ValidatedAnswer(
        content=content,
        state=State(fields["state"]),
        history=tuple(_read(step) for step in fields["history"]),
        **{name: fields[name] for name in _SAME},
    )


def act_rows(answer: ValidatedAnswer, since: int) -> list[dict[str, Any]]:
    """Return the rows of the audit log for what happened to an answer after its revision `since`."""
    return [
        {
            "at": step.at,
            "actor": step.by,
            "action": f"validated.{step.what.value}",
            "object": answer.id,
            "data": {"revision": step.revision},
        }
        for step in answer.history
        if step.revision > since
    ]


def _written(step: Step) -> dict[str, Any]:
    return asdict(step) | {"what": step.what.value, "at": step.at.isoformat()}


def _read(fields: Mapping[str, Any]) -> Step:
    known = dict(fields)
    return Step(what=Happened(known.pop("what")), at=datetime.fromisoformat(known.pop("at")), **known)
