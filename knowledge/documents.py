"""The values everything else speaks of: calls, official documents and their citable passages."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.preparation import Treatment
from knowledge.proposed import Proposed


class Kind(StrEnum):
    """What sort of text a document is, from the highest authority to the lowest."""

    LAW = "law"
    DECREE = "decree"
    SPECIFICATIONS = "specifications"
    FAQ = "faq"
    VALIDATED = "validated_answer"
    """Answers of staff, approved for reuse: `ingest` makes their document, no corpus folder declares it."""
    GUIDE = "guide"
    PRESS_RELEASE = "press_release"
    BILL = "bill"
    SUMMARY = "summary"

    @property
    def rank(self) -> int:
        """Order of authority, 0 for the highest: a bill is not law yet, a summary never is.

        >>> Kind.LAW.rank < Kind.PRESS_RELEASE.rank < Kind.BILL.rank
        True
        """
        return list(Kind).index(self)


class Status(StrEnum):
    """Whether a document may be relied on."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPECTED = "expected"

    @property
    def citable(self) -> bool:
        """Whether the assistant may quote the document at all; a draft is quoted as a draft."""
        return self in (Status.IN_FORCE, Status.DRAFT)


@dataclass(frozen=True, slots=True)
class Call:
    """A public call for projects; `examples` are questions that its texts answer."""

    id: str
    name: str
    authority: str = ""
    opened: date | None = None
    closes: datetime | None = None
    language: str = "fr"
    contact: str | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An official text, or one that is announced (`Status.EXPECTED`) and must cover `topics`."""

    id: str
    title: str
    kind: Kind
    status: Status = Status.IN_FORCE
    published: date | None = None
    in_force_from: date | None = None
    url: str | None = None
    source: str | None = None
    licence: str | None = None
    official: bool = True
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The citable piece of a document: some alinéas, a list, a table row, with where they stand.

    `text` is literal, its paragraphs separated by a newline. `lead` is the literal text that
    introduces a list item or the header of a table row, when it stands in an earlier passage.
    `headings` go from the outermost to the nearest. `location` is how a person would cite it.
    `page` counts from 1; `position` is the order in the document, from 0.
    """

    id: str
    document_id: str
    position: int
    text: str
    headings: tuple[str, ...] = ()
    location: str = ""
    page: int | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage and an exact quotation from it.

    `lead` is the literal sentence or header row that introduces the quotation, when it does not
    directly precede it.
    """

    document: Document
    passage: Passage
    quote: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that one call's texts say, and what staff approved of it topic by topic (`treatments`).

    `proposed` are questions of a language model, a passage at a time, which only help to find it.
    """

    call: Call
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    treatments: tuple[Treatment, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    def document(self, document_id: str) -> Document:
        """Return one document.

        Raises:
            KeyError: no document has this identifier.
        """
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)
