"""The French words of a receipt: what each measure and threshold is called, and what was decided and why."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from bot.receipts import Standing
from bot.replies import FOR_NOBODY
from knowledge.decision import Answer, Handoff, Outcome, Reason
from knowledge.evidence import Evidence, Read
from knowledge.preparation import State

UNKNOWN = "Aucun reçu ne porte ce numéro. Vérifiez chaque signe. Un reçu ancien a aussi pu être effacé."
UNREADABLE = (
    "Ce reçu existe, mais une autre version de l’assistant l’a écrit, et celle-ci ne sait pas le lire."
)


def figure(value: float) -> str:
    """Write a number as French prints it.

    >>> figure(-1.284), figure(0.0), figure(math.nan)
    ('−1,28', '0,00', 'indéfini')
    """
    if not math.isfinite(value):
        return "indéfini" if math.isnan(value) else "sans limite"
    return f"{value:.2f}".replace(".", ",").replace("-", "−")


def percent(value: float) -> str:
    r"""Write a probability as French prints it.

    >>> percent(0.93456)
    '93,46\xa0%'
    """
    return f"{figure(100 * value)}\u00a0%"


def yes_no(value: float) -> str:
    """Write a measure that is 0 or 1.

    >>> yes_no(1.0), yes_no(0.0), yes_no(0.5)
    ('oui', 'non', '0,50')
    """
    return {0.0: "non", 1.0: "oui"}.get(value) or figure(value)


class Named(NamedTuple):
    """What a measure is called, what it says in one line, and how its values are written."""

    name: str
    meaning: str
    shown: Callable[[float], str] = figure


SIGNALS: Mapping[str, Named] = {
    "gathered": Named(
        "Mots de la question réunis",
        "part des mots importants de la question qu’une même phrase des textes contient",
        percent,
    ),
    "lexical": Named(
        "Mots en commun",
        "note (BM25) du passage qui partage le plus de mots avec la question",
    ),
    "distinct": Named(
        "Ressemblance propre",
        "ressemblance de sens entre la question et la phrase la plus proche, moins la moitié de celle "
        "qu’a cette phrase avec des questions quelconques",
    ),
    "asked": Named(
        "Renseignement reconnaissable",
        "la question demande une date, un montant ou un autre renseignement qui se reconnaît dans un texte",
        yes_no,
    ),
    "holds": Named(
        "Renseignement dans le premier passage", "le premier passage contient un tel renseignement", yes_no
    ),
    "holds_nearest": Named(
        "Renseignement dans une phrase proche",
        "l’une des phrases les plus proches contient un tel renseignement",
        yes_no,
    ),
    "lacking": Named(
        "Renseignement absent",
        "aucun passage trouvé ne contient un tel renseignement, ou la question vise une édition "
        "ou une année dont les textes ne parlent pas",
        yes_no,
    ),
    "person": Named("Question sur une personne", "la question demande qui fait quelque chose", yes_no),
    "margin": Named(
        "Avance du premier passage", "écart de note entre le premier passage trouvé et le quatrième"
    ),
    "agreed": Named(
        "Poids des premiers passages",
        "part que prennent les trois premiers passages parmi tous ceux qui ont été comparés",
        percent,
    ),
    "settled": Named(
        "Sujet traité par un passage",
        "probabilité que la question porte sur un sujet que l’un des passages traite de façon établie",
        percent,
    ),
}
"""By the name of each field of `Signals`; a test holds this complete."""

THRESHOLDS: Mapping[str, Named] = {
    "answer": Named("Répondre", "probabilité à partir de laquelle l’assistant répond", percent),
    "offer": Named(
        "Montrer des passages", "probabilité à partir de laquelle il montre au moins des passages", percent
    ),
    "scope": Named("Hors sujet", "probabilité sous laquelle la question paraît hors sujet", percent),
    "sure": Named(
        "Demande reconnue",
        "ressemblance avec une tournure connue qui suffit à reconnaître une demande particulière",
    ),
    "likely": Named(
        "Demande vraisemblable",
        "ressemblance qui suffit si aucune phrase des textes n’est plus proche de la question",
    ),
    "intent": Named("Demande probable", "probabilité qui suffit à reconnaître une telle demande", percent),
    "topic": Named(
        "Sujet reconnu",
        "probabilité à partir de laquelle le sujet de la question est tenu pour sûr",
        percent,
    ),
}
"""By the name of each threshold of `Model`; a test holds this complete."""

INTENTS = {
    "greeting": "une salutation",
    "thanks": "un remerciement",
    "identity": "une question sur l’assistant lui-même",
    "person": "une demande à parler à une personne",
    "insult": "un mécontentement",
    "distress": "l’appel d’une personne qui va mal",
    "personal_file": "une question sur un dossier en particulier",
    "verdict": "une question sur l’éligibilité ou les chances d’un projet",
    "manipulation": "une tentative de détourner l’assistant de son rôle",
    "off_topic": "une question sans rapport avec l’appel à projets",
}
STATES = {
    State.STATED: "les textes le disent",
    State.PARTLY: "les textes le disent en partie",
    State.NOT_STATED: "les textes n’en disent rien",
    State.CONFLICTING: "les textes donnent des indications différentes",
}
STANDINGS = {
    Standing.UNCHANGED: "Ce passage est toujours dans le texte, mot pour mot.",
    Standing.MOVED: "Ces mots sont toujours dans le texte, mais à un autre endroit.",
    Standing.CHANGED: "Ces mots ne sont plus dans le texte, qui a changé depuis.",
    Standing.RETIRED: "Ce texte n’est plus cité : il a été remplacé ou retiré depuis.",
    Standing.GONE: "Ce texte n’est plus parmi ceux de l’assistant.",
}
_REASONS = {
    Reason.REQUESTED: "Le message demandait à parler à une personne.",
    Reason.MISSING_KNOWLEDGE: "Les textes ne semblaient pas répondre à la question.",
    Reason.LOW_CONFIDENCE: "L’assistant n’était pas assez sûr que les passages répondent à la question.",
    Reason.OUT_OF_SCOPE: "La question ne semblait pas porter sur l’appel à projets.",
    Reason.PERSONAL_FILE: "Le message portait sur un dossier ou un projet en particulier.",
    Reason.CONFLICTING_TEXTS: "Les textes donnent des indications différentes sur ce point.",
    Reason.POLICY: (
        "Le message demandait si un projet est éligible ou sera retenu : "
        "cette décision ne revient pas à l’assistant."
    ),
    Reason.UNSAFE: "Le message ressemblait à une tentative de détourner l’assistant de son rôle.",
    Reason.TECHNICAL_FAILURE: "Une panne a empêché de répondre.",
}
_APPROVED = "Le service a approuvé cette question, mot pour mot, pour le passage cité."
_SURE = "La probabilité que les passages trouvés répondent à la question atteignait le seuil fixé."
_UNSURE = (
    "La probabilité que les passages trouvés répondent à la question était trop faible pour répondre, "
    "assez forte pour les montrer."
)
READS = {
    Read.YES: "un passage répond, ses mots le prouvent",
    Read.UNPROVEN: "un passage répond, sans que ses mots le prouvent",
    Read.NO: "aucun passage ne répond",
}
"""What a language model read, as a calibration weighs it."""


def decision_of(outcome: Outcome) -> str:
    """Say in one sentence what was decided.

    >>> decision_of(Answer(0.9))
    'L’assistant a répondu en citant les textes.'
    """
    if isinstance(outcome, Answer):
        return "L’assistant a répondu en citant les textes."
    if isinstance(outcome, Handoff):
        nobody = outcome.reason.value in FOR_NOBODY
        return f"L’assistant n’a pas répondu{'' if nobody else ' et a renvoyé vers une personne'}."
    if outcome.intent:
        return "L’assistant n’a pas cherché de réponse dans les textes : il a demandé une question."
    return "L’assistant a montré les passages les plus proches, sans affirmer qu’ils répondent."


def reason_of(
    outcome: Outcome, evidence: Evidence, topics: Mapping[str, str], titles: Mapping[str, str]
) -> str:
    """Say why, in a few sentences, from the names of topics and the titles of documents."""
    if isinstance(outcome, Handoff):
        return " ".join((_REASONS[outcome.reason], *_points(outcome, topics, titles)))
    if isinstance(outcome, Answer):
        return _APPROVED if evidence.approved else _SURE
    if outcome.intent:
        return f"Le message a été pris pour {INTENTS.get(outcome.intent, outcome.intent)}."
    return _UNSURE


def _points(outcome: Handoff, topics: Mapping[str, str], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Name what was asked, and the announced document that should say it."""
    said = (f"Point en cause : {topics.get(outcome.topic, outcome.topic)}.",) if outcome.topic else ()
    if not (outcome.announced and outcome.document):
        return said
    title = titles.get(outcome.document, outcome.document)
    return (*said, f"Un texte annoncé, « {title} », devait porter sur ce point : {outcome.announced}.")
