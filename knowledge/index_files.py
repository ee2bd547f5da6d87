"""The files derived from one version of the corpus, in a folder that is complete or not there."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout

from knowledge.documents import Corpus
from knowledge.embedders import Vectors
from knowledge.entries import Channel, Entry
from knowledge.errors import IndexDamaged
from knowledge.index import VectorIndex, collection_name, drop_served, embedded_index, served_index
from knowledge.lexical import Lexical, lexical_text, read_lexical, write_lexical
from knowledge.progress import Progress
from knowledge.versions import Version
from knowledge.vocabulary import Vocabulary, read_vocabulary, write_vocabulary

FORMAT = 2
"""To be raised when these files change their meaning: those of another number are built again."""

UNFINISHED = "unfinished-"
"""How the name of a folder starts while its files are being built."""

FOUND = 0.99
"""Cosine of a vector with itself, as an index rounds it, at the least."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where derived files go: below the folder `data`, and vectors to a Chroma server if one is set."""

    data: Path
    chroma_url: str | None = None

    def folder(self, version: Version) -> Path:
        """Return the folder of a version."""
        return self.data / "index" / str(version.id)

    @contextmanager
    def alone(self, task: str, progress: Progress) -> Iterator[None]:
        """Let one process of this machine at a time do `task`; a killed one lets the next in."""
        (self.data / "index").mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.data / "index" / f".{task}.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            progress.stage("Attente d’une autre indexation", 0)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def sweep(self) -> None:
        """Remove what a killed process left half built; only while no other process builds."""
        for left in (self.data / "index").glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a version is made of: its texts, and what is embedded of them."""

    version: Version
    corpus: Corpus
    entries: tuple[Entry, ...]

    @property
    def searched(self) -> int:
        """How many entries, the first ones, are in the vector index; the others lead to no passage."""
        return sum(entry.searched for entry in self.entries)

    @property
    def digest(self) -> str:
        """What the files of these contents are recognised by."""
        digest = hashlib.sha256(f"{FORMAT} {self.version.embedder} {self.version.dimensions}".encode())
        for entry in self.entries:
            digest.update(f"\n{entry.channel} {len(entry.text)} ".encode())
            digest.update(entry.text.encode(errors="surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Indexes:
    """The open files of a version; row n of `vectors` is entry n, and so in `index` if it is searched."""

    vectors: Vectors
    index: VectorIndex
    lexical: Lexical
    vocabulary: Vocabulary


def write_indexes(contents: Contents, vectors: Vectors, place: Place) -> None:
    """Build the files of a version beside their place, then put them there at once.

    Raises:
        IndexDamaged: Chroma cannot write.
        VectorsUnavailable: the Chroma server does not answer.
    """
    target = place.folder(contents.version)
    building = target.with_name(f"{UNFINISHED}{uuid4().hex}")
    building.mkdir(parents=True)
    try:
        _write(contents, vectors, building, place.chroma_url)
        if target.exists():
            target.rename(building / "former")
        building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    shutil.rmtree(target / "former", ignore_errors=True)


def read_indexes(contents: Contents, place: Place) -> Indexes:
    """Open the files of a version, and make sure that they are its own and whole.

    Raises:
        IndexDamaged: a file is missing, damaged or of other contents.
        VectorsUnavailable: the Chroma server does not answer.
    """
    folder = place.folder(contents.version)
    try:
        written = json.loads((folder / "contents.json").read_text(encoding="utf-8"))
        if written["digest"] != contents.digest:
            raise IndexDamaged("il vient d’un autre corpus")
        chroma = folder / written["chroma"]
        vectors = _read_vectors(folder / "vectors.npy", contents)
        lexical = read_lexical(folder / "lexical")
        vocabulary = read_vocabulary(folder / "vocabulary.json")
    except (OSError, ValueError, TypeError, LookupError, EOFError) as error:
        raise IndexDamaged(f"{type(error).__name__} dans {folder}") from error
    url = place.chroma_url
    index = served_index(url, _name(contents.version)) if url else embedded_index(chroma)
    return Indexes(vectors, _checked(index, vectors[: contents.searched]), lexical, vocabulary)


def erase_indexes(version: Version, place: Place) -> None:
    """Remove the files of a version, on the Chroma server too.

    Raises:
        VectorsUnavailable: the Chroma server does not answer.
    """
    shutil.rmtree(place.folder(version), ignore_errors=True)
    if place.chroma_url:
        drop_served(place.chroma_url, _name(version))


def _write(contents: Contents, vectors: Vectors, folder: Path, chroma_url: str | None) -> None:
    np.save(folder / "vectors.npy", vectors)
    # Another name each time: Chroma remembers the folders that it opened, even to find them damaged.
    chroma = folder / f"chroma-{uuid4().hex[:8]}"
    name = _name(contents.version)
    index = served_index(chroma_url, name, new=True) if chroma_url else embedded_index(chroma, new=True)
    try:
        index.add(range(contents.searched), vectors[: contents.searched])
    finally:
        index.close()
    texts = _searched(contents)
    (folder / "lexical").mkdir()
    write_lexical(texts, folder / "lexical")
    write_vocabulary((*texts, *_names(contents)), folder / "vocabulary.json")
    written = {"digest": contents.digest, "chroma": chroma.name}
    (folder / "contents.json").write_text(json.dumps(written), encoding="utf-8")


def _read_vectors(path: Path, contents: Contents) -> Vectors:
    shape = (len(contents.entries), contents.version.dimensions)
    vectors: Vectors = np.load(path, mmap_mode="r")
    if vectors.shape != shape:
        raise IndexDamaged(f"{path} a {vectors.shape[0]} lignes, {shape[0]} attendues")
    return vectors


def _checked(index: VectorIndex, vectors: Vectors) -> VectorIndex:
    """Return `index` if it holds `vectors`, else close it.

    Raises:
        IndexDamaged: some are missing; one that is damaged may well count right, then find nothing.
    """
    with ExitStack() as if_it_fails:
        if_it_fails.callback(index.close)
        if index.count() != len(vectors):
            raise IndexDamaged(f"{index.count()} vecteurs, {len(vectors)} attendus")
        for row in {0, len(vectors) // 2, len(vectors) - 1} if len(vectors) else ():
            nearest = index.search(vectors[row], 1)
            if not nearest or nearest[0][1] < FOUND:
                raise IndexDamaged(f"le vecteur {row} est introuvable")
        if_it_fails.pop_all()
    return index


def _searched(contents: Contents) -> list[str]:
    """Return the texts of the passages, in the order of their entries."""
    passages = {passage.id: passage for passage in contents.corpus.passages}
    rows = (entry for entry in contents.entries if entry.channel is Channel.PASSAGE)
    return [lexical_text(passages[entry.targets[0]]) for entry in rows]


def _names(contents: Contents) -> Iterator[str]:
    """Yield the words of the corpus that stand outside its passages."""
    call = contents.corpus.call
    yield from (call.name, call.authority)
    for document in contents.corpus.documents:
        yield from (document.title, *document.topics)


def _name(version: Version) -> str:
    return collection_name(version.call, version.id, version.token)
