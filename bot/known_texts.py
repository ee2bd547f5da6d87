"""The texts that the assistant knows, as they are listed: in which order, and as of when."""

from datetime import date

from knowledge.documents import Corpus, Document, Status


def by_rank(corpus: Corpus) -> tuple[Document, ...]:
    """Return the documents: those that may be quoted, the awaited, the others; each by its authority."""

    def order(document: Document) -> tuple[bool, bool, int]:
        status = document.status
        return not status.citable, status is not Status.EXPECTED, document.kind.rank

    return tuple(sorted(corpus.documents, key=order))


def latest_of(corpus: Corpus) -> date | None:
    """Return when the newest official text that may be quoted was published, None if no date is known."""
    official = (text for text in corpus.documents if text.official and text.status.citable)
    return max((text.published for text in official if text.published), default=None)
