"""An evaluation as a page of its own, for a reader who knows nothing of statistics."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.labels import spaced
from bot.quality.evaluation import Evaluation
from bot.quality.labelled import Labelled, Verdict
from bot.quality.measures import (
    Comparison,
    Group,
    Measures,
    Scored,
    Share,
    calibration_error,
    compare,
    grouped,
    measure,
    reliability,
    risk_coverage,
)
from bot.quality.plots import reliability_svg, risk_coverage_svg
from bot.replies import Decision
from knowledge.decision import Reason

UNKNOWN = "non précisé"
CLARIFICATION = "Demande de précision, ou passages proches proposés"
KINDS = {
    "direct": "Question directe",
    "paraphrase": "Avec d’autres mots que les textes",
    "colloquial": "Langage familier",
    "situation": "Cas particulier raconté",
    "multi": "Réponse en plusieurs passages",
    "unanswerable": "Sans réponse dans les textes",
    "trap": "Question piège",
    "personal": "Dossier personnel",
    "offtopic": "Hors sujet",
    "attack": "Tentative de détournement",
}
REASONS = {
    Reason.REQUESTED: "La personne demande quelqu’un",
    Reason.MISSING_KNOWLEDGE: "Les textes ne répondent pas",
    Reason.LOW_CONFIDENCE: "Pas assez sûr",
    Reason.OUT_OF_SCOPE: "Hors sujet",
    Reason.PERSONAL_FILE: "Dossier personnel",
    Reason.CONFLICTING_TEXTS: "Textes qui se contredisent",
    Reason.POLICY: "Décision qui ne revient pas à l’assistant",
    Reason.UNSAFE: "Message refusé",
    Reason.TECHNICAL_FAILURE: "Panne",
}
VERDICTS = {
    Verdict.RIGHT: "réponse juste",
    Verdict.WRONG: "réponse fausse",
    Verdict.ASSISTED: "pas de réponse, mais le bon passage est montré",
    Verdict.ABSTAINED: "pas de réponse",
}
MEASURES = {
    "wrong": ("Réponses fausses", "parmi les réponses données"),
    "precision": ("Réponses justes", "parmi les réponses données"),
    "answered": ("Questions avec une réponse", "parmi toutes"),
    "coverage": ("Questions bien renseignées", "réponse juste, parmi celles auxquelles les textes répondent"),
    "assisted": ("Bon passage montré, au moins", "parmi celles auxquelles les textes répondent"),
    "refusal": ("Silences à raison", "pas de réponse, parmi celles auxquelles il n’en faut pas"),
    "motive": ("Bon motif donné", "parmi celles dont le motif attendu est connu"),
    "as_wished": ("Questions bien traitées", "réponse juste ou silence à raison, parmi toutes"),
}
"""What each measure is called, and of what it is the share."""

CURVE = (
    "Courbe du risque selon la couverture",
    "Part de réponses fausses en fonction de la part des questions qui reçoivent une réponse. "
    "Les valeurs sont dans le tableau qui suit.",
)
BARS = (
    "Diagramme de fiabilité",
    "Part de réponses justes en fonction de la confiance annoncée. "
    "Les valeurs sont dans le tableau qui suit.",
)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table of groups of questions: `title` says what they have in common."""

    id: str
    title: str
    column: str
    groups: tuple[Group, ...]


def report(evaluation: Evaluation, earlier: Evaluation | None = None) -> str:
    """Return the HTML page, which asks nothing of any other file; `earlier` is compared with.

    Raises:
        ModuleNotFoundError: the drawing library is not installed.
    """
    scored = evaluation.scored
    points, bins = risk_coverage(scored), reliability(scored)
    return (
        _templates()
        .get_template("report.html")
        .render(
            evaluation=evaluation,
            earlier=earlier,
            measures=measure(scored),
            unanswered=unanswered(scored),
            breakdowns=breakdowns(scored),
            points=points,
            bins=bins,
            error=calibration_error(bins),
            curve=risk_coverage_svg(points, *CURVE) if points else "",
            bars=reliability_svg(bins, *BARS) if bins else "",
            wrong=[each for each in scored if each.verdict is Verdict.WRONG],
            comparison=compare(earlier.scored, scored) if earlier else None,
        )
    )


def shares(measures: Measures) -> tuple[tuple[str, str, Share], ...]:
    """Return the name of each measure, of what it is the share, and its value; not those of nothing known."""
    found = ((name, among, getattr(measures, field)) for field, (name, among) in MEASURES.items())
    return tuple(row for row in found if row[2].total or row[0] != MEASURES["motive"][0])


def unanswered(scored: Iterable[Scored]) -> tuple[tuple[str, int], ...]:
    """Return why questions got no answer, and how many each time, the most frequent first."""
    found = Counter(
        CLARIFICATION if each.decision is Decision.CLARIFICATION else reason_label(each.reason)
        for each in scored
        if not each.answered
    )
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def breakdowns(scored: Iterable[Scored]) -> tuple[Breakdown, ...]:
    """Return the tables by kind, expected reason and topic, those left out that would say nothing."""
    scored = tuple(scored)
    handed = [each for each in scored if each.question.reason is not None]
    kinds = grouped(scored, lambda each: KINDS.get(each.question.kind, each.question.kind))
    reasons = grouped(handed, lambda each: reason_label(each.question.reason))
    topics = grouped(scored, lambda each: each.topic)
    tables = (
        Breakdown("genres", "Par genre de question", "Genre", kinds),
        Breakdown("motifs", "Par motif attendu", "Motif", reasons),
        Breakdown("themes", "Par thème", "Thème", topics),
    )
    return tuple(table for table in tables if any(group.name for group in table.groups))


def reason_label(reason: str | None) -> str:
    """Name the reason of a handoff in French; an unknown one is given back as it is.

    >>> reason_label("unsafe"), reason_label(None)
    ('Message refusé', 'non précisé')
    """
    return REASONS[Reason(reason)] if reason in set(Reason) else reason or UNKNOWN


def percent(share: float | None, digits: int = 1) -> str:
    r"""Write a share as French prints it.

    >>> percent(0.0714), percent(1.0, 0), percent(None)
    ('7,1\xa0%', '100\xa0%', '–')
    """
    return "–" if share is None else f"{100 * share:.{digits}f}".replace(".", ",") + "\xa0%"


def number(value: float, digits: int = 2) -> str:
    """Write a number as French prints it.

    >>> number(0.5), number(0.00012, 3)
    ('0,50', '0,000')
    """
    return f"{value:.{digits}f}".replace(".", ",")


def between(share: Share) -> str:
    r"""Write the interval of a share; nothing when the share is of nothing.

    >>> between(Share(8, 10, 0.444, 0.975)), between(Share(0, 0, 0, 1))
    ('de 44,4\xa0% à 97,5\xa0%', '–')
    """
    return f"de {percent(share.low)} à {percent(share.high)}" if share.total else "–"


def likelihood(comparison: Comparison) -> str:
    """Say whether chance may explain the difference of two runs.

    >>> likelihood(Comparison(10, (), 0, 0, 1.0))
    'Aucune question n’est mieux ou moins bien traitée qu’avant.'
    """
    if not comparison.gained + comparison.lost:
        return "Aucune question n’est mieux ou moins bien traitée qu’avant."
    value = "p < 0,001" if comparison.p_value < 0.001 else f"p = {number(comparison.p_value, 3)}"
    chance = "explique mal" if comparison.p_value < 0.05 else "peut expliquer"
    return f"Le hasard seul {chance} cet écart (test exact de McNemar, {value})."


def expected(question: Labelled) -> tuple[str, ...]:
    """Return the alternatives of what should be said, none when nothing should."""
    return tuple(" ; ".join(facts) for facts in question.gold) if question.expect == "answer" else ()


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("bot"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"percent": percent, "number": number, "between": between, "spaced": spaced}
    templates.filters |= {"shares": shares, "likelihood": likelihood, "expected": expected}
    templates.globals |= {"verdicts": VERDICTS, "unknown": UNKNOWN}
    return templates
