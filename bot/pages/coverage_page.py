"""What the texts cover, as a page shows it: in which list each topic stands, and where it is treated."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot import labels
from bot.links import passage_path
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.documents import Corpus, Document
from knowledge.preparation import Quoted, State


@dataclass(frozen=True, slots=True)
class Source:
    """A literal quotation and where to read it: document, place in it, path of our page, warning or ""."""

    quote: str
    title: str
    where: str
    path: str
    warning: str


class Sources:
    """Where the quotations of topics stand, each passage looked for once."""

    def __init__(self, corpus: Corpus, topics: Iterable[Covered]) -> None:
        wanted = {quoted.passage for covered in topics for quoted in covered.passages}
        self._passages = {passage.id: passage for passage in corpus.passages if passage.id in wanted}
        self._documents = {document.id: document for document in corpus.documents}

    def of(self, covered: Covered) -> tuple[Source, ...]:
        """Return the quotations of one of the topics, in their order."""
        return tuple(map(self._source, covered.passages))

    def awaited(self, covered: Covered) -> Document | None:
        """Return the announced document that should treat the topic, None if there is none."""
        return self._documents[covered.announced] if covered.announced else None

    def _source(self, quoted: Quoted) -> Source:
        passage = self._passages[quoted.passage]
        document = self._documents[passage.document_id]
        where = labels.place(passage.location, passage.page)
        warning = labels.warning_of(document)
        return Source(quoted.quote, document.title, where, passage_path(passage), warning)


@dataclass(frozen=True, slots=True)
class Entry:
    """A topic in its list; `automatic` when no person approved it.

    It has one source a passage, and every quotation where the texts contradict each other.
    """

    anchor: str
    name: str
    sources: tuple[Source, ...]
    missing: str
    awaited: Document | None
    automatic: bool


@dataclass(frozen=True, slots=True)
class Lists:
    """The topics by what the texts say of them; nobody has settled those that only seem treated, or not.

    `prepared` is whether staff approved any topic.
    """

    stated: tuple[Entry, ...]
    partly: tuple[Entry, ...]
    conflicting: tuple[Entry, ...]
    unsaid: tuple[Entry, ...]
    likely: tuple[Entry, ...]
    unlikely: tuple[Entry, ...]
    prepared: bool

    @property
    def total(self) -> int:
        """How many topics there are."""
        lists = self.stated, self.partly, self.conflicting, self.unsaid, self.likely, self.unlikely
        return sum(map(len, lists))

    @property
    def announced(self) -> tuple[tuple[Document, tuple[Entry, ...]], ...]:
        """The topics of `unsaid` that an announced document should treat, document by document."""
        awaited = {entry.awaited.id: entry.awaited for entry in self.unsaid if entry.awaited}
        return tuple(
            (document, tuple(entry for entry in self.unsaid if entry.awaited == document))
            for document in awaited.values()
        )

    @property
    def unannounced(self) -> tuple[Entry, ...]:
        """The topics of `unsaid` that no document is known to treat."""
        return tuple(entry for entry in self.unsaid if entry.awaited is None)


def lists_of(coverage: Coverage, corpus: Corpus) -> Lists:
    """Return the lists of the page, each in the order of the coverage.

    Validated answers are not in them: the page is about what the texts say.
    """
    topics = [covered for covered in coverage.topics if not covered.validated]
    sources = Sources(corpus, topics)

    def those(wanted: Callable[[Covered], bool]) -> tuple[Entry, ...]:
        return tuple(_entry(covered, sources) for covered in topics if wanted(covered))

    def settled(state: State) -> tuple[Entry, ...]:
        return those(lambda covered: covered.settled and covered.state is state)

    return Lists(
        stated=settled(State.STATED),
        partly=settled(State.PARTLY),
        conflicting=settled(State.CONFLICTING),
        unsaid=settled(State.NOT_STATED),
        likely=those(lambda covered: not covered.settled and covered.state is not State.NOT_STATED),
        unlikely=those(lambda covered: not covered.settled and covered.state is State.NOT_STATED),
        prepared=is_prepared(coverage),
    )


def is_prepared(coverage: Coverage) -> bool:
    """Return whether staff approved any topic of the texts."""
    return any(covered.basis is Basis.STAFF and not covered.validated for covered in coverage.topics)


def anchor_of(covered: Covered) -> str:
    """Return the HTML id of a topic on the page."""
    return f"sujet-{covered.topic}"


def capital(name: str) -> str:
    """Begin a noun phrase as a line of its own begins.

    >>> capital("l’enveloppe de l’État"), capital("")
    ('L’enveloppe de l’État', '')
    """
    return name[:1].upper() + name[1:]


def _entry(covered: Covered, sources: Sources) -> Entry:
    quoted = sources.of(covered)
    firsts: dict[str, Source] = {}
    for source in quoted:
        firsts.setdefault(source.path, source)
    return Entry(
        anchor=anchor_of(covered),
        name=capital(covered.name),
        sources=quoted if covered.state is State.CONFLICTING else tuple(firsts.values()),
        missing=covered.missing,
        awaited=sources.awaited(covered),
        automatic=covered.basis is Basis.FACT,
    )
