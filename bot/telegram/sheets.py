"""A sheet as it is read on Telegram: each criterion in a block of its own, then the steps and the pieces."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final

from bot.eligibility.shown import ShownAnswer, ShownCriterion, ShownPiece, ShownSheet, ShownStep
from bot.eligibility.wording import DRAFTS as IN_DRAFTS
from bot.labels import spaced
from bot.replies import Quotation
from bot.telegram.citations import cited
from bot.telegram.html import Written, bold, italic, joined, link, paragraphs, plain
from bot.telegram.keyboards import READ, openable
from knowledge.eligibility.criteria import Outcome

MARKS: Final[Mapping[Outcome, str]] = {
    Outcome.MET: "✅",
    Outcome.NOT_MET: "❌",
    Outcome.NOT_STATED: "❔",
    Outcome.STAFF: "👤",
    Outcome.OPEN: "⏳",
}
"""What stands before the words that say how a criterion stands."""

DRAFTS: Final = "Textes en projet, pas en vigueur"
DECISION: Final = "Qui décide"
STEPS: Final = "Étapes"
PIECES: Final = "Pièces à fournir"
ANSWERED: Final = "Votre réponse à « {ask} » : {said}"
OURS: Final = "Pour le remplir (notre indication, pas un texte officiel) : {help}"
PAST: Final = "étape passée"
NEEDS: Final = "À fournir : {pieces}"
READY: Final = "Prête, d’après vous"
ELSEWHERE: Final = (
    "Pour modifier vos réponses ou imprimer cette fiche : /site vous donne le lien privé de cette "
    "conversation, où elle est."
)


def sheet_written(sheet: ShownSheet) -> Written:
    """Write a sheet; it says nothing of the whole."""
    return paragraphs(
        spaced(sheet.deadline),
        *map(_criterion, sheet.governing),
        *_section(DRAFTS, list(map(_criterion, sheet.drafts))),
        *_section(DECISION, [plain(spaced(sheet.decision)), *_quoted(sheet.decided)]),
        steps_written(sheet),
        spaced(ELSEWHERE),
    )


def before_sheet(text: str, sheet: ShownSheet) -> str:
    r"""Return what a reply says before it sums up its sheet, line by line, for who only reads text.

    >>> sheet = ShownSheet((ShownCriterion("ess", "Des entreprises", Outcome.MET),))
    >>> before_sheet("Voici.\nRempli, d’après vos réponses : Des entreprises.\nLe ministère décide.", sheet)
    'Voici.'
    """
    labels = tuple(one.label for one in sheet.criteria)
    summed_up = (*labels, *(IN_DRAFTS.format(group=label) for label in labels))
    lines = text.split("\n")
    return "\n".join(takewhile(lambda line: not line.startswith(summed_up), lines)) if summed_up else text


def steps_written(sheet: ShownSheet) -> Written:
    """Write the steps and the pieces to provide, nothing if there are none."""
    return paragraphs(
        *_section(STEPS, [_step(number, one) for number, one in enumerate(sheet.steps, start=1)]),
        *_section(PIECES, list(map(_piece, sheet.pieces))),
    )


def _section(title: str, blocks: Sequence[Written]) -> list[Written]:
    """Put a title over blocks, on the first of them: no message is cut between the two."""
    there = [block for block in blocks if not block.blank]
    return [joined([bold(title), there[0]]), *there[1:]] if there else []


def _criterion(one: ShownCriterion) -> Written:
    return joined(
        [
            f"{MARKS[one.outcome]} {spaced(one.label)}",
            bold(spaced(one.name)),
            *map(_answer, one.because),
            spaced(one.note),
            spaced(OURS.format(help=one.to_meet)) if one.to_meet else "",
            *_quoted(one.citations),
        ]
    )


def _answer(answer: ShownAnswer) -> Written:
    return italic(spaced(ANSWERED.format(ask=answer.ask, said=answer.said)))


def _step(number: int, step: ShownStep) -> Written:
    return joined(
        [
            plain(f"{number}. ") + bold(spaced(step.name)),
            joined([spaced(step.when), PAST if step.past else ""], ", "),
            spaced(step.who),
            spaced(NEEDS.format(pieces=", ".join(step.pieces))) if step.pieces else "",
            spaced(step.note),
            *_quoted(step.citations),
        ]
    )


def _piece(piece: ShownPiece) -> Written:
    return joined(
        [
            plain("– ") + bold(spaced(piece.name)),
            f"✓ {READY}" if piece.done else "",
            spaced(piece.who),
            spaced(piece.help),
            spaced(piece.note),
            *_quoted(piece.citations),
        ]
    )


def _quoted(citations: Sequence[Quotation]) -> list[Written]:
    """Write citations, each with the link that opens it: so many have no button."""
    return [joined([cited(one), _opened(one.url)]) for one in citations]


def _opened(url: str) -> Written:
    return link(READ, url) if openable(url) else plain(url)
