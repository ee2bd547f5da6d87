"""A sheet as every channel shows it: French words and citations, which JSON can hold and give back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from bot.quoting import quotation_of
from bot.replies import Quotation
from knowledge.eligibility.criteria import Outcome

OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.MET: "Rempli, d’après vos réponses",
    Outcome.NOT_MET: "Non rempli, d’après vos réponses",
    Outcome.NOT_STATED: "Non précisé par les textes",
    Outcome.STAFF: "À apprécier par une personne",
    Outcome.OPEN: "Réponse attendue",
}
"""How a criterion stands, in words: what is said of it is never said of the whole."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question, by its identifier and its words, and what was answered, in words."""

    question: str
    ask: str
    said: str


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """A criterion: what it rests on; `note` says why, `to_meet` what could be done, in our words."""

    id: str
    name: str
    outcome: Outcome
    because: tuple[ShownAnswer, ...] = ()
    note: str = ""
    to_meet: str = ""
    draft: bool = False
    citations: tuple[Quotation, ...] = ()

    @property
    def label(self) -> str:
        """How it stands, in words."""
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step: `when` in words, `past` once it is over, `pieces` by their names, `note` what is not known."""

    id: str
    name: str
    who: str = ""
    when: str = ""
    past: bool = False
    pieces: tuple[str, ...] = ()
    note: str = ""
    citations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Something to provide; `done` if the applicant ticked it, `note` says what is not known."""

    id: str
    name: str
    who: str = ""
    help: str = ""
    note: str = ""
    done: bool = False
    citations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """All of it: criteria, answers, steps, pieces; `deadline` and `decision` are sentences of ours.

    `rules` names the version of the criteria, `at` is the moment in ISO 8601, `complete` whether no
    answer is missing.
    """

    criteria: tuple[ShownCriterion, ...] = ()
    answers: tuple[ShownAnswer, ...] = ()
    steps: tuple[ShownStep, ...] = ()
    pieces: tuple[ShownPiece, ...] = ()
    deadline: str = ""
    decision: str = ""
    decided: tuple[Quotation, ...] = ()
    complete: bool = False
    rules: str = ""
    at: str = ""

    @property
    def governing(self) -> tuple[ShownCriterion, ...]:
        """The criteria of texts in force."""
        return tuple(one for one in self.criteria if not one.draft)

    @property
    def drafts(self) -> tuple[ShownCriterion, ...]:
        """The criteria of texts that are not in force."""
        return tuple(one for one in self.criteria if one.draft)

    def as_json(self) -> dict[str, Any]:
        """Return it as the API gives it, and as a message keeps it."""
        kept: dict[str, Any] = asdict(self)
        for one, shown in zip(kept["criteria"], self.criteria, strict=True):
            one["label"] = shown.label
        return kept


def sheet_of(kept: Mapping[str, Any]) -> ShownSheet:
    """Return a sheet as it was kept, perhaps by a release that knew less of it, or more."""
    return ShownSheet(
        criteria=tuple(map(_criterion, kept.get("criteria", ()))),
        answers=_answers(kept.get("answers", ())),
        steps=tuple(ShownStep(**_with_citations(one, ShownStep)) for one in kept.get("steps", ())),
        pieces=tuple(ShownPiece(**_with_citations(one, ShownPiece)) for one in kept.get("pieces", ())),
        decided=tuple(map(quotation_of, kept.get("decided", ()))),
        **{name: kept[name] for name in ("deadline", "decision", "complete", "rules", "at") if name in kept},
    )


def _criterion(kept: Mapping[str, Any]) -> ShownCriterion:
    values = _with_citations(kept, ShownCriterion)
    known = values.get("outcome") in set(Outcome)
    values["outcome"] = Outcome(values["outcome"]) if known else Outcome.STAFF
    values["because"] = _answers(values.get("because", ()))
    return ShownCriterion(**values)


def _answers(kept: Any) -> tuple[ShownAnswer, ...]:
    names = ("question", "ask", "said")
    return tuple(ShownAnswer(*(str(one.get(name, "")) for name in names)) for one in kept)


def _with_citations(kept: Mapping[str, Any], of: type) -> dict[str, Any]:
    """Return the values that a class knows, lists as tuples."""
    known = {name: value for name, value in kept.items() if name in of.__slots__}  # type: ignore[attr-defined]  # each is a dataclass with slots
    tuples = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return tuples | {"citations": tuple(map(quotation_of, kept.get("citations", ())))}
