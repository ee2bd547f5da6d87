"""Check each sentence that a model wrote against the passages it cites; what they do not say is removed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.documents import Status
from knowledge.sentences import sentences
from knowledge.writing.alignment import borne
from knowledge.writing.diagnosis import diagnose
from knowledge.writing.droppable import droppable
from knowledge.writing.fault_kinds import Fault, FaultKind
from knowledge.writing.forbidden import LONGEST, forbidden
from knowledge.writing.synthesis import Proposal, Sentence, Source
from knowledge.writing.tokens import Token, tokens
from knowledge.writing.units import Unit, acronyms, connects, units_of

__all__ = ["Fault", "FaultKind", "checked", "faults"]

MOST_SENTENCES = 12
"""Sentences of a proposal that are read at all; a *synthèse* has far fewer."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence of a model: the sentence of a passage that bears it, or why none does.

    `connects` tells that it keeps an opening, such as "ainsi", that ties it to the one before.
    """

    sentence: int
    unit: Unit | None
    connects: bool
    faults: tuple[Fault, ...]


def faults(text: str, sources: Sequence[Source]) -> tuple[Fault, ...]:
    """Return why `text` may not be shown, () if each of its sentences is borne by one of a passage.

    It may leave out of a sentence of its passages what takes nothing from its meaning, and write
    figures, acronyms and some set phrases in another way; it may add nothing, move nothing, and join
    nothing. A sentence that leans on the one before it, or that the next one limits, stands only with it.
    """
    pieces = _pieces(0, text, sources)
    _, found = _standing(pieces)
    return tuple(dict.fromkeys(found))


def checked(proposal: Proposal, sources: Sequence[Source]) -> tuple[tuple[Sentence, ...], tuple[Fault, ...]]:
    """Return the sentences that stand, with the passages that do bear them, and all faults of the others."""
    by_key = {source.key: source for source in sources}
    pieces: list[_Piece] = []
    for at, sentence in enumerate(proposal.sentences[:MOST_SENTENCES]):
        if not sentence.passages or any(key not in by_key for key in sentence.passages):
            pieces.append(
                _Piece(
                    at, None, connects=False, faults=(Fault(FaultKind.UNCITED, ", ".join(sentence.passages)),)
                )
            )
            continue
        cited = [by_key[key] for key in dict.fromkeys(sentence.passages)]
        pieces += _pieces(at, sentence.text, cited)
    extra = tuple(Fault(FaultKind.LENGTH, one.text[:40]) for one in proposal.sentences[MOST_SENTENCES:])
    standing, found = _standing(pieces)
    return tuple(_kept(proposal, at, standing) for at in sorted(standing)), (*found, *extra)


def _kept(proposal: Proposal, at: int, standing: Mapping[int, Sequence[Unit]]) -> Sentence:
    borne_by = dict.fromkeys(unit.source.passage.id for unit in standing[at])
    return Sentence(proposal.sentences[at].text.strip(), tuple(borne_by))


def _pieces(at: int, text: str, cited: Sequence[Source]) -> list[_Piece]:
    """Return the sentences of one sentence of a proposal: mostly one."""
    usable = tuple(source for source in cited if source.document.status is Status.IN_FORCE)
    if not cited:
        return [_Piece(at, None, connects=False, faults=(Fault(FaultKind.UNCITED, text[:40]),))]
    if len(usable) < len(cited):
        return [_Piece(at, None, connects=False, faults=(Fault(FaultKind.NOT_IN_FORCE, _names(cited)),))]
    if len(text) > LONGEST:
        return [_Piece(at, None, connects=False, faults=(Fault(FaultKind.LENGTH, f"{len(text)}"),))]
    known = units_of(usable)
    short = acronyms(usable)
    parts = sentences(text.strip()) or [text]
    return [_piece(at, part, known, tokens(part, short)) for part in parts]


def _names(cited: Iterable[Source]) -> str:
    return ", ".join(one.document.id for one in cited if one.document.status is not Status.IN_FORCE)


def _piece(at: int, text: str, known: Sequence[Unit], row: Sequence[Token]) -> _Piece:
    wrong = tuple(forbidden(text))
    ours = row[:-1] if row and row[-1].raw == "." else row
    unit = next((unit for unit in known if unit.bears and _bears(unit, ours)), None)
    return _Piece(at, unit, connects(text), wrong if unit else (*wrong, *diagnose(ours, known)))


def _bears(unit: Unit, row: Sequence[Token]) -> bool:
    if any(token.folded not in unit.words for token in row):
        return False
    return borne(row, unit.row, droppable(unit.row))


def _standing(pieces: Sequence[_Piece]) -> tuple[dict[int, list[Unit]], tuple[Fault, ...]]:
    """Return the sentences that stand with the units that bear them, and the faults of the others.

    One that falls may take its neighbour with it, so it is gone through until none falls any more.
    """
    reasons: dict[int, tuple[Fault, ...]] = {}
    for piece in pieces:
        if piece.faults or piece.unit is None:
            reasons[piece.sentence] = (*reasons.get(piece.sentence, ()), *piece.faults)
    while True:
        left = [piece for piece in pieces if piece.sentence not in reasons]
        alone = {
            piece.sentence: fault for at, piece in enumerate(left) for fault in _out_of_context(left, at)
        }
        if not alone:
            break
        reasons |= {sentence: (fault,) for sentence, fault in alone.items()}
    standing: dict[int, list[Unit]] = {}
    for piece in pieces:
        if piece.sentence not in reasons and piece.unit is not None:
            standing.setdefault(piece.sentence, []).append(piece.unit)
    return standing, tuple(fault for found in reasons.values() for fault in found)


def _out_of_context(pieces: Sequence[_Piece], at: int) -> list[Fault]:
    """Return the fault of a sentence that does not stand by what it leans on, or by what limits it."""
    unit = pieces[at].unit
    if unit is None:
        return []
    before, after = (pieces[n].unit if 0 <= n < len(pieces) else None for n in (at - 1, at + 1))
    leans = unit.leans or pieces[at].connects
    if (leans and not _adjoin(before, unit)) or (unit.limited and not _adjoin(unit, after)):
        return [Fault(FaultKind.CONTEXT, unit.text)]
    return []


def _adjoin(first: Unit | None, second: Unit | None) -> bool:
    """Whether two sentences follow each other in one passage."""
    if first is None or second is None:
        return False
    return first.source.passage.id == second.source.passage.id and first.position + 1 == second.position
