"""Bring in each document of a manifest: fetch it, and read it if it is not the same as before."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.blocks import Block
from ingest.errors import EmptyFile, IngestError
from ingest.guesses import infer_kind, published_date
from ingest.manifest import Manifest
from ingest.readers import read
from ingest.sources import Source, fetch
from ingest.structure import title_of, to_passages
from ingest.web import Limits
from knowledge.documents import Corpus, Document, Passage, Status
from knowledge.progress import Progress
from knowledge.versions import Skipped

SCHEMA = 1
"""To be raised when readers or structure change what they make of a file: all are read again."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document to bring in, and the digest of its content, "" if it has none.

    `source` is None if there is nothing new to read: it is the same as before, or `failure` says
    why it could not be had.
    """

    document: Document
    digest: str
    source: Source | None = None
    failure: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document with its passages; `digest` is "" if it must be read again next time.

    `failure` says why the passages are missing, or are those of an earlier version of the text.
    """

    document: Document
    passages: tuple[Passage, ...]
    digest: str
    failure: Skipped | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """The documents and passages of the version in service, by document identifier."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    passages: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)


def former_of(corpus: Corpus) -> Former:
    """Return the documents of `corpus`, each with its passages."""
    passages: dict[str, list[Passage]] = {}
    for passage in corpus.passages:
        passages.setdefault(passage.document_id, []).append(passage)
    documents = {document.id: document for document in corpus.documents}
    return Former(documents, {document: tuple(those) for document, those in passages.items()})


def fetch_all(
    manifest: Manifest,
    folder: Path,
    known: Mapping[str, str],
    limits: Limits,
    progress: Progress,
    *,
    refresh: bool,
) -> tuple[Fetched, ...]:
    """Fetch the documents that a manifest declares, except those that are expected.

    `known` are the digests of the version in service, by document identifier. Without `refresh`, a
    document that it got from a web address is not asked for again.
    """
    progress.stage("Ouverture des textes", len(manifest.documents))
    fetched = []
    for document in manifest.documents:
        fetched.append(_fetched(document, folder, known.get(document.id, ""), limits, refresh=refresh))
        progress.advance(1)
    return tuple(fetched)


def _fetched(document: Document, folder: Path, known: str, limits: Limits, *, refresh: bool) -> Fetched:
    if document.status is Status.EXPECTED or (known and not document.source and not refresh):
        return Fetched(document, known)
    location = folder / document.source if document.source else document.url or ""
    try:
        source = fetch(location, limits, root=folder)
    except IngestError as error:
        failure = Skipped(document.source or str(location), str(error))
        return Fetched(document, known, failure=_kept(failure) if known else failure)
    digest = _digest(source)
    return Fetched(document, digest, None if digest == known else source)


def load(fetched: Fetched, former: Former, *, declared: bool) -> Loaded | Skipped:
    """Read a document, or take it over from the version in service; `Skipped` if there is no text.

    A text that was in service and cannot be read any more stays there: nobody would notice that it
    vanished from the answers.
    """
    document = fetched.document
    before = former.passages.get(document.id, ())
    if fetched.source is not None:
        try:
            return _read(document, fetched.source, fetched.digest, declared=declared)
        except IngestError as error:
            failure = Skipped(fetched.source.name, str(error))
            fetched = replace(fetched, digest="", failure=_kept(failure) if before else failure)
    if fetched.failure is not None and not before:
        return fetched.failure
    if before and not declared:
        document = _as_before(document, former.documents[document.id])
    return Loaded(document, before, fetched.digest, fetched.failure)


def _read(document: Document, source: Source, digest: str, *, declared: bool) -> Loaded:
    blocks = read(source.data, source.name)
    passages = to_passages(document.id, blocks)
    if not passages:
        raise EmptyFile(source.name)
    return Loaded(document if declared else _described(document, source.name, blocks), passages, digest)


def _described(document: Document, name: str, blocks: tuple[Block, ...]) -> Document:
    """Fill in what nobody declared from the text itself."""
    title = title_of(blocks) or Path(name).stem
    opening = "\n".join(block.text for block in blocks[:20])
    return replace(
        document, title=title, kind=infer_kind(name, title, opening), published=published_date(opening)
    )


def _as_before(document: Document, before: Document) -> Document:
    return replace(document, title=before.title, kind=before.kind, published=before.published)


def _kept(failure: Skipped) -> Skipped:
    return Skipped(failure.name, f"{failure.why} Son texte précédent reste en service.")


def _digest(source: Source) -> str:
    digest = hashlib.sha256(f"{SCHEMA}\n{source.name}\n".encode(errors="surrogatepass"))
    digest.update(source.data)
    return digest.hexdigest()
