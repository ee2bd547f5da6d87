"""Look over the language model: whether it answers, what it is asked, what it costs, what it was tried on."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.findings import Finding, Level
from bot.model_settings import ModelSettings, prices
from bot.pages.model_notice import ModelNotice, model_notice
from bot.quality.certificates import Calibrated
from knowledge.chat.hosts import parse_hosts
from knowledge.chat.values import Completion, Request, Role, Turn, Use
from knowledge.errors import KnowledgeError
from knowledge.llm import make_chat

SUBJECT: Final = "Modèle de langue"
TRACED_TO: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
SLOW: Final = 0.5
"""Share of the time that a model may add from which a request this small says that it is slow."""

TRIED: Final = Request(
    Use.ANSWERS,
    (
        Turn(Role.SYSTEM, "Vous répondez par un objet JSON, sans rien d’autre."),
        Turn(Role.USER, 'Répondez exactement : {"reponse": "oui"}'),
    ),
    {
        "type": "object",
        "properties": {"reponse": {"type": "string"}},
        "required": ["reponse"],
        "additionalProperties": False,
    },
    longest=32,
)
"""A request as small as can be, which holds nothing of anybody."""

ASKED: Final[Mapping[Use, str]] = {
    Use.ANSWERS: "synthèses au-dessus des citations",
    Use.FOLLOW_UPS: "questions de suite récrites",
    Use.READING: "lecture des passages avant de décider",
    Use.LIKELY_QUESTIONS: "questions probables à l’indexation",
    Use.DRAFTS: "brouillons pour l’équipe",
    Use.GROUPS: "questions semblables rapprochées",
}
"""What each use is, in a few words."""

WHY: Final[Mapping[Calibrated, str]] = {
    Calibrated.NEVER: "rien n’a été mesuré avec ce modèle",
    Calibrated.DAMAGED: "le fichier de calibration est illisible",
    Calibrated.OTHER_TEXTS: "les textes ont changé depuis",
    Calibrated.OTHER_ASSISTANT: "l’assistant a changé depuis",
    Calibrated.OTHER_MODEL: "la mesure porte sur un autre modèle de langue",
    Calibrated.OTHER_USES: "ce qui est demandé au modèle a changé depuis",
    Calibrated.OTHER_PROMPTS: "les consignes données au modèle ont changé depuis",
}
"""Why no calibration holds for a language model."""

CALIBRATE: Final = (
    "lancez « guichet calibrate --write » avec vos questions d’essai. D’ici là, rien n’est certifié avec ce "
    "modèle, et ce qu’il lit ne compte pas."
)

AskModel = Callable[[ModelSettings], Completion]
"""Asks the language model that is set one small thing; raises `KnowledgeError`."""

TellCalibrated = Callable[[ModelSettings], Calibrated | None]
"""Tells whether a calibration holds for the language model that is set, None if none is needed."""


def language_model(
    settings: ModelSettings,
    environ: Mapping[str, str],
    ask: AskModel | None = None,
    calibrated: TellCalibrated | None = None,
) -> Iterator[Finding]:
    """Say what there is of a language model; `ask` sends it one request, the real one by default.

    >>> from bot.settings import Settings
    >>> [finding.found for finding in language_model(Settings(), {})]
    ['aucun : les réponses sont des citations seules']
    """
    notice = model_notice(settings)
    if notice is None:
        yield Finding(Level.OK, SUBJECT, "aucun : les réponses sont des citations seules")
        return
    yield answers(settings, notice, ask or ask_model)
    yield Finding(Level.OK, "Demandes au modèle", " ; ".join(ASKED[use] for use in Use if use in notice.uses))
    yield cost(settings, notice)
    if calibrated is not None:
        yield from calibration(calibrated(settings))
    yield traces(notice, environ)


def answers(settings: ModelSettings, notice: ModelNotice, ask: AskModel) -> Finding:
    """Say whether the model answers one small request, within how many seconds, from where."""
    try:
        written = ask(settings)
    except KnowledgeError as error:
        mend = "en attendant, les réponses sont des citations seules. Corrigez les réglages GUICHET_MODEL_…"
        return Finding(Level.BROKEN, SUBJECT, str(error), mend)
    where = f", depuis {notice.host}" if notice.host else ""
    took = f"{written.seconds:.1f} s".replace(".", ",")
    found = f"« {notice.name} » répond en {took}{where}"
    if not _is_object(written.text):
        mend = "choisissez un modèle qui écrit du JSON : ses synthèses seraient presque toutes refusées."
        return Finding(Level.NOTE, SUBJECT, f"{found}, mais pas par l’objet JSON demandé", mend)
    if written.seconds > SLOW * settings.model_seconds:
        mend = (
            f"une synthèse est bien plus longue à écrire, et il n’a que {settings.model_seconds:g} s : "
            "choisissez un modèle plus rapide, ou augmentez GUICHET_MODEL_SECONDS."
        )
        return Finding(Level.NOTE, SUBJECT, found, mend)
    return Finding(Level.OK, SUBJECT, found)


def cost(settings: ModelSettings, notice: ModelNotice) -> Finding:
    """Say at which price costs are counted, and how much a month may cost."""
    read, written = prices(settings.model_price)
    limit = settings.model_monthly_budget
    shown = f"{read:g} € le million de jetons lus, {written:g} € écrits, "
    found = (shown + (f"{limit:g} € par mois au plus" if limit else "sans limite par mois")).replace(".", ",")
    if read or written or notice.near:
        return Finding(
            Level.OK, "Prix du modèle", found if read or written else "aucun, il est sur ce réseau"
        )
    mend = "réglez GUICHET_MODEL_PRICE : sans prix, les rapports ne comptent aucun coût"
    mend += " et GUICHET_MODEL_MONTHLY_BUDGET n’arrête rien." if limit else "."
    return Finding(Level.NOTE, "Prix du modèle", "aucun prix n’est réglé", mend)


def calibration(found: Calibrated | None) -> Iterator[Finding]:
    """Say whether what the assistant decides was measured with this model, or why not."""
    if found is Calibrated.YES:
        yield Finding(Level.OK, "Calibration", "mesurée avec ce modèle et ces textes")
    elif found is not None:
        yield Finding(Level.NOTE, "Calibration", WHY[found], CALIBRATE)


def traces(notice: ModelNotice, environ: Mapping[str, str]) -> Finding:
    """Say whether requests are traced, and whether traces hold what people wrote; no address is shown."""
    if not environ.get(TRACED_TO):
        return Finding(Level.OK, "Traces", f"aucune : {TRACED_TO} n’est pas réglé")
    if notice.traced:
        mend = "enlevez GUICHET_MODEL_TRACE_CONTENT dès que vous n’en avez plus besoin."
        return Finding(Level.NOTE, "Traces", "envoyées, avec les textes envoyés et reçus", mend)
    return Finding(Level.OK, "Traces", "envoyées, sans aucun texte")


def ask_model(settings: ModelSettings) -> Completion:
    """Send the model that is set one small request, and wait for as long as an answer may.

    Raises:
        KnowledgeError: it cannot be asked as it is set, or does not answer.
    """
    hosts = parse_hosts(settings.model_hosts)
    chat = make_chat(settings.model or "", settings.model_url, settings.model_key, hosts)
    return chat.ask(TRIED, settings.model_seconds)


def _is_object(text: str) -> bool:
    """Tell whether a model wrote one JSON object and nothing else.

    >>> _is_object('{"reponse": "oui"}'), _is_object("oui"), _is_object("[]")
    (True, False, False)
    """
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
