"""How far a contact is along the questions on the criteria: a value kept with the assistant's messages."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bot.conversations.events import Message
from knowledge.eligibility.criteria import Answer, Answers


class Stage(StrEnum):
    """What the last message of a path waits for."""

    ASKING = "asking"
    """The answer to the question asked."""
    CONFIRMING = "confirming"
    """Whether what was read from the contact's words is right."""
    CORRECTING = "correcting"
    """Which answer to correct."""
    PAUSED = "paused"
    DONE = "done"

    @property
    def waits(self) -> bool:
        """Whether the next message of the contact may be an answer."""
        return self in (Stage.ASKING, Stage.CONFIRMING, Stage.CORRECTING)


@dataclass(frozen=True, slots=True)
class Path:
    """The answers given under a version of the `rules`, and the question `asked`, "" for none.

    `proposed` are answers read from the contact's words and not confirmed yet, `said` those words, by
    question; `read` is what was understood of an answer just given, "" of what was said before. `noted`
    are the partners told so far, until that is all. `done` are the pieces ticked, `remind` whether a
    reminder is wanted, None if nothing was said. `unclear` counts the answers in a row that could not
    be read. `asked_as` is what each question was when it was asked, as `questions.wording_of` tells it:
    an answer to other words is no answer any more.
    """

    rules: str
    answers: Answers = field(default_factory=dict)
    asked: str = ""
    stage: Stage = Stage.ASKING
    proposed: Mapping[str, Answer] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    remind: bool | None = None
    noted: Mapping[str, int] = field(default_factory=dict)
    read: str = ""
    unclear: int = 0
    asked_as: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what JSON holds of it, which `path_of` reads."""
        return asdict(self) | {"stage": self.stage.value, "done": list(self.done)}


def path_of(kept: Mapping[str, Any] | None) -> Path | None:
    """Return a path as it was kept, perhaps by a release that knew less of it, or more; None if none was.

    >>> path_of(Path("7f", {"pooling": "yes"}).as_json()) == Path("7f", {"pooling": "yes"})
    True
    """
    if kept is None:
        return None
    known = {name: value for name, value in kept.items() if name in Path.__slots__}
    stage = known.get("stage")
    known["stage"] = Stage(stage) if stage in set(Stage) else Stage.PAUSED
    return Path(**known | {"done": tuple(known.get("done", ()))})


def last_path(messages: Sequence[Message]) -> Path | None:
    """Return the path of the last message that has one, None before it begins."""
    kept = ((message.answer or {}).get("path") for message in reversed(messages))
    return path_of(next((one for one in kept if one is not None), None))
