"""Says a sheet, and the steps of a call, in a few lines of text for whoever only reads text."""

from collections.abc import Iterable

from bot.eligibility import wording
from bot.eligibility.shown import ShownCriterion, ShownSheet, ShownStep
from knowledge.eligibility.criteria import Outcome

_NEXT = 3
"""Steps to come that end a sheet."""


def sheet_lines(sheet: ShownSheet) -> tuple[str, ...]:
    """Return how the criteria stand, our advice, who decides and what comes next."""
    drafts = (wording.DRAFTS.format(group=line) for line in _groups(sheet.drafts))
    advice = (
        wording.TO_MEET.format(name=one.name, advice=one.to_meet) for one in sheet.criteria if one.to_meet
    )
    coming = [step for step in sheet.steps if not step.past][:_NEXT]
    steps = (wording.NEXT_STEPS, *step_lines(coming)) if coming else ()
    return (*_groups(sheet.governing), *drafts, *advice, sheet.decision, sheet.deadline, *steps)


def steps_lines(sheet: ShownSheet) -> tuple[str, ...]:
    """Return until when one may apply, the steps in their order, and the pieces."""
    named = " ; ".join(f"{one.name}{wording.UNSAID if one.note else ''}" for one in sheet.pieces)
    pieces = wording.PIECES.format(names=named) if sheet.pieces else ""
    steps = (wording.STEPS, *step_lines(sheet.steps)) if sheet.steps else (wording.NO_STEPS,)
    return tuple(filter(None, (sheet.deadline, *steps, pieces)))


def step_lines(steps: Iterable[ShownStep]) -> tuple[str, ...]:
    """Return a line for each step: its name, who does it, when, and whether it is over."""
    return tuple(
        wording.STEP.format(
            number=number,
            name=step.name,
            who=wording.WHO.format(who=step.who) if step.who else "",
            when=wording.WHEN.format(when=step.when) if step.when else "",
            past=wording.UNSAID if step.note else wording.PAST if step.past else "",
        )
        for number, step in enumerate(steps, start=1)
    )


def _groups(criteria: Iterable[ShownCriterion]) -> tuple[str, ...]:
    """Return a line for each way of standing in which there is a criterion."""
    stand = [(one.outcome, one.name) for one in criteria]
    named = {outcome: " ; ".join(name for how, name in stand if how is outcome) for outcome in Outcome}
    return tuple(wording.GROUPS[outcome].format(names=names) for outcome, names in named.items() if names)
