"""The French words of the audit log: what was done, to what, by whom."""

from collections.abc import Mapping
from typing import Any, Final

from bot.conversations.events import ASSISTANT, CONTACT, SYSTEM
from bot.store.staff import OPERATOR

ACTIONS: Final[Mapping[str, str]] = {
    "conversation.seen": "Conversation consultée",
    "conversation.replied": "Réponse envoyée",
    "conversation.note": "Note privée écrite",
    "conversation.handed_off": "Conversation transmise à l’équipe",
    "conversation.claimed": "Conversation prise",
    "conversation.released": "Conversation remise dans la file",
    "conversation.transferred": "Conversation confiée à quelqu’un",
    "conversation.given_back": "Conversation rendue à l’assistant",
    "conversation.resolved": "Conversation terminée",
    "conversation.reopened": "Conversation rouverte",
    "conversation.address_left": "Adresse électronique notée",
    "conversation.linked": "Conversation poursuivie sur Telegram",
    "conversation.unreachable": "Demandeur qui ne peut plus être joint",
    "conversation.reachable": "Demandeur qui peut de nouveau être joint",
    "conversation.reminded": "Date rappelée au demandeur",
    "conversation.draft_asked": "Brouillon demandé à un modèle de langue",
    "conversation.draft_taken": "Brouillon d’un modèle de langue repris",
    "conversation.draft_refused": "Brouillon d’un modèle de langue écarté",
    "conversation.erased": "Conversation effacée",
    "conversation.expired": "Conversations effacées à leur terme",
    "canned_answer.added": "Réponse type ajoutée",
    "canned_answer.changed": "Réponse type modifiée",
    "canned_answer.deleted": "Réponse type supprimée",
    "validated.proposed": "Réponse proposée",
    "validated.edited": "Réponse proposée modifiée",
    "validated.approved": "Réponse validée",
    "validated.shortened": "Échéance avancée",
    "validated.flagged": "Réponse validée à confirmer",
    "validated.expired": "Réponse validée expirée",
    "validated.replaced": "Réponse validée remplacée",
    "validated.withdrawn": "Réponse validée retirée",
    "validated.erased": "Réponse retirée effacée",
    "deliveries.seen": "Envois consultés",
    "delivery.retried": "Envoi relancé",
    "delivery.cancelled": "Envoi abandonné",
    "session.begun": "Connexion",
    "session.ended": "Déconnexion",
    "session.refused": "Connexion refusée",
    "staff.added": "Compte créé",
    "staff.role_changed": "Rôle changé",
    "staff.disabled": "Compte désactivé",
    "staff.enabled": "Compte réactivé",
    "staff.password_changed": "Mot de passe changé",
    "staff.password_reset": "Mot de passe provisoire donné",
    "staff.second_factor_set": "Second facteur activé",
    "staff.second_factor_removed": "Second facteur retiré",
    "staff.recovery_codes_made": "Codes de secours renouvelés",
    "staff.recovery_code_used": "Code de secours utilisé",
    "queue.searched": "Recherche dans les conversations",
    "report.seen": "Rapport consulté",
    "report.exported": "Rapport exporté",
    "rules.changed": "Critères, étapes ou cas modifiés",
    "rules.accepted": "Critères enregistrés malgré des cas en échec",
    "rules.withdrawn": "Retour au texte du corpus",
    "criterion.confirmed": "Critère confirmé",
    "site.added": "Site ajouté",
    "site.changed": "Site modifié",
    "site.deleted": "Site supprimé",
    "audit.exported": "Journal exporté",
    "audit.expired": "Actes effacés du journal à leur terme",
}
"""What was done; an action that is not here is shown by its own word."""

GROUPS: Final[Mapping[str, str]] = {
    "": "Toutes les actions",
    "conversation.": "Conversations",
    "canned_answer.": "Réponses types",
    "validated.": "Réponses validées",
    "delivery.": "Envois",
    "deliveries.": "Envois consultés",
    "queue.": "Recherches",
    "session.": "Connexions",
    "staff.": "Comptes",
    "rules.": "Critères, étapes et cas",
    "criterion.": "Critères confirmés",
    "site.": "Sites",
    "report.": "Rapports",
    "audit.": "Journal",
}
"""The beginnings of actions, to choose from."""

ACTORS: Final[Mapping[str, str]] = {
    OPERATOR: "Ligne de commande",
    "unknown": "Personne inconnue",
    CONTACT: "Demandeur",
    ASSISTANT: "Assistant",
    SYSTEM: "Système",
}
"""Who acts without an account."""


OBJECTS: Final[Mapping[str, str]] = {
    "eligibility": "Critères et questions",
    "procedure": "Étapes et pièces",
    "cases": "Cas métier",
}
"""What has no name of its own."""

DETAILS: Final[Mapping[str, str]] = {
    "action": "actions",
    "call": "appel à projets",
    "channel": "canal",
    "count": "nombre",
    "criterion": "critère",
    "delivery": "envoi",
    "first": "du",
    "from": "de",
    "last": "au",
    "left": "restants",
    "person": "personne",
    "promised_at": "réponse promise",
    "reason": "motif",
    "revision": "version",
    "role": "rôle",
    "text": "texte",
    "to": "à",
    "topic": "sujet",
    "wrong": "en cause",
}
"""The details of acts; one that is not here is shown by its own word."""

UNSAID: Final = frozenset({"number"})
"""The details that mean nothing to a reader, such as the number of an event."""

VALUES: Final[Mapping[str, str]] = {"password": "mot de passe", "code": "code"}
"""The details that are words of ours."""


def action_words(action: str) -> str:
    """Name what was done.

    >>> action_words("session.begun"), action_words("autre.chose")
    ('Connexion', 'autre.chose')
    """
    return ACTIONS.get(action, action)


def named(identifier: str, names: Mapping[str, str]) -> str:
    """Name whoever, or whatever, has an identifier; `names` are those of the accounts.

    >>> named("f00d", {"f00d": "Claire"}), named("operator", {}), named("claire@exemple.fr", {})
    ('Claire', 'Ligne de commande', 'claire@exemple.fr')
    """
    return names.get(identifier) or ACTORS.get(identifier) or OBJECTS.get(identifier, identifier)


def data_words(data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Write the details of an act in one line.

    >>> data_words({"wrong": "password", "to": "f00d", "autre": 1, "number": 3}, {"f00d": "Claire"})
    'en cause : mot de passe ; à : Claire ; autre : 1'
    """
    said = {name: value for name, value in data.items() if name not in UNSAID and value not in ("", None)}
    told = {DETAILS.get(name, name): str(value) for name, value in said.items()}
    return " ; ".join(f"{name} : {VALUES.get(value) or named(value, names)}" for name, value in told.items())
