"""Look at the texts as a proposal needs them: their parts, and quotations that will be found again."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.preparation import PreparedQuote
from ingest.preparation_headings import subject_of
from ingest.preparation_search import pattern
from knowledge.documents import Corpus, Document, Kind, Passage, Status
from knowledge.french import words
from knowledge.preparation import Quoted
from knowledge.sentences import spans

LONGEST = 500
"""Characters of a quotation that opens a passage; its first sentence is kept whole."""

_FEWEST = 5
"""Words without which a passage is a form to fill in, or a title."""

_NOTE = re.compile(r"\bnote \d+$")
"""Ends the place of a footnote."""


@dataclass(frozen=True, slots=True)
class Part:
    """The passages under a heading, or under the same in several documents, and what it is about."""

    subject: str
    passages: tuple[Passage, ...]


class Texts:
    """The texts of the call that may be quoted, those of the highest authority first."""

    def __init__(self, corpus: Corpus) -> None:
        ranked = sorted(corpus.documents, key=lambda document: (doubtful(document), document.kind.rank))
        order = {document.id: place for place, document in enumerate(ranked)}
        self._documents: Mapping[str, Document] = {document.id: document for document in ranked}
        quotable = {document.id for document in ranked if _quotable(document)}
        own = (one for one in corpus.passages if one.document_id in quotable)
        passages = sorted(own, key=lambda one: (order[one.document_id], one.position))
        self._passages: Mapping[str, Passage] = {passage.id: passage for passage in passages}
        self._order = order
        self.parts = self._parts()
        """The parts whose nearest heading says what they are about, without notes and forms."""

    def _parts(self) -> tuple[Part, ...]:
        found: dict[str, tuple[str, list[Passage]]] = {}
        for passage in self._passages.values():
            subject = self._subject(passage)
            said = len(words(passage.text)) >= _FEWEST and not _NOTE.search(passage.location)
            if subject and said:
                found.setdefault(" ".join(words(subject)), (subject, []))[1].append(passage)
        return tuple(Part(subject, tuple(passages)) for subject, passages in found.values())

    def _subject(self, passage: Passage) -> str:
        """Return what the nearest heading that says something says, unless it is the document's title."""
        title = set(words(self._documents[passage.document_id].title))
        for depth, heading in reversed(tuple(enumerate(passage.headings))):
            said = set(words(subject := subject_of(heading)))
            is_title = said <= title or (depth == 0 and title <= said)
            if subject and not is_title:
                return subject
        return ""

    def quotes(self, quoted: Iterable[Quoted]) -> tuple[PreparedQuote, ...]:
        """Return the quotations that will be found again in their document, each once, on one line."""
        found: dict[tuple[str, str], PreparedQuote] = {}
        for one in quoted:
            passage, quote = self._passages.get(one.passage), plain(one.quote)
            if passage and quote and pattern(quote).search(passage.text):
                found.setdefault((passage.document_id, quote), PreparedQuote(passage.document_id, quote))
        return tuple(found.values())

    def ranked(self, quoted: Iterable[Quoted]) -> list[Quoted]:
        """Return the quotations of texts that may be quoted, by authority, else in the same order."""
        known = (one for one in quoted if one.passage in self._passages)
        return sorted(known, key=lambda one: self._order[self._passages[one.passage].document_id])

    def settle(self, quoted: Sequence[Quoted]) -> bool:
        """Return whether one of the quotations is of a text that settles the matter."""
        return any(not doubtful(self._documents[self._passages[one.passage].document_id]) for one in quoted)


def _quotable(document: Document) -> bool:
    return document.status.citable and document.kind is not Kind.VALIDATED


def doubtful(document: Document) -> bool:
    """Return whether a document binds nobody: it is not official, not in force, or sums up others."""
    in_force = document.official and document.status is Status.IN_FORCE
    return not in_force or document.kind in (Kind.BILL, Kind.SUMMARY)


def opening(passage: Passage) -> Quoted:
    """Return the first sentences of a passage, about `LONGEST` characters."""
    places = spans(passage.text)
    ends = [end for _, end in places if end - places[0][0] <= LONGEST]
    return Quoted(passage.id, passage.text[places[0][0] : ends[-1] if ends else places[0][1]])


def plain(text: str) -> str:
    r"""Return words as a preparation writes them: on one line, characters composed.

    >>> plain("Peuvent\ncandidater\u202f: l\u2019Etat")
    'Peuvent candidater : l’Etat'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())
