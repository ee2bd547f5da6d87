"""What staff wrote that applicants must do and when: procedure.toml, read and compared with the texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from ingest.entries import Entries, read_entries
from ingest.errors import one_line
from ingest.manifest import read_text
from ingest.preparation import PreparedQuote
from ingest.preparation_search import pattern
from ingest.procedure_checks import check_pieces, check_step
from ingest.procedure_dates import undated
from ingest.procedure_rules import PIECE, STEP
from ingest.quoting import Texts, texts_of
from ingest.statements import take_sources
from ingest.toml_places import Place
from knowledge.documents import Document, Passage
from knowledge.procedure import Piece, Procedure, Step
from knowledge.versions import Skipped

PROCEDURE = "procedure.toml"

UNDATED = "La date de {key} n’est dans aucune de ses citations : citez le passage qui la donne"

_NOUNS = {"step": "l’étape", "piece": "la pièce"}

_One = TypeVar("_One", Step, Piece)


@dataclass(frozen=True, slots=True)
class WrittenProcedure:
    """The steps and pieces of a call as staff wrote them, not compared with the texts yet.

    They have no passage. `quotes` are the quotations of each, under "step:ID" or "piece:ID"; `lines`
    are those of the same, and of their keys.
    """

    procedure: Procedure = Procedure()
    quotes: Mapping[str, tuple[PreparedQuote, ...]] = field(default_factory=dict)
    path: Path = field(default=Path(PROCEDURE), compare=False, repr=False)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)

    def line(self, name: str, key: str = "") -> int | None:
        """Return the line of a key of a step or a piece, else of the whole, None if no file says it yet."""
        return self.lines.get((name, key)) or self.lines.get((name, ""))


def load_procedure(folder: Path) -> WrittenProcedure | None:
    """Return the procedure of a corpus folder, None if it has none.

    Raises:
        ManifestError: the file cannot be read, is not TOML, or says something impossible.
    """
    path = folder / PROCEDURE
    return read_procedure(read_text(path), path) if path.is_file() else None


def read_procedure(text: str, path: Path = Path(PROCEDURE)) -> WrittenProcedure:
    """Return the procedure that a text says; `path` is the file that errors name.

    Quotations are not compared with the texts of the call yet.

    Raises:
        ManifestError: it is not TOML, or says something impossible.
    """
    entries = read_entries(text, path)
    listed_steps, listed_pieces = entries.lists("step", "piece")
    quotes: dict[str, tuple[PreparedQuote, ...]] = {}
    pieces = tuple(_piece(entries, entry, index, quotes) for index, entry in enumerate(listed_pieces))
    steps = tuple(_step(entries, entry, index, quotes) for index, entry in enumerate(listed_steps))
    entries.distinct("la pièce", (one.id for one in pieces), ("piece",), ("id",))
    entries.distinct("l’étape", (one.id for one in steps), ("step",), ("id",))
    for index, step in enumerate(steps):
        check_pieces(entries, step, index, {piece.id for piece in pieces})
    return WrittenProcedure(Procedure(steps, pieces), quotes, path, _lines(entries, steps, pieces))


def settle_procedure(
    written: WrittenProcedure, documents: Iterable[Document], passages: Iterable[Passage]
) -> tuple[Procedure, tuple[Skipped, ...]]:
    """Return the procedure with the passages that it quotes, and why some does not hold, a line each.

    `documents` are all that are declared, `passages` those of the documents that could be read, in
    their order. A step or a piece of which a quotation is in no passage of its document, or whose
    announced document is not expected, is set aside, as is a step whose dates its quotations do not
    print; steps do not name such a piece any more.
    """
    texts = texts_of(documents, passages)
    warnings: list[Skipped] = []
    pieces = [_settled(piece, "piece", written, texts, warnings) for piece in written.procedure.pieces]
    kept = tuple(piece for piece in pieces if piece)
    ids = {piece.id for piece in kept}
    steps = [_settled(step, "step", written, texts, warnings) for step in written.procedure.steps]
    listed = tuple(_with_pieces(step, ids) for step in steps if step)
    return Procedure(listed, kept), tuple(warnings)


def _settled(
    one: _One, table: str, written: WrittenProcedure, texts: Texts, warnings: list[Skipped]
) -> _One | None:
    """Return a step or a piece with its passages, or None, why being added to the warnings."""
    name = f"{table}:{one.id}"
    passages, fault = texts.find_all(written.quotes.get(name, ()))
    if fault is None and (why := texts.not_announced(one.announced)):
        fault = why, written.line(name, "announced")
    if fault is None and (key := undated(one, passages)):
        fault = UNDATED.format(key=key), written.line(name, key)
    if fault is None:
        return replace(one, passages=passages)
    place = f"{written.path.name}, ligne {fault[1]}" if fault[1] else written.path.name
    what = f"{_NOUNS[table]} « {one.name} » ({one.id}) est mise de côté. {fault[0]}"
    mend = "Relisez-la d’après les textes, corrigez, puis relancez « guichet ingest »."
    warnings.append(Skipped(one.id, one_line(f"{place} : {what}. {mend}")))
    return None


def _with_pieces(step: Step, ids: set[str]) -> Step:
    """Return a step with the pieces that are kept, its words as the passage prints them."""
    found = (pattern(step.said).search(quoted.quote) for quoted in step.passages) if step.said else iter(())
    said = next((one[0] for one in found if one), step.said)
    return replace(step, said=said, pieces=tuple(piece for piece in step.pieces if piece in ids))


def _piece(
    entries: Entries, entry: Mapping[str, object], index: int, quotes: dict[str, tuple[PreparedQuote, ...]]
) -> Piece:
    values = entries.values(entry, PIECE, "piece", index)
    stated, quoted = take_sources(entries, values, ("piece", index))
    piece = Piece(stated=stated, **values)
    quotes[f"piece:{piece.id}"] = quoted
    return piece


def _step(
    entries: Entries, entry: Mapping[str, object], index: int, quotes: dict[str, tuple[PreparedQuote, ...]]
) -> Step:
    values = entries.values(entry, STEP, "step", index)
    stated, quoted = take_sources(entries, values, ("step", index))
    step = Step(stated=stated, **values)
    check_step(entries, step, index, quoted)
    quotes[f"step:{step.id}"] = quoted
    return step


def _lines(
    entries: Entries, steps: tuple[Step, ...], pieces: tuple[Piece, ...]
) -> dict[tuple[str, str], int]:
    listed = [(f"step:{one.id}", ("step", index)) for index, one in enumerate(steps)]
    listed += [(f"piece:{one.id}", ("piece", index)) for index, one in enumerate(pieces)]
    places: dict[tuple[str, str], Place] = {(name, ""): place for name, place in listed}
    keys = ("announced", "begins", "ends")
    places |= {(name, key): (*place, key) for name, place in listed for key in keys}
    return {name: line for name, place in places.items() if (line := entries.places.line(*place))}
