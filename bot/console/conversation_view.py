"""What the page of a conversation says of it: its facts, what may be done, who else asks the same."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.console.reach import channels_of, leaves_for, lost
from bot.console.reply_form import Alike
from bot.console.words import ACTORS, SOMEONE, STATUSES, happened, reason_label
from bot.conversations.conversation import Conversation
from bot.conversations.events import Author, Event
from bot.conversations.states import Channel, Status
from bot.eligibility.commands import SEND
from bot.eligibility.hearing import command_of
from bot.eligibility.shown import ShownSheet, sheet_of
from bot.promise_words import ago, due
from bot.staff.accounts import Staff
from bot.staff.roles import Permission

Local = Callable[[datetime], datetime]

QUOTED = 200
"""Characters of a message that a list of changes repeats."""

CLAIM = ("prendre", "Prendre")
TAKE_OVER = ("reprendre", "Reprendre la conversation")
RELEASE = ("liberer", "Remettre dans la file")
GIVE_BACK = ("rendre", "Rendre à l’assistant")
RESOLVE = ("terminer", "Terminer")
REOPEN = ("rouvrir", "Rouvrir")


@dataclass(frozen=True, slots=True)
class Alert:
    """What is said above the page: `kind` is success, info, warning or error; `items` are its details."""

    kind: str
    title: str
    text: str = ""
    items: tuple[str, ...] = ()
    confirm: bool = False
    """Whether the same button, pressed again, does it all the same."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Who has a conversation and until when its contact waits; `late` if that is over."""

    status: str
    holder: str
    due: str
    late: bool
    since: str
    reason: str
    topic: str
    channel: str
    site: str
    """The site of others that its contact writes from, "" if there is none."""
    begun: datetime
    told: bool
    """Whether the contact left an address to be told at."""
    hint: str
    """What to know before writing a reply, "" if there is nothing."""
    gestures: tuple[tuple[str, str], ...]
    leaves: str = ""
    """Where a reply will be read, "" where that goes without saying."""
    lost: str = ""
    """That the contact cannot be reached any more, "" if they can."""
    advice: str = ""
    """What to do then."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another conversation, of the same contact or with the same question; `value` is that of its box."""

    id: str
    subject: str
    status: str
    when: str
    holder: str
    value: str = ""
    ticked: bool = False


SAID: Final[Mapping[str, Alert]] = {
    "prise": Alert("success", "Vous avez pris la conversation."),
    "liberee": Alert("success", "La conversation est de nouveau dans la file."),
    "confiee": Alert("success", "La conversation est confiée."),
    "envoyee": Alert("success", "Réponse envoyée."),
    "envoyees": Alert("success", "Réponse envoyée, aux autres demandeurs choisis aussi."),
    "conclue": Alert("success", "Réponse envoyée et conversation terminée."),
    "notee": Alert("success", "Note enregistrée.", "Le demandeur ne la voit pas."),
    "rendue": Alert("success", "L’assistant a repris la conversation.", "Le demandeur en est averti."),
    "terminee": Alert("success", "La conversation est terminée.", "Le demandeur la rouvre s’il écrit."),
    "rouverte": Alert("success", "La conversation est rouverte, et vous l’avez."),
    "brouillon": Alert("success", "Brouillon enregistré."),
}
"""What is said once something was done, by the word of it in the address."""

KEPT: Final[Mapping[str, Alert]] = {
    "envoyee": Alert("info", "Réponse gardée.", "Elle partira si le demandeur revient sur Telegram."),
    "conclue": Alert(
        "info", "Réponse gardée et conversation terminée.", "La réponse partira si le demandeur revient."
    ),
}
"""What is said instead, if the contact can be reached nowhere."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The sheet of a contact on the criteria, as it was last; `sent` if they sent it to the staff."""

    sheet: ShownSheet
    at: datetime
    sent: bool


def filed(events: Iterable[Event], local: Local) -> Filed | None:
    """Return the sheet of the last message that has one, None before there is any."""
    last, sent = None, False
    for event in events:
        said = event.message
        if said is None:
            continue
        sent = sent or (said.author is Author.CONTACT and command_of(said.text) == SEND)
        kept = (said.answer or {}).get("sheet")
        last = Filed(sheet_of(kept), local(event.at), sent) if kept else last
    return replace(last, sent=sent) if last else None


def said_of(word: str, shown: Conversation) -> Alert:
    """Return what is said once something was done to a conversation, by its word, one of `SAID`."""
    nowhere = shown.unreachable and shown.channel is Channel.TELEGRAM
    return KEPT[word] if nowhere and word in KEPT else SAID[word]


def facts_of(
    shown: Conversation, me: str, names: Mapping[str, str], now: datetime, local: Local, site: str = ""
) -> Facts:
    """Return the facts of a conversation; `now` is written by the clock of the staff, `site` is its name."""
    promised = shown.promised_at
    holder = names.get(shown.assignee or "", SOMEONE) if shown.assignee else ""
    said, advice = lost(shown)
    return Facts(
        status=STATUSES[shown.status],
        holder="Vous" if shown.assignee == me else holder,
        due=due(promised, now) if promised else "",
        late=promised is not None and promised < now,
        since=ago(local(shown.waiting_since), now) if shown.waiting_since else "",
        reason=reason_label(shown.reason),
        topic=shown.topic,
        channel=channels_of(shown),
        site=site,
        begun=local(shown.created_at),
        told=shown.email is not None,
        hint=hint_of(shown, me, holder),
        gestures=gestures_of(shown, me),
        leaves=leaves_for(shown),
        lost=said,
        advice=advice,
    )


def gestures_of(shown: Conversation, me: str) -> tuple[tuple[str, str], ...]:
    """Return what may be done besides replying: the word of each act in the form, and its name."""
    if shown.status is Status.RESOLVED:
        return (REOPEN,)
    if shown.status is Status.PENDING:
        return (CLAIM, RESOLVE)
    if shown.assignee is None:
        return (CLAIM, GIVE_BACK, RESOLVE)
    return (RELEASE, GIVE_BACK, RESOLVE) if shown.assignee == me else (TAKE_OVER,)


def hint_of(shown: Conversation, me: str, holder: str) -> str:
    """Say what to know before writing a reply."""
    if shown.status is Status.RESOLVED:
        return "Cette conversation est terminée. Rouvrez-la pour répondre."
    if shown.status is Status.PENDING:
        return "L’assistant répond dans cette conversation. Prenez-la pour répondre à sa place."
    if shown.assignee is None:
        return "Personne n’a pris cette conversation. Elle sera à vous dès que vous enverrez une réponse."
    if shown.assignee != me:
        return f"{holder} a cette conversation. Reprenez-la pour répondre, avec son accord."
    return ""


def neighbours_of(
    others: Iterable[Conversation],
    names: Mapping[str, str],
    ticked: Iterable[Alike],
    now: datetime,
    local: Local,
) -> list[Neighbour]:
    """Return other conversations; those `ticked` are so again, as they were shown then."""
    chosen = {each.id: each.seen for each in ticked}
    return [
        Neighbour(
            id=each.id,
            subject=each.subject,
            status=STATUSES[each.status],
            when=ago(local(each.changed_at), now),
            holder=names.get(each.assignee, SOMEONE) if each.assignee else "",
            value=f"{each.id}:{chosen.get(each.id, each.number)}",
            ticked=each.id in chosen,
        )
        for each in others
    ]


def colleagues(team: Iterable[Staff], holder: str | None) -> list[tuple[str, str]]:
    """Return those to whom a conversation can be given, with their names."""
    return [(one.id, one.name) for one in team if one.may(Permission.ANSWER) and one.id != holder]


def changes_in_words(events: Iterable[Event], names: Mapping[str, str]) -> tuple[str, ...]:
    """Say what happened meanwhile, a sentence for each event."""
    return tuple(_in_words(event, names) for event in events)


def _in_words(event: Event, names: Mapping[str, str]) -> str:
    said = event.message
    if said is None:
        return happened(event, names)
    author = said.name if said.author is Author.STAFF else ACTORS[said.author]
    verb = "a noté" if said.private else "a écrit"
    text = " ".join(said.text.split())
    return f"{author} {verb}\u00a0: « {text if len(text) <= QUOTED else text[:QUOTED].rstrip() + '…'} »"
