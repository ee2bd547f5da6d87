"""A conversation as its contact reads it on a page: what each message says, who has it, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from bot.conversations.conversation import Conversation
from bot.conversations.events import Author, Message
from bot.conversations.promises import Promises
from bot.conversations.states import Status
from bot.eligibility import commands
from bot.eligibility.shown import ShownSheet, sheet_of
from bot.eligibility.wording import BACK
from bot.plain_text import own_words
from bot.promise_words import clock, due
from bot.quoting import quotation_of
from bot.replies import Decision, Quotation, Reply
from bot.store.feedback import Given
from knowledge.phrases import french_date

HEADINGS = {
    "answer": "Réponse",
    "clarification": "L’assistant vous répond",
    "handoff": "Je n’ai pas la réponse",
    "requested": "Parler à une personne",
    "technical_failure": "Une panne m’empêche de répondre",
}
"""What stands above a reply, by the reason of a handoff or else by the decision."""

SHEET_HEADING = "Votre fiche"
"""What stands above a reply that gives a sheet."""

ACTIONS: Final = frozenset({commands.START, commands.RESUME, commands.STEPS})
"""What the assistant suggests to do beside its own reply: these are no questions."""

WHO = {
    Author.CONTACT: "Vous",
    Author.ASSISTANT: "L’assistant automatique",
    Author.STAFF: "L’équipe",
    Author.SYSTEM: "Information",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it is shown.

    `when` is said in the zone of the staff; `reply` is there when the assistant speaks, `heading` stands
    above it. `opinion` is what the contact thinks of it; `judged` whether they may think anything of it.
    `sheet` is what the answers on the criteria give. What is suggested along these questions is no
    longer of use once the next one is there: `passed`.
    """

    number: int
    author: str
    who: str
    at: datetime
    when: str
    paragraphs: tuple[str, ...]
    reply: Reply | None = None
    heading: str = ""
    citations: tuple[Quotation, ...] = ()
    opinion: Given | None = None
    judged: bool = False
    sheet: ShownSheet | None = None
    passed: bool = False

    @property
    def own(self) -> tuple[str, ...]:
        """What the assistant says in its own words before it quotes."""
        return self._parted[0]

    @property
    def back(self) -> tuple[str, ...]:
        """What it says after what it quotes: the question on the criteria that it comes back to."""
        return self._parted[1]

    @property
    def offers(self) -> str:
        """What stands above what the assistant suggests."""
        if self.reply and self.reply.path:
            return "Choisissez" if self.sheet else "Répondez"
        actions = self.reply is not None and ACTIONS.issuperset(self.reply.suggestions)
        return "Vous pouvez aussi" if actions else "Choisissez une question"

    @property
    def _parted(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        said = own_words(self.reply) if self.reply else ()
        turn = said.index(BACK) if self.citations and not self.sheet and BACK in said else len(said)
        return said[:turn], said[turn:]


@dataclass(frozen=True, slots=True)
class Present:
    """Who has the conversation, in a few words, and what happens next, in a sentence or "" ."""

    who: str
    next: str


def entries(
    messages: Sequence[Message], opinions: Mapping[int, Given], promises: Promises, now: datetime
) -> tuple[Entry, ...]:
    """Return the messages as they are shown; none of them may be private."""
    led = max((one.number for one in messages if one.answer and one.answer.get("path")), default=0)
    return tuple(_entry(message, opinions.get(message.number), promises, now, led) for message in messages)


def present(conversation: Conversation, holder: str, promises: Promises, now: datetime) -> Present:
    """Say who has the conversation; `holder` is the name of whoever of the staff took it, or ""."""
    if conversation.status is Status.RESOLVED:
        return Present("Cette conversation est terminée.", "Écrivez un message pour la rouvrir.")
    if conversation.status is Status.PENDING:
        waiting = conversation.asked > conversation.answered
        said = "Sa réponse n’est pas encore là." if waiting else "Vous n’échangez pas avec une personne."
        return Present("L’assistant automatique vous répond.", said)
    delay = _delay(conversation.promised_at, promises, now)
    if holder:
        return Present(f"{holder} vous répond.", delay)
    return Present("En attente d’une personne de l’équipe.", delay)


def heading(reply: Reply) -> str:
    """Return what stands above a reply.

    >>> heading(Reply("?", Decision.HANDOFF, "…", "requested"))
    'Parler à une personne'
    >>> heading(Reply("?", Decision.HANDOFF, "…", "out_of_scope"))
    'Je n’ai pas la réponse'
    >>> heading(Reply("?", Decision.ANSWER, "…", sheet={"criteria": []}))
    'Votre fiche'
    """
    if reply.sheet is not None:
        return SHEET_HEADING
    return HEADINGS.get(reply.reason or "", HEADINGS[reply.decision])


def reply_of(answer: Mapping[str, Any]) -> Reply:
    """Return the reply that was kept as the API gives it; what another release wrote beside is left out.

    >>> reply = Reply("?", Decision.ANSWER, "Oui.", confidence=0.9)
    >>> reply_of(reply.as_json() | {"mood": "good"}) == reply
    True
    """
    known = {field.name for field in fields(Reply)}
    kept = {name: value for name, value in answer.items() if name in known}
    return Reply(
        **kept
        | {
            "decision": Decision(answer["decision"]),
            "citations": tuple(map(quotation_of, answer.get("citations", ()))),
            "suggestions": tuple(answer.get("suggestions", ())),
            "seen": (),  # for the staff alone
        }
    )


def _entry(message: Message, opinion: Given | None, promises: Promises, now: datetime, led: int) -> Entry:
    """Return a message as it is shown; `led` is the last that leads along the questions on the criteria."""
    reply = reply_of(message.answer) if message.answer else None
    return Entry(
        number=message.number,
        author=message.author.value,
        who=message.name or WHO[message.author],
        at=message.at,
        when=_when(promises.local(message.at), promises.local(now)),
        paragraphs=tuple(line for line in message.text.split("\n") if line.strip()),
        reply=reply,
        heading=heading(reply) if reply else "",
        citations=reply.citations if reply else tuple(map(quotation_of, message.citations)),
        opinion=opinion,
        judged=message.author in (Author.ASSISTANT, Author.STAFF) and not _asks(reply),
        sheet=sheet_of(reply.sheet) if reply and reply.sheet is not None else None,
        passed=bool(reply and reply.path) and message.number < led,
    )


def _asks(reply: Reply | None) -> bool:
    """Tell whether a reply is only a question on the criteria, of which there is nothing to think."""
    return bool(reply and reply.path and reply.sheet is None and not reply.citations)


def _when(at: datetime, now: datetime) -> str:
    r"""Say when something was said, without the day if it was today.

    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
    >>> _when(at, at), _when(at, datetime(2026, 11, 24, tzinfo=UTC))
    ('14\xa0h\xa005', '23 novembre 2026 à 14\xa0h\xa005')
    """
    return clock(at) if at.date() == now.date() else f"{french_date(at.date())} à {clock(at)}"


def _delay(promised: datetime | None, promises: Promises, now: datetime) -> str:
    if promised is None:
        return ""
    return promises.said(promised, now) if now < promised else due(promised, promises.local(now))
