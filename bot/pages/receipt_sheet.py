"""A checked receipt laid out for a reader, the same on its page and in a shell."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from bot.labels import status_label
from bot.pages.receipt_words import (
    INTENTS,
    READS,
    SIGNALS,
    STANDINGS,
    STATES,
    THRESHOLDS,
    decision_of,
    figure,
    percent,
    reason_of,
)
from bot.receipts import Checked, Still
from knowledge.decision import Model
from knowledge.documents import Corpus, Status
from knowledge.evidence import Evidence
from knowledge.phrases import french_date
from knowledge.strict_json import write
from knowledge.typology import Topic


class Line(NamedTuple):
    """A fact about the receipt."""

    name: str
    value: str


class Measure(NamedTuple):
    """A signal: its value, and what it added to the score that gives the probability."""

    name: str
    meaning: str
    value: str
    effect: str


class Shown(NamedTuple):
    """A passage that was cited, a sentence on what has become of it, and the status of its text then.

    The status is empty where it would mislead: only the kind of a text tells what "in force" means.
    """

    still: Still
    sentence: str
    status: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reader is told, in French, in this order.

    `effects` says how the effects of `measures` make the probability.
    """

    number: str
    decision: str
    reason: str
    probability: str
    replayed: str
    passages: tuple[Shown, ...]
    origin: tuple[Line, ...]
    found: tuple[Line, ...]
    measures: tuple[Measure, ...]
    effects: str
    thresholds: tuple[Measure, ...]


def lay_out_receipt(checked: Checked, topics: Mapping[str, str], corpus: Corpus | None) -> Sheet:
    """Return the sheet of a checked receipt; `topics` are the names of topics by identifier."""
    receipt, outcome = checked.receipt, checked.receipt.outcome
    titles = {document.id: document.title for document in corpus.documents} if corpus else {}
    return Sheet(
        number=receipt.number,
        decision=decision_of(outcome),
        reason=reason_of(outcome, receipt.evidence, topics, titles),
        probability=_probability(receipt.evidence, receipt.model),
        replayed=_replayed(checked, topics, titles),
        passages=tuple(Shown(still, STANDINGS[still.standing], _status(still)) for still in checked.still),
        origin=tuple(_origin(checked, corpus)),
        found=tuple(_found(receipt.evidence, receipt.model, topics, titles)),
        measures=tuple(_measures(receipt.evidence, receipt.model)),
        effects=_effects(receipt.evidence, receipt.model),
        thresholds=tuple(_thresholds(receipt.model)),
    )


def topic_names(typology: Iterable[Topic], corpus: Corpus | None) -> dict[str, str]:
    """Return the names of topics by identifier: those of the typology, and the call's own."""
    own = corpus.treatments if corpus else ()
    names = {treatment.topic: treatment.name for treatment in own if treatment.name}
    return names | {topic.id: topic.name for topic in typology}


def moment(at: datetime) -> str:
    """Write a moment as French prints it.

    >>> moment(datetime(2026, 11, 1, 9, 5, tzinfo=UTC))
    '1er novembre 2026 à 9 h 05 (temps universel)'
    """
    at = at.astimezone(UTC)
    return f"{french_date(at.date())} à {at.hour} h {at:%M} (temps universel)"


def _probability(evidence: Evidence, model: Model) -> str:
    """Say what the signals alone give, which an approved question or another meaning may overrule."""
    return (
        "Probabilité mesurée que les passages trouvés répondent à la question : "
        f"{percent(model.confidence(evidence.signals))}. "
        f"L’assistant répond à partir de {percent(model.answer)}."
    )


def _replayed(checked: Checked, topics: Mapping[str, str], titles: Mapping[str, str]) -> str:
    if checked.same:
        return "Rejouée aujourd’hui, la décision est la même."
    today = checked.replayed
    said = f"{decision_of(today)} {reason_of(today, checked.receipt.evidence, topics, titles)}"
    return (
        f"Rejouée aujourd’hui, la décision n’est plus la même. Voici celle d’aujourd’hui : {said} "
        f"Probabilité : {percent(today.confidence)}."
    )


def _status(still: Still) -> str:
    status = still.cited.status
    return status_label(status, still.kind) if still.kind or status is not Status.IN_FORCE else ""


def _origin(checked: Checked, corpus: Corpus | None) -> Iterator[Line]:
    """Yield when the reply was given, and what made it."""
    receipt = checked.receipt
    known = corpus is not None and corpus.call.id == receipt.call
    yield Line("Date", moment(receipt.at))
    yield Line("Appel à projets", corpus.call.name if corpus and known else receipt.call)
    yield Line("Version des textes", f"{receipt.version_id} ({receipt.version_token})")
    yield Line("Empreinte des textes", receipt.fingerprint)
    yield Line("Modèle de comparaison", receipt.embedder)
    yield Line("Empreinte du modèle de décision", _digest(receipt.model))
    if receipt.synthesis:
        yield Line("Modèle de langue de la synthèse", receipt.synthesis.model)
        yield Line("Synthèse", receipt.synthesis.text)


def _digest(model: Model) -> str:
    """Return what two receipts have in common if the same model decided."""
    text = json.dumps(write(model), sort_keys=True)
    return sha256(text.encode()).hexdigest()[:12]


def _found(
    evidence: Evidence, model: Model, topics: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[Line]:
    """Yield what was found besides the signals; of intents, only one that may have counted."""
    yield Line("Passages trouvés", str(evidence.found))
    yield Line("Ressemblance de la phrase la plus proche", figure(evidence.nearest))
    if evidence.intent_similarity >= model.likely or evidence.intent_share >= model.intent:
        likeness = f"ressemblance {figure(evidence.intent_similarity)}, {percent(evidence.intent_share)}"
        yield Line("Autre sens possible", f"{INTENTS.get(evidence.intent, evidence.intent)} ({likeness})")
    if evidence.topic:
        name = topics.get(evidence.topic, evidence.topic)
        state = f" ; {STATES[evidence.state]}" if evidence.state else ""
        yield Line("Sujet le plus probable", f"{name} ({percent(evidence.topic_share)}){state}")
    if evidence.announced:
        title = titles.get(evidence.document, evidence.document)
        yield Line("Texte annoncé", f"« {title} » : {evidence.announced}")
    if evidence.read:
        yield Line("Lecture des passages par un modèle de langue", READS[evidence.read])
    yield Line("Question approuvée", "oui" if evidence.approved else "non")
    yield Line("À la première personne", "oui" if evidence.oneself else "non")


def _measures(evidence: Evidence, model: Model) -> Iterator[Measure]:
    for signal, value in evidence.signals.values().items():
        named = SIGNALS[signal]
        weight = model.weights.get(signal)
        effect = "–" if weight is None else figure(weight * value)
        yield Measure(named.name, named.meaning, named.shown(value), effect)


def _effects(evidence: Evidence, model: Model) -> str:
    values = evidence.signals.values()
    total = model.bias + sum(weight * values[signal] for signal, weight in model.weights.items())
    return (
        f"Les effets s’ajoutent à un départ de {figure(model.bias)} et font {figure(total)}, "
        f"ce qui donne la probabilité de {percent(model.confidence(evidence.signals))}."
    )


def _thresholds(model: Model) -> Iterator[Measure]:
    for threshold, named in THRESHOLDS.items():
        yield Measure(named.name, named.meaning, named.shown(getattr(model, threshold)), "")
