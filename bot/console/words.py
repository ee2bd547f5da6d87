"""The French words of the console for reasons, channels, states, and what happens to a conversation."""

from collections.abc import Mapping
from typing import Final

from bot.conversations.events import ASSISTANT, CONTACT, SYSTEM, Event, Kind
from bot.conversations.states import Channel, Status
from bot.replies import Decision
from knowledge.decision import Reason

REASONS: Final[Mapping[str, str]] = {
    Reason.REQUESTED: "Souhaite parler à une personne",
    Reason.MISSING_KNOWLEDGE: "Les textes n’en disent rien",
    Reason.LOW_CONFIDENCE: "Réponse pas assez sûre",
    Reason.OUT_OF_SCOPE: "Hors du sujet de l’appel",
    Reason.PERSONAL_FILE: "Dossier en particulier",
    Reason.CONFLICTING_TEXTS: "Textes qui se contredisent",
    Reason.POLICY: "Décision qui revient au service",
    Reason.UNSAFE: "Tentative de détournement",
    Reason.TECHNICAL_FAILURE: "Panne de l’assistant",
}
"""Why a conversation went to a person, in the few words of a list; a test holds this complete."""

CHANNELS: Final[Mapping[str, str]] = {Channel.WEB: "Page web", Channel.TELEGRAM: "Telegram"}

STATUSES: Final[Mapping[str, str]] = {
    Status.PENDING: "Avec l’assistant",
    Status.OPEN: "Avec l’équipe",
    Status.RESOLVED: "Terminée",
}

DECISIONS: Final[Mapping[str, str]] = {
    Decision.ANSWER: "Il a répondu en citant les textes.",
    Decision.CLARIFICATION: "Il a demandé une précision, ou montré des passages sans conclure.",
    Decision.HANDOFF: "Il n’a pas répondu et a renvoyé vers une personne.",
}

ACTORS: Final[Mapping[str, str]] = {
    CONTACT: "Le demandeur",
    ASSISTANT: "L’assistant",
    SYSTEM: "Le système",
}
SOMEONE: Final = "Une personne de l’équipe"
"""Whoever has no account any more."""

LOST: Final = "Le demandeur ne peut plus être joint sur Telegram."

_HAPPENED: Final[Mapping[Kind, str]] = {
    Kind.HANDED_OFF: "{who} a transmis la conversation à l’équipe{why}.",
    Kind.CLAIMED: "{who} a pris la conversation.",
    Kind.RELEASED: "{who} a remis la conversation dans la file.",
    Kind.TRANSFERRED: "{who} a confié la conversation à {to}.",
    Kind.GIVEN_BACK: "{who} a rendu la conversation à l’assistant.",
    Kind.RESOLVED: "{who} a terminé la conversation.",
    Kind.REOPENED: "{who} a rouvert la conversation.",
    Kind.ADDRESS_LEFT: "{who} a laissé ou changé l’adresse à laquelle le prévenir.",
    Kind.LINKED: "{who} poursuit la conversation sur Telegram.",
    Kind.UNREACHABLE: LOST,
    Kind.REACHABLE: "Le demandeur peut de nouveau être joint sur Telegram.",
    Kind.REMINDED: "{who} a rappelé une date au demandeur.",
}


def reason_label(reason: str | None) -> str:
    """Name the reason of a handoff; an unknown one is given back as it is.

    >>> reason_label("requested"), reason_label(None)
    ('Souhaite parler à une personne', '')
    """
    return REASONS.get(reason or "", reason or "")


def who(actor: str, names: Mapping[str, str]) -> str:
    """Name whoever made something happen; `names` are those of the staff, by identifier.

    >>> who("contact", {}), who("7f", {"7f": "Camille Martin"})
    ('Le demandeur', 'Camille Martin')
    """
    return ACTORS.get(actor) or names.get(actor, SOMEONE)


def happened(event: Event, names: Mapping[str, str]) -> str:
    """Say in one sentence what happened, when nothing was said."""
    if event.kind is Kind.TRANSFERRED and event.data.get("to") == event.actor:
        return f"{who(event.actor, names)} a repris la conversation."
    reason = reason_label(event.data.get("reason"))
    return _HAPPENED[event.kind].format(
        who=who(event.actor, names),
        to=names.get(str(event.data.get("to")), SOMEONE.lower()),
        why=f"\u00a0: {_lowered(reason)}" if reason else "",
    )


def counted(count: int, one: str, several: str) -> str:
    r"""Write how many there are of something, with its own plural.

    >>> counted(1, "réponse", "réponses"), counted(2, "réponse", "réponses")
    ('1\xa0réponse', '2\xa0réponses')
    """
    return f"{count}\u00a0{one if count < 2 else several}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
