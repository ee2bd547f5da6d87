"""Name what is wrong with a sentence that no sentence of the passages bears, for logs and reports."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from knowledge.french import stems
from knowledge.writing.fault_kinds import Fault, FaultKind
from knowledge.writing.protected import kind_of, protected
from knowledge.writing.tokens import Token
from knowledge.writing.units import Unit


def diagnose(row: Sequence[Token], units: Sequence[Unit]) -> tuple[Fault, ...]:
    """Return at least one fault of a sentence that none of `units` bears, against the nearest of them."""
    words = {token.folded for token in row}
    nearest = max(units, key=lambda unit: (len(words & unit.words), unit.bears), default=None)
    if nearest is None:
        return (Fault(FaultKind.WORD, " ".join(token.raw for token in row)),)
    found = tuple(dict.fromkeys(_differences(row, nearest, units)))
    if not found and not nearest.bears:
        return (Fault(FaultKind.CONTEXT, nearest.text),)
    return found or (Fault(FaultKind.LEFT_OUT, nearest.text),)


def _differences(row: Sequence[Token], unit: Unit, units: Sequence[Unit]) -> Iterator[Fault]:
    ours, theirs = [token.folded for token in row], [token.folded for token in unit.row]
    guards = dict(protected(unit.row))
    for kind, start, end, of, until in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for at in range(start, end):
            if at in guards:
                yield Fault(guards[at], unit.row[at].raw)
        for token in row[of:until]:
            yield _added(token, unit, units)


def _added(token: Token, unit: Unit, units: Sequence[Unit]) -> Fault:
    """Return what is wrong with a word that stands where the passage has none, or another one."""
    kind = kind_of(token)
    if kind not in (FaultKind.WORD, FaultKind.NAME):
        return Fault(kind, token.raw)
    if any(one.same(token) for one in unit.row):
        return Fault(FaultKind.ORDER, token.raw)
    if kind is FaultKind.WORD and any(set(stems(token.raw)) & set(stems(one.text)) for one in units):
        return Fault(FaultKind.ORDER, token.raw)
    return Fault(kind, token.raw)
