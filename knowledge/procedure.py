"""What applicants must do and when: steps, pieces to provide, each with the passages that say so."""

from dataclasses import dataclass
from datetime import date, datetime

from knowledge.preparation import Quoted


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to provide, in French; `who` provides it and `help` says more, or they are "".

    It is `stated` unless no text says it yet; `announced` is the expected document that should.
    """

    id: str
    name: str
    who: str = ""
    help: str = ""
    stated: bool = True
    passages: tuple[Quoted, ...] = ()
    announced: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens, in French; `who` does it, `pieces` are needed for it.

    `begins` and `ends` are days, or moments with their offset, None where the texts give none; `said`
    is a time that they only say in words ("mi-mars").
    """

    id: str
    name: str
    who: str = ""
    begins: date | datetime | None = None
    ends: date | datetime | None = None
    said: str = ""
    pieces: tuple[str, ...] = ()
    stated: bool = True
    passages: tuple[Quoted, ...] = ()
    announced: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """The steps in their order, and all the pieces."""

    steps: tuple[Step, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def piece(self, piece_id: str) -> Piece | None:
        """Return one of the pieces, None if there is none of this identifier."""
        return next((piece for piece in self.pieces if piece.id == piece_id), None)
