"""What the pages of the criteria say: names of answers and outcomes, which lines of a text changed."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ingest.errors import ManifestError
from knowledge.eligibility.cases import Failed
from knowledge.eligibility.criteria import Criterion, Outcome, Rules, Takes

TAKES: Final[Mapping[Takes, str]] = {
    Takes.YES_NO: "Oui ou non",
    Takes.CHOICE: "Un choix dans une liste",
    Takes.NUMBER: "Un nombre",
    Takes.DATE: "Une date",
    Takes.PLACE: "Un lieu de France",
    Takes.LEGAL_FORM: "Une forme juridique",
    Takes.PARTNERS: "Des partenaires, chacun d’un type",
}
"""The kinds of answers; a test holds this complete."""

OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.MET: "Rempli",
    Outcome.NOT_MET: "Non rempli",
    Outcome.NOT_STATED: "Non précisé par les textes",
    Outcome.STAFF: "À apprécier par une personne",
    Outcome.OPEN: "Réponse attendue",
}
"""How a criterion stands, for the staff; a test holds this complete."""

NONE: Final = "rien"
"""What stands for an outcome that is not there."""

FLAGGED: Final = "Le texte cité a changé\u00a0: confirmez ou corrigez."
AROUND: Final = 1
"""Lines that stay the same shown on either side of one that changed."""


@dataclass(frozen=True, slots=True)
class State:
    """How a criterion stands among the others: the `kind` and `words` of a badge, `why` if need be."""

    kind: str
    words: str
    why: str = ""


def state_of(criterion: Criterion) -> State:
    """Return the state of a criterion.

    >>> state_of(Criterion("a", "A", draft=True)).words
    'Projet'
    """
    if criterion.flagged:
        return State("warning", "À confirmer", FLAGGED)
    if not criterion.stated:
        return State("info", "Non précisé", "Aucun texte ne le dit encore.")
    if criterion.draft:
        return State("", "Projet", "D’après un texte qui n’est pas en vigueur.")
    return State("success", "En vigueur")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text beside its change: `sign` is + where it is new, − where it is gone, else ""."""

    sign: str
    text: str


def differences(before: str, after: str) -> tuple[Line, ...]:
    r"""Return the lines that changed, each with those around it; « … » stands for what is left out.

    >>> [(one.sign, one.text) for one in differences("a\nb\n", "a\nc\n")]
    [('', 'a'), ('−', 'b'), ('+', 'c')]
    """
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=AROUND, lineterm="")
    lines: list[Line] = []
    for line in list(found)[2:]:
        if line.startswith("@@"):
            lines += [Line("", "…")] if lines else []
        else:
            sign = {"+": "+", "-": "−"}.get(line[0], "")
            lines += [Line(sign, line[1:])] if line[1:].strip() else []
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A case that fails, in words: what was expected and found of each criterion, or `why` it cannot run."""

    name: str
    differences: tuple[tuple[str, str, str], ...] = ()
    why: str = ""


def in_words(failed: Iterable[Failed], rules: Rules) -> tuple[Wrong, ...]:
    """Return cases that fail, with the names of the criteria."""
    return tuple(
        Wrong(
            one.case.name,
            tuple(
                (_name(each.criterion, rules), _outcome(each.expected), _outcome(each.found))
                for each in one.differences
            ),
            one.why,
        )
        for one in failed
    )


def said(error: ManifestError) -> str:
    """Return what is wrong in a text, without the place, which means nothing in a form."""
    return str(error).partition(" : ")[2] or str(error)


def _name(criterion_id: str, rules: Rules) -> str:
    criterion = rules.criterion(criterion_id)
    return criterion.name if criterion else f"{criterion_id} (n’est pas un critère)"


def _outcome(outcome: Outcome | None) -> str:
    return OUTCOMES[outcome] if outcome else NONE
