"""Cases that staff write: answers and the sheet that they expect of them, run at each change of the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.eligibility.answers import BadAnswer, normal_answers
from knowledge.eligibility.criteria import Outcome, Rules
from knowledge.eligibility.judging import judge


@dataclass(frozen=True, slots=True)
class Case:
    """A situation by its French name, its answers, and how each criterion must stand then."""

    name: str
    answers: Mapping[str, object]
    expected: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion that does not stand as a case expects; None for one that is not there."""

    criterion: str
    expected: Outcome | None
    found: Outcome | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that fails: by what differs, or `why`, in French, when its answers cannot be taken."""

    case: Case
    differences: tuple[Difference, ...] = ()
    why: str = ""


def failures(rules: Rules, cases: Iterable[Case]) -> tuple[Failed, ...]:
    """Return the cases whose sheet is not the one expected, down to the last criterion."""
    run = (_failed(rules, case) for case in cases)
    return tuple(failed for failed in run if failed)


def _failed(rules: Rules, case: Case) -> Failed | None:
    try:
        sheet = judge(rules, normal_answers(rules, case.answers))
    except BadAnswer as error:
        return Failed(case, why=str(error))
    found = {one.criterion.id: one.outcome for one in sheet.judged}
    names = dict.fromkeys((*found, *case.expected))
    different = tuple(
        Difference(name, case.expected.get(name), found.get(name))
        for name in names
        if case.expected.get(name) != found.get(name)
    )
    return Failed(case, different) if different else None
