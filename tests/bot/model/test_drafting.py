from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversations.events import CONTACT, Author, Event, Kind, Message
from bot.model.draft_outcome import Outcome, outcome_of
from bot.model.drafting import NO_SOURCE, NOTHING_ASKED, WHY, Asked, Drafter, ForDrafts, NoDraft, asked_of
from knowledge.chat.values import Request, Role, Turn, Use
from knowledge.writing.synthesis import Sentence, Source, Synthesis
from knowledge.writing.writer import Wrote
from tests.bot.desks import CORPUS
from tests.llm.scripted import ScriptedChat

AT = datetime(2026, 11, 23, tzinfo=UTC)
DRAFT = Synthesis((Sentence("Une enveloppe de trois millions.", ("c-1",)),), "essai")
WORDS = "un deux trois quatre cinq six"


@dataclass(frozen=True)
class Said:
    synthesis: Synthesis | None
    outcome: str


@dataclass
class FakeWriter:
    said: Said
    asked: list[tuple[str, Sequence[Source]]] = field(default_factory=list)

    def write(self, question: str, sources: Sequence[Source]) -> Said:
        self.asked.append((question, sources))
        return self.said


def events(*said: tuple[Author, str, dict[str, Any] | None]) -> list[Event]:
    return [
        Event(number, Kind.MESSAGE, AT, CONTACT, {}, Message(number, author, text, AT, answer=answer))
        for number, (author, text, answer) in enumerate(said, start=1)
    ]


def test_what_is_asked_is_what_nobody_of_the_staff_replied_to() -> None:
    old, new = {"seen": [{"passage": "s-1"}]}, {"seen": [{"passage": "c-1"}, {"passage": "c/2#é"}]}
    told = events(
        (Author.CONTACT, "Qui ?", None),
        (Author.ASSISTANT, "Je cherche.", old),
        (Author.STAFF, "Vous.", None),
        (Author.CONTACT, "Combien ?", None),
        (Author.ASSISTANT, "Je transmets.", new),
        (Author.CONTACT, "Merci.", None),
    )
    assert asked_of(told) == Asked("Combien ?\nMerci.", ("c-1", "c/2#é"))
    assert asked_of(told[:3]) == Asked("", ())


def test_a_private_note_is_no_reply_and_is_told_to_no_model() -> None:
    note = Message(2, Author.STAFF, "À rappeler.", AT, private=True)
    told = [*events((Author.CONTACT, "Combien ?", None)), Event(2, Kind.NOTE, AT, "anne", {}, note)]
    assert asked_of(told) == Asked("Combien ?", ())


def test_replies_that_kept_only_their_citations_give_these() -> None:
    answer = {"citations": [{"passage": "c-1"}, {"passage": ""}]}
    told = events((Author.CONTACT, "Combien ?", None), (Author.ASSISTANT, "Voici.", answer))
    assert asked_of(told).passages == ("c-1",)


def test_only_passages_in_force_are_shown_to_the_writer() -> None:
    writer = FakeWriter(Said(DRAFT, "whole"))
    drafted = Drafter(writer).draft(Asked("Combien ?", ("p-1", "c-1", "parti")), CORPUS)
    assert drafted == DRAFT
    ((_, shown),) = writer.asked
    assert [(one.key, one.passage.id) for one in shown] == [("P1", "c-1")]


def test_nothing_is_asked_of_a_model_without_a_question_or_a_text_in_force() -> None:
    writer = FakeWriter(Said(DRAFT, "whole"))
    assert Drafter(writer).draft(Asked("", ("c-1",)), CORPUS) == NoDraft(NOTHING_ASKED)
    assert Drafter(writer).draft(Asked("Combien ?", ("p-1",)), CORPUS) == NoDraft(NO_SOURCE)
    assert writer.asked == []


@pytest.mark.parametrize("outcome", set(Wrote) - {Wrote.WHOLE, Wrote.PARTLY})
def test_why_there_is_no_draft_is_said_for_each_outcome(outcome: Wrote) -> None:
    drafted = Drafter(FakeWriter(Said(None, outcome))).draft(Asked("Combien ?", ("c-1",)), CORPUS)
    assert drafted == NoDraft(WHY[outcome])


def test_requests_count_as_drafts() -> None:
    chat = ScriptedChat(["{}"])
    asked = ForDrafts(chat)
    asked.ask(Request(Use.ANSWERS, (Turn(Role.USER, "Combien ?"),), {}, 10), 3.0)
    assert [one.use for one in chat.requests] == [Use.DRAFTS]
    assert (asked.name, chat.waits) == (chat.name, [3.0])


@pytest.mark.parametrize(
    ("sent", "taken", "outcome"),
    [
        (WORDS, True, Outcome.ACCEPTED),
        (f"Bonjour,\n\n{WORDS}\nMerci.", False, Outcome.ACCEPTED),
        (f"{WORDS}teen", True, Outcome.EDITED),
        ("un deux 3 quatre cinq 6", True, Outcome.EDITED),
        ("un deux 3 quatre cinq 6", False, Outcome.UNUSED),
        ("un sept huit neuf dix onze", True, Outcome.UNUSED),
        ("", True, Outcome.UNUSED),
    ],
)
def test_the_texts_tell_what_became_of_a_draft(sent: str, taken: bool, outcome: Outcome) -> None:
    assert outcome_of(WORDS, sent, taken) is outcome
