"""Look in the texts for what staff copied from them: only what they still say, word for word, is found."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.preparation import PreparedQuote
from ingest.preparation_search import pattern
from knowledge.documents import Document, Passage, Status
from knowledge.preparation import Quoted

_SHOWN = 8
"""Words of a quotation by which a message calls it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What is searched: the documents declared, and the passages of those read, in their order."""

    documents: Mapping[str, Document]
    passages: Mapping[str, Sequence[Passage]]

    def find(self, quote: PreparedQuote) -> Quoted | str:
        """Return the quotation where it stands, as its passage prints it, or a French sentence: why not."""
        document = self.documents.get(quote.document)
        if document is None:
            instead = _instead(quote.document, self.documents)
            return f"Le document cité « {quote.document} » n’est pas dans ce corpus{instead}"
        if not document.status.citable:
            return f"Le document « {document.id} » ne peut pas être cité ({document.status})"
        passages = self.passages.get(document.id, ())
        words = pattern(quote.quote)
        for passage in passages:
            if found := words.search(passage.text):
                return Quoted(passage.id, found[0])
        called = f"La citation « {_opening(quote)} » n’est plus valable"
        if words.search("\n".join(passage.text for passage in passages)):
            place = f"elle va d’un passage au suivant du document « {document.id} », coupez-la en deux"
            return f"{called} : {place}"
        return f"{called} : elle n’est pas dans le document « {document.id} »"

    def find_all(
        self, quotes: Iterable[PreparedQuote]
    ) -> tuple[tuple[Quoted, ...], tuple[str, int | None] | None]:
        """Return the quotations found, and why the first of the others is not, with its line."""
        looked_for = [(quote, self.find(quote)) for quote in quotes]
        faults = ((found, quote.line) for quote, found in looked_for if isinstance(found, str))
        return tuple(found for _, found in looked_for if isinstance(found, Quoted)), next(faults, None)

    def not_announced(self, announced: str) -> str:
        """Return why a document may not be announced, in a French sentence, "" if it may or none is."""
        if not announced:
            return ""
        document = self.documents.get(announced)
        if document is None:
            expected = {one.id for one in self.documents.values() if one.status is Status.EXPECTED}
            instead = _instead(announced, expected)
            return f"Le document annoncé « {announced} » n’est pas dans ce corpus{instead}"
        if document.status is Status.EXPECTED:
            return ""
        return f"Le document annoncé « {announced} » n’est plus attendu : s’il est publié, retirez announced"


def texts_of(documents: Iterable[Document], passages: Iterable[Passage]) -> Texts:
    """Return what is to be searched: all documents that are declared, all passages that could be read."""
    of_document: dict[str, list[Passage]] = {}
    for passage in passages:
        of_document.setdefault(passage.document_id, []).append(passage)
    return Texts({document.id: document for document in documents}, of_document)


def _instead(wrong: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(wrong, known, 1)
    return f" (peut-être « {near[0]} »)" if near else ""


def _opening(quote: PreparedQuote) -> str:
    words = quote.quote.split()
    return " ".join(words[:_SHOWN]) + ("…" if len(words) > _SHOWN else "")
