"""Lay a conversation out for the staff: what was said, what happened between, what the assistant saw."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from bot.console.words import DECISIONS, LOST, happened, reason_label
from bot.conversations.events import CONTACT, Event, Kind, Message
from bot.quoting import quotation_of
from bot.replies import Quotation, Seen
from bot.store.feedback import FEEDBACK_LABELS, Given

Local = Callable[[datetime], datetime]
"""Gives a moment as the clock of the staff shows it."""


@dataclass(frozen=True, slots=True)
class Saw:
    """What the assistant saw and decided for one of its replies; each text is "" when there is none.

    `seen` are the passages that it found and did not cite; `scores` are those of all it found, by passage.
    """

    question: str
    understood: str
    decision: str
    reason: str
    topic: str
    confidence: str
    citations: tuple[Quotation, ...]
    receipt: str
    seen: tuple[Seen, ...] = ()
    scores: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message as the page shows it; `id` is its number."""

    id: int
    author: str
    name: str
    text: str
    at: datetime
    private: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: either something `spoken`, or what happened, in `words`; `new` to whoever reads.

    `opinion` is what the contact thinks of the reply, "" if they did not say.
    """

    number: int
    at: datetime
    new: bool
    words: str = ""
    spoken: Spoken | None = None
    saw: Saw | None = None
    citations: tuple[Quotation, ...] = ()
    opinion: str = ""


def lay_out_thread(
    events: Iterable[Event],
    names: Mapping[str, str],
    opinions: Mapping[int, Given],
    local: Local,
    read: int,
    reader: str,
) -> tuple[Entry, ...]:
    """Return the entries of a thread; what `reader` did, or what is up to the event `read`, is not new.

    To who reads for the first time, nothing is: all of it is.
    """

    def entry(event: Event) -> Entry:
        at = local(event.at)
        new = 0 < read < event.number and event.actor != reader
        said = event.message
        if said is None:
            return Entry(event.number, at, new, happened(event, names))
        spoken = Spoken(said.number, said.author.value, said.name, said.text, at, said.private)
        opinion = opinion_of(opinions.get(said.number))
        cited = tuple(map(quotation_of, said.citations))
        return Entry(event.number, at, new, "", spoken, saw_of(said), cited, opinion)

    return tuple(entry(event) for event in events)


def saw_of(message: Message) -> Saw | None:
    """Return what the assistant saw, None if the message is not one of its replies."""
    answer = message.answer
    if answer is None:
        return None
    understood = str(answer.get("understood") or "")
    question = str(answer.get("question") or "")
    decision = str(answer.get("decision") or "")
    citations = tuple(map(quotation_of, answer.get("citations") or ()))
    seen = tuple(map(_seen_of, answer.get("seen") or ()))
    cited = {one.passage for one in citations}
    return Saw(
        question=question,
        understood=understood if understood != question else "",
        decision=DECISIONS.get(decision, decision),
        reason=reason_label(answer.get("reason")),
        topic=str(answer.get("topic") or ""),
        confidence=f"{round(100 * float(answer.get('confidence') or 0))}\u00a0%",
        citations=citations,
        receipt=str(answer.get("receipt") or ""),
        seen=tuple(one for one in seen if one.passage not in cited),
        scores={one.passage: f"{one.score:.2f}".replace(".", ",") for one in seen},
    )


def _seen_of(kept: Mapping[str, Any]) -> Seen:
    """Return a passage that was found as it was kept; what another release wrote beside is left out."""
    return Seen(**{one.name: kept[one.name] for one in fields(Seen)})


def opinion_of(given: Given | None) -> str:
    """Say what a contact thinks of a reply.

    >>> opinion_of(None)
    ''
    """
    if given is None:
        return ""
    if given.useful:
        return "Le demandeur a trouvé cette réponse utile."
    why = FEEDBACK_LABELS[given.reason] if given.reason else ""
    return "Le demandeur n’a pas trouvé cette réponse utile" + (f"\u00a0: « {why} »." if why else ".")


def news(events: Iterable[Event], reader: str) -> str:
    """Say in one sentence what is new to a reader, "" if nothing is; a screen reader announces it."""
    others = [event for event in events if event.actor != reader]
    if not others:
        return ""
    if any(event.message and event.actor == CONTACT for event in others):
        return "Nouveau message du demandeur."
    if any(event.message for event in others):
        return "Nouveau message dans la conversation."
    if others[-1].kind is Kind.UNREACHABLE:
        return LOST
    return "La conversation a changé."


def quotes_seen(events: Iterable[Event]) -> Mapping[str, str]:
    """Return the words that the assistant quoted of each passage, the last time that it did."""
    return {
        str(citation["passage"]): str(citation["quote"])
        for event in events
        if event.message and event.message.answer
        for citation in event.message.answer.get("citations") or ()
        if citation.get("passage")
    }
