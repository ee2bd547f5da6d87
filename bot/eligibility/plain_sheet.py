"""A sheet as plain text, for a shell: each criterion with the passage that sets it, which is quoted once."""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.eligibility.shown import ShownCriterion, ShownSheet, ShownStep
from bot.plain_text import citation_as_text
from bot.replies import Quotation

DRAFTS: Final = "Textes en projet, pas en vigueur :"
OURS: Final = "Notre indication, pas un texte officiel : {help}"
SAME: Final = "« {opening}… » : déjà cité plus haut"
OPENING: Final = 8
"""Words by which a passage that was quoted already is called."""


def sheet_as_text(sheet: ShownSheet) -> str:
    """Write a sheet as lines of text; it says nothing of the whole."""
    seen: set[tuple[str, str]] = set()
    lines = [sheet.deadline, ""]
    for one in sheet.governing:
        lines += [*_criterion(one, seen), ""]
    if sheet.drafts:
        lines += [DRAFTS, ""]
    for one in sheet.drafts:
        lines += [*_criterion(one, seen), ""]
    lines += [sheet.decision, *_quoted(sheet.decided, seen), ""]
    for number, step in enumerate(sheet.steps, start=1):
        lines += _step(number, step)
    lines += [f"- {piece.name}{f' : {piece.note}' if piece.note else ''}" for piece in sheet.pieces]
    return "\n".join(lines).strip() + "\n"


def _criterion(one: ShownCriterion, seen: set[tuple[str, str]]) -> Iterator[str]:
    yield f"[{one.label}] {one.name}"
    for answer in one.because:
        yield f"  {answer.ask} {answer.said}"
    if one.note:
        yield f"  {one.note}"
    if one.to_meet:
        yield f"  {OURS.format(help=one.to_meet)}"
    yield from _quoted(one.citations, seen)


def _quoted(citations: Iterable[Quotation], seen: set[tuple[str, str]]) -> Iterator[str]:
    """Yield citations, those that stand above already by their first words."""
    for citation in citations:
        key = (citation.passage, citation.quote)
        if key in seen:
            yield f"  {SAME.format(opening=' '.join(citation.quote.split()[:OPENING]))}"
            continue
        seen.add(key)
        yield from (f"  {line}" for line in citation_as_text(citation).split("\n"))


def _step(number: int, step: ShownStep) -> Iterator[str]:
    when = " : ".join(filter(None, (f"{number}. {step.name}", step.when)))
    yield when + (" (passé)" if step.past else "")
    if step.note:
        yield f"   {step.note}"
