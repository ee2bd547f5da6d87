"""What the queue shows: its views and filters as addresses, and each conversation as one line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.console.reach import LOST_TAG, channels_of
from bot.console.words import ACTORS, counted, reason_label
from bot.conversations.events import Author
from bot.conversations.states import Channel
from bot.promise_words import ago, before, time_left
from bot.store.queue import Filters, Line, View

HOME: Final = "/console"
SIZE: Final = 25
"""Lines of a page."""
LAST_PAGE: Final = 10_000

VIEWS: Final[Mapping[View, tuple[str, str]]] = {
    View.WAITING: ("attente", "En attente"),
    View.MINE_WAITING: ("a-moi", "À moi de répondre"),
    View.MINE: ("moi", "Pour moi"),
    View.UNASSIGNED: ("libres", "Non attribuées"),
    View.ASSISTANT: ("assistant", "Avec l’assistant"),
    View.RESOLVED: ("terminees", "Terminées"),
    View.ALL: ("toutes", "Toutes"),
}
"""The word of each view in addresses, and its name; the first is where the console opens."""

_VIEW_OF: Final = {word: view for view, (word, _) in VIEWS.items()}

EMPTY: Final[Mapping[View, str]] = {
    View.WAITING: "Personne n’attend de réponse.",
    View.MINE_WAITING: "Aucun demandeur n’attend de réponse de vous.",
    View.MINE: "Vous n’avez pris aucune conversation.",
    View.UNASSIGNED: "Toutes les conversations de l’équipe sont attribuées.",
}
"""What is said when a view without any filter has no line."""
NONE: Final = "Aucune conversation ne correspond à ces critères."


@dataclass(frozen=True, slots=True)
class Look:
    """What someone looks at: which conversations, and which page of them."""

    filters: Filters = Filters()
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view limits the list."""
        return replace(self.filters, view=View.WAITING) != Filters()

    def address(self, **changed: str) -> str:
        """Return the address of this look, with some parameters changed; "" leaves one out."""
        chosen = self.filters
        values = {
            "vue": "" if chosen.view is View.WAITING else VIEWS[chosen.view][0],
            "motif": chosen.reason,
            "sujet": chosen.topic,
            "canal": chosen.channel or "",
            "nonlues": "1" if chosen.unread else "",
            "q": chosen.text,
            "page": str(self.page) if self.page > 1 else "",
        } | changed
        query = urlencode({name: value for name, value in values.items() if value}, safe="{}")
        return f"{HOME}?{query}" if query else HOME


@dataclass(frozen=True, slots=True)
class Tab:
    """A view that can be chosen, and how many conversations it has."""

    href: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation as the queue shows it; each text is "" when there is nothing to say.

    `promised` is when the answer is due, `left` how much time is left, or how late it is. `holder` is
    who has it; `alike` how many others wait with the same question. `free`: it may be taken. `lost` says
    that no reply reaches the contact any more.
    """

    id: str
    subject: str
    reason: str
    topic: str
    channel: str
    since: str
    promised: str
    left: str
    late: bool
    holder: str
    unread: bool
    disliked: bool
    preview: str
    alike: str
    free: bool
    lost: str = ""


def read_look(query: QueryParams) -> Look:
    """Return what an address asks for; what no page of ours would ask counts as nothing."""
    channel = query.get("canal", "")
    number = query.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else 1
    filters = Filters(
        view=_VIEW_OF.get(query.get("vue", ""), View.WAITING),
        reason=_text(query, "motif")[:32],
        topic=_text(query, "sujet")[:300],
        channel=Channel(channel) if channel in set(Channel) else None,
        unread=query.get("nonlues") == "1",
        text=_text(query, "q").strip()[:200],
    )
    return Look(filters, min(max(page, 1), LAST_PAGE))


def tabs(look: Look, counts: Mapping[View, int]) -> list[Tab]:
    """Return the views, with the other filters dropped: a view opens whole."""
    return [
        Tab(Look(Filters(view)).address(), label, counts[view], view is look.filters.view)
        for view, (_, label) in VIEWS.items()
    ]


def empty_words(look: Look) -> str:
    """Say that there is nothing to show."""
    return NONE if look.narrowed else EMPTY.get(look.filters.view, NONE)


def row_of(line: Line, alike: int, me: str, now: datetime, local: Callable[[datetime], datetime]) -> Row:
    """Return one line; `now` is written by the clock of the staff, as `local` writes moments."""
    shown = line.conversation
    promised = shown.promised_at
    return Row(
        id=shown.id,
        subject=shown.subject,
        reason=reason_label(shown.reason),
        topic=shown.topic,
        channel=channels_of(shown),
        since=ago(local(shown.waiting_since), now) if shown.waiting_since else "",
        promised=before(promised, now) if promised else "",
        left=time_left(promised, now) if promised else "",
        late=promised is not None and promised < now,
        holder="vous" if shown.assignee == me else line.assignee_name or "",
        unread=line.unread,
        disliked=line.disliked,
        preview=_preview(line),
        alike=counted(alike, "autre demande semblable", "autres demandes semblables") if alike else "",
        free=shown.assignee is None and not shown.resolved_at,
        lost=LOST_TAG if shown.unreachable else "",
    )


def _text(query: QueryParams, name: str) -> str:
    """Return a text of an address, without the NUL that PostgreSQL refuses."""
    return query.get(name, "").replace("\0", "")


def _preview(line: Line) -> str:
    """Return the last thing said, unless it only repeats the question that stands for the conversation."""
    said = line.preview
    if said is None or said.text == line.conversation.subject:
        return ""
    author = "L’équipe" if said.author is Author.STAFF else ACTORS[said.author]
    return f"{author}\u00a0: {said.text}"
