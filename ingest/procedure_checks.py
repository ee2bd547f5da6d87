"""Check the steps of procedure.toml: their dates, their words and the pieces that they name."""

from datetime import date, datetime

from ingest.entries import Entries
from ingest.preparation import PreparedQuote
from ingest.preparation_search import pattern
from knowledge.procedure import Step


def check_step(entries: Entries, step: Step, index: int, quoted: tuple[PreparedQuote, ...]) -> None:
    """Check that the times of a step can be, and that its words are those of a quotation.

    Raises:
        ManifestError: they cannot be, or are not.
    """
    if fault := _step_fault(step, quoted):
        key, *why = fault
        raise entries.fault(("step", index, key), *why)


def check_pieces(entries: Entries, step: Step, index: int, known: set[str]) -> None:
    """Check that the pieces of a step are those of the file, each once.

    Raises:
        ManifestError: one is not.
    """
    place = ("step", index, "pieces")
    for number, piece in enumerate(step.pieces):
        if piece not in known:
            one = "une pièce du fichier"
            expected = f"{one} ({', '.join(sorted(known))})" if known else one
            what, fix = f"la pièce « {piece} » n’est pas déclarée", "corrigez son nom, ou ajoutez [[piece]]"
            raise entries.fault((*place, number), what, expected, fix)
    entries.distinct("la pièce", step.pieces, place)


def _step_fault(step: Step, quoted: tuple[PreparedQuote, ...]) -> tuple[str, str, str, str] | None:
    """Return the key at fault, what is wrong, what was expected and how to mend it, None if all is well."""
    if not step.stated:
        key = next((key for key in ("begins", "ends", "said") if getattr(step, key)), "")
        what = "state vaut « not_stated » et pourtant une date est donnée"
        return (key, what, "aucune date", f"retirez {key}, ou corrigez state") if key else None
    if step.said and not any(pattern(step.said).search(quote.quote) for quote in quoted):
        what = f"said vaut « {step.said} », qui n’est dans aucune citation"
        return "said", what, "des mots d’une citation", "recopiez-les d’une citation"
    if step.begins and step.ends and _is_after(step.begins, step.ends):
        what = f"ends ({step.ends.isoformat()}) précède begins ({step.begins.isoformat()})"
        return "ends", what, "une fin qui suit le début", "corrigez l’une des deux dates"
    return None


def _is_after(begins: date | datetime, ends: date | datetime) -> bool:
    """Return whether a time is after another; of a day and a moment, the day counts."""
    if isinstance(begins, datetime) and isinstance(ends, datetime):
        return begins > ends
    first, last = (one.date() if isinstance(one, datetime) else one for one in (begins, ends))
    return first > last
