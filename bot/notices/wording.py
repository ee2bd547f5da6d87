"""The French sentences that tell staff how many wait, why, and until when; they name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.console.words import counted, reason_label
from bot.promise_words import before
from bot.store.waiting_notices import Waiters

PAGE = "/console"
"""Where the queue is, below the address of our pages."""

WHY_MAIL = (
    "Vous recevez ce message parce que votre adresse est dans le réglage GUICHET_NOTIFY de ce service. "
    "Il ne contient ni nom ni question\u00a0: tout est dans la console."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What staff are told: a first sentence, others, and the address of the queue."""

    headline: str
    details: tuple[str, ...]
    link: str

    @property
    def text(self) -> str:
        """The whole in plain text."""
        return "\n".join((self.headline, *self.details, self.link))


def notice_of(waiters: Waiters, now: datetime, site: str) -> Notice:
    """Say who waits at `now`, by the clock of the staff; `site` is the address of our pages."""
    details = (_why(waiters.reasons), _until(waiters, now))
    return Notice(_who(waiters), tuple(filter(None, details)), f"{site}{PAGE}")


def _who(waiters: Waiters) -> str:
    new, all_ = waiters.new, waiters.all
    number = "Une conversation" if new == 1 else counted(new, "conversation", "conversations")
    more = " de plus" if all_ > new else ""
    verb = "attend" if new == 1 else "attendent"
    total = f"\u00a0: {all_} en tout" if all_ > new else ""
    return f"{number}{more} {verb} une réponse de l’équipe{total}."


def _why(reasons: Mapping[str, int]) -> str:
    r"""Give the reasons, the most frequent first, and how many have each if there are several.

    >>> _why({"requested": 1}).replace("\xa0", " ")
    'Motif : souhaite parler à une personne.'
    >>> _why({"requested": 1, "missing_knowledge": 3}).replace("\xa0", " ")
    'Motifs : les textes n’en disent rien (3), souhaite parler à une personne (1).'
    """
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    named = [(_lowered(reason_label(reason)), count) for reason, count in ranked]
    if len(named) < 2:
        return "".join(f"Motif\u00a0: {label}." for label, _ in named)
    return f"Motifs\u00a0: {', '.join(f'{label} ({count})' for label, count in named)}."


def _until(waiters: Waiters, now: datetime) -> str:
    promised = waiters.promised_at
    if promised is None:
        return ""
    first = "La réponse" if waiters.all == 1 else "La première réponse"
    if promised < now:
        return f"{first} était promise {before(promised, now)}\u00a0: elle est en retard."
    return f"{first} est promise {before(promised, now)}."


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
