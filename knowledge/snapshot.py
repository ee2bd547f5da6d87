"""Open together all that answers for the active version, and build what is missing of it."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.documents import Corpus
from knowledge.embedders import Embedder, Vectors
from knowledge.entries import Entry, entries
from knowledge.errors import EmbedderMismatch, IndexDamaged, NoIndex
from knowledge.index import VectorIndex
from knowledge.index_files import Contents, Indexes, Place, read_indexes, write_indexes
from knowledge.lexical import Lexical
from knowledge.progress import Progress, Silent
from knowledge.store import Store
from knowledge.topics import TopicModel, learned
from knowledge.vectors import Embedded, embed
from knowledge.versions import Version
from knowledge.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of the corpus, open to answer; it stays the same whatever is ingested later.

    Row n of `vectors` (float32, each of length 1) and row n of `index` are those of `entries[n]`;
    row n of `lexical` is the passage of the nth entry of the passage channel.
    """

    version: Version
    corpus: Corpus
    entries: tuple[Entry, ...]
    vectors: Vectors
    index: VectorIndex
    lexical: Lexical
    vocabulary: Vocabulary
    topics: TopicModel
    embedder: Embedder

    def embed(self, question: str) -> Vectors:
        """Return the vector of a question, of length 1.

        Raises:
            EmbedderUnavailable: the model does not answer.
        """
        return self.embedder.question(question)

    def close(self) -> None:
        """Let go of files and connections."""
        self.index.close()


def open_snapshot(
    store: Store,
    embedder: Embedder,
    data: Path,
    chroma_url: str | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Open the active version; files that are missing or damaged are built again from the store.

    Derived files are below the folder `data`; vectors are on a Chroma server if `chroma_url` is set.

    Raises:
        NoIndex: nothing was ingested yet.
        EmbedderMismatch: the version was made with another embedder.
        EmbedderUnavailable: vectors are missing and the model does not answer.
        VectorsUnavailable: the Chroma server does not answer.
    """
    version = store.active()
    if version is None:
        raise NoIndex
    if (version.embedder, version.dimensions) != (embedder.name, embedder.dimensions):
        raise EmbedderMismatch(f"{version.embedder}/{version.dimensions}", embedder.key)
    corpus = store.corpus(version.id)
    contents = Contents(version, corpus, entries(corpus))
    place = Place(data, chroma_url)
    try:
        indexes = read_indexes(contents, place)
    except IndexDamaged:
        indexes = _mended(contents, store, embedder, place, progress or Silent())
    return assembled(contents, indexes, embedder)


def assembled(contents: Contents, indexes: Indexes, embedder: Embedder) -> Snapshot:
    """Return the snapshot of a version whose files are open."""
    return Snapshot(
        version=contents.version,
        corpus=contents.corpus,
        entries=contents.entries,
        vectors=indexes.vectors,
        index=indexes.index,
        lexical=indexes.lexical,
        vocabulary=indexes.vocabulary,
        topics=learned(contents.entries, indexes.vectors),
        embedder=embedder,
    )


def write_snapshot(
    version: Version, corpus: Corpus, store: Store, embedder: Embedder, place: Place, progress: Progress
) -> Embedded:
    """Embed and index `corpus` as `version`, which nobody reads yet.

    Raises:
        EmbedderUnavailable: the model does not answer.
        VectorsUnavailable: the Chroma server does not answer.
    """
    return _write(Contents(version, corpus, entries(corpus)), store, embedder, place, progress)


def _mended(
    contents: Contents, store: Store, embedder: Embedder, place: Place, progress: Progress
) -> Indexes:
    """Build the files of a version again, unless another process is just doing so."""
    with place.alone("mend", progress):
        try:
            return read_indexes(contents, place)
        except IndexDamaged:
            _write(contents, store, embedder, place, progress)
            return read_indexes(contents, place)


def _write(
    contents: Contents, store: Store, embedder: Embedder, place: Place, progress: Progress
) -> Embedded:
    texts = [entry.text for entry in contents.entries]
    embedded = embed(texts, embedder, store, contents.version.id, progress)
    progress.stage("Construction de l’index", 1)
    write_indexes(contents, embedded.vectors, place)
    progress.advance(1)
    return embedded
