"""Say what changed in the texts that an answer rests on, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from bot.answers.checks import stands
from bot.answers.content import Cited, Content
from knowledge.documents import Corpus, Passage
from knowledge.validated import DOCUMENT

ALIKE = 0.4
"""Share of their words from which a passage is shown as what a quotation became."""

_PIECE = re.compile(r"\S+\s*")


class Fate(StrEnum):
    """What became of words of a text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Words that an answer rests on and the texts do not hold any more.

    `why` is one French sentence. `now` is the passage that is most like them, `pieces` compare the two;
    there is neither if no passage is like them.
    """

    cited: Cited
    why: str
    now: Passage | None = None
    pieces: tuple[Piece, ...] = ()


def lost(content: Content, corpus: Corpus) -> tuple[Lost, ...]:
    """Return the quotations of an answer that the texts do not hold any more, in order."""
    gone = (cited for cited in content.citations if stands(cited, corpus) is None)
    return tuple(_lost(cited, corpus) for cited in gone)


def compared(before: str, now: str) -> tuple[Piece, ...]:
    """Return the words of two texts in order: those of both, those that are gone, those that are new.

    >>> [(str(piece.fate), piece.text) for piece in compared("avant le 15 mai", "avant le 16 mai")]
    [('kept', 'avant le '), ('gone', '15 '), ('new', '16 '), ('kept', 'mai')]
    """
    return tuple(piece for piece in _compared(_PIECE.findall(before), _PIECE.findall(now)) if piece.text)


def _compared(before: list[str], now: list[str]) -> Iterator[Piece]:
    for what, start, end, begins, ends in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(Fate.KEPT, "".join(now[begins:ends]))
        else:
            yield Piece(Fate.GONE, "".join(before[start:end]))
            yield Piece(Fate.NEW, "".join(now[begins:ends]))


def _lost(cited: Cited, corpus: Corpus) -> Lost:
    title = cited.title or cited.document
    document = next((one for one in corpus.documents if one.id == cited.document), None)
    if document is None and cited.document == DOCUMENT:
        return Lost(cited, "La réponse validée sur laquelle elle s’appuie n’est plus en service.")
    if document is None:
        return Lost(cited, f"« {title} » n’est plus parmi les textes.")
    if not document.status.citable:
        return Lost(cited, f"« {title} » ne peut plus être cité : il a été remplacé ou retiré.")
    now = _most_like(cited, corpus)
    why = f"Ces mots ne sont plus dans « {title} »."
    return Lost(cited, why, now, compared(cited.quote, now.text) if now else ())


def _most_like(cited: Cited, corpus: Corpus) -> Passage | None:
    matcher = SequenceMatcher(None, b=cited.quote.split(), autojunk=False)
    best, share = None, ALIKE
    for passage in corpus.passages:
        if passage.document_id == cited.document:
            matcher.set_seq1(passage.text.split())
            if matcher.quick_ratio() >= share and matcher.ratio() >= share:
                best, share = passage, matcher.ratio()
    return best
