"""Keep corpus versions and the vectors of their texts in the relational store, beside the receipts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, insert, select, update

from knowledge import rows
from knowledge.database import open_database
from knowledge.documents import Corpus
from knowledge.errors import VersionGone
from knowledge.preparation import Treatment
from knowledge.proposed_rows import ProposedRows
from knowledge.schema import document_table, passage_table, vector_table, version_table
from knowledge.versions import Size, Skipped, Version

T = TypeVar("T")
Vector = npt.NDArray[np.float32]

CHUNK = 5_000
"""Values in one statement: SQLite takes 32,766, PostgreSQL 65,535."""


class Store(ProposedRows):
    """The source of truth; every index can be rebuilt from it."""

    def save(
        self,
        corpus: Corpus,
        embedder: str,
        dimensions: int,
        fingerprint: str,
        digests: Mapping[str, str] | None = None,
        skipped: Sequence[Skipped] = (),
    ) -> int:
        """Write a new version, which is not active yet, and return its number.

        `digests` gives the content digest of each document's source, by document identifier.
        """
        version = {
            "token": uuid4().hex,
            "call": rows.call_to_json(corpus.call),
            "embedder": embedder,
            "dimensions": dimensions,
            "fingerprint": fingerprint,
            "skipped": [list(pair) for pair in skipped],
            "created_at": datetime.now(UTC),
            "treatments": rows.treatments_to_json(corpus.treatments),
            "proposed": rows.proposed_to_json(corpus.proposed),
        }
        with self._database.writing() as connection:
            query = insert(version_table).values(version).returning(version_table.c.id)
            number = int(connection.execute(query).scalar_one())
            _insert(connection, document_table, rows.document_rows(number, corpus, digests or {}))
            _insert(connection, passage_table, rows.passage_rows(number, corpus))
        return number

    def activate(self, version: int) -> None:
        """Make `version` the one that answers.

        Raises:
            VersionGone: the store does not have it any more.
        """
        highest = select(func.coalesce(func.max(version_table.c.activation), 0) + 1).scalar_subquery()
        with self._database.writing() as connection:
            changed = connection.execute(
                update(version_table).where(version_table.c.id == version).values(activation=highest)
            )
        if changed.rowcount == 0:
            raise VersionGone(version)

    def active(self) -> Version | None:
        """Return the version that answers, None before the first ingest."""
        kept = self.activated()
        return kept[0] if kept else None

    def activated(self) -> tuple[Version, ...]:
        """Return the versions that are or were active, the last activated first."""
        query = (
            select(version_table)
            .where(version_table.c.activation.is_not(None))
            .order_by(version_table.c.activation.desc())
        )
        with self._database.reading() as connection:
            return tuple(rows.version(row) for row in connection.execute(query))

    def version(self, number: int) -> Version:
        """Return a version, active or not.

        Raises:
            VersionGone: the store does not have it any more.
        """
        query = select(version_table).where(version_table.c.id == number)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise VersionGone(number)
        return rows.version(row)

    def corpus(self, version: int) -> Corpus:
        """Return all documents and passages of `version`, in their order, and what was made of them.

        Raises:
            VersionGone: the store does not have it any more.
        """
        of_version = select(version_table.c.call, version_table.c.treatments, version_table.c.proposed)
        of_documents = select(document_table).where(document_table.c.version == version)
        of_passages = select(passage_table).where(passage_table.c.version == version)
        with self._database.reading() as connection:
            kept = connection.execute(of_version.where(version_table.c.id == version)).one_or_none()
            if kept is None:
                raise VersionGone(version)
            documents = connection.execute(of_documents.order_by(document_table.c.position))
            passages = connection.execute(of_passages.order_by(passage_table.c.number))
            return Corpus(
                rows.call_from_json(kept.call),
                tuple(rows.document(row) for row in documents),
                tuple(rows.passage(row) for row in passages),
                rows.treatments_from_json(kept.treatments),
                rows.proposed_from_json(kept.proposed),
            )

    def treatments(self, version: int) -> tuple[Treatment, ...]:
        """Return the treatments of `version` without reading its texts, none if it is not there."""
        query = select(version_table.c.treatments).where(version_table.c.id == version)
        with self._database.reading() as connection:
            return rows.treatments_from_json(connection.execute(query).scalar())

    def size(self, version: int) -> Size:
        """Return how many documents, passages and pages `version` holds."""
        passages = passage_table.c
        each = (
            select(func.count().label("passages"), func.coalesce(func.max(passages.page), 0).label("pages"))
            .where(passages.version == version)
            .group_by(passages.document)
            .subquery()
        )
        documents = select(func.count()).where(document_table.c.version == version).scalar_subquery()
        totals = select(documents, func.sum(each.c.passages), func.sum(each.c.pages))
        with self._database.reading() as connection:
            return Size(*(int(total or 0) for total in connection.execute(totals).one()))

    def digests(self, version: int) -> dict[str, str]:
        """Return the digest of each document's source, by document identifier; empty if unknown."""
        query = select(document_table.c.id, document_table.c.digest).where(
            document_table.c.version == version
        )
        with self._database.reading() as connection:
            return {row.id: row.digest for row in connection.execute(query)}

    def vectors(self, embedder: str, digests: Iterable[str]) -> dict[str, Vector]:
        """Return the vectors already computed by `embedder`, by digest of their text."""
        found: dict[str, Vector] = {}
        with self._database.reading() as connection:
            for chunk in _chunks(list(digests)):
                query = select(vector_table.c.digest, vector_table.c.data).where(_these(embedder, chunk))
                for digest, data in connection.execute(query):
                    found[digest] = np.frombuffer(data, dtype="<f4")
        return found

    def keep_vectors(self, embedder: str, version: int, vectors: Mapping[str, Vector]) -> None:
        """Keep `vectors`, by digest of their text, and note that `version` uses them."""
        values = [
            {"embedder": embedder, "digest": digest, "last_version": version, "data": _bytes(vector)}
            for digest, vector in vectors.items()
        ]
        with self._database.writing() as connection:
            for chunk in _chunks(list(vectors)):
                connection.execute(delete(vector_table).where(_these(embedder, chunk)))
            _insert(connection, vector_table, values)

    def use_vectors(self, embedder: str, version: int, digests: Iterable[str]) -> None:
        """Note that `version` uses these vectors, so that pruning older versions leaves them."""
        with self._database.writing() as connection:
            for chunk in _chunks(list(digests)):
                connection.execute(
                    update(vector_table).where(_these(embedder, chunk)).values(last_version=version)
                )

    def holding(self, passage: str) -> tuple[Version, ...]:
        """Return the versions that have a passage, oldest first."""
        joined = passage_table.c.version == version_table.c.id
        query = select(version_table).join(passage_table, joined).where(passage_table.c.id == passage)
        with self._database.reading() as connection:
            return tuple(rows.version(row) for row in connection.execute(query.order_by(version_table.c.id)))

    def forget_passage(self, passage: str, digests: Iterable[str] = ()) -> None:
        """Delete a passage from all versions, its document where it was alone, what was approved of it.

        `digests` are those of the texts whose vectors go with it: those that others have are computed again.
        """
        ours, table = passage_table.c.id == passage, version_table.c
        left = exists().where(
            passage_table.c.version == document_table.c.version,
            passage_table.c.document == document_table.c.id,
        )
        with self._database.writing() as connection:
            versions = select(passage_table.c.version, passage_table.c.document).where(ours)
            held = connection.execute(versions).all()
            connection.execute(delete(passage_table).where(ours))
            for version, document in held:
                own = (document_table.c.version == version) & (document_table.c.id == document)
                connection.execute(delete(document_table).where(own, ~left))
                kept = connection.execute(select(table.treatments).where(table.id == version)).scalar()
                others = rows.without(kept, passage)
                connection.execute(update(version_table).where(table.id == version).values(treatments=others))
            for chunk in _chunks(list(digests)):
                connection.execute(delete(vector_table).where(vector_table.c.digest.in_(chunk)))

    def outdated(self, keep: int) -> tuple[Version, ...]:
        """Return all but the `keep` last activated versions, oldest first.

        A version newer than the active one may be under construction: it is not outdated.
        """
        activated = self.activated()
        if not activated:
            return ()
        goes = _older(activated, keep)
        query = select(version_table).where(goes).order_by(version_table.c.id)
        with self._database.reading() as connection:
            return tuple(rows.version(row) for row in connection.execute(query))

    def prune(self, keep: int) -> None:
        """Drop the outdated versions, and the vectors that no version uses any more."""
        activated = self.activated()
        if not activated:
            return
        oldest = min(version.id for version in activated[:keep])
        with self._database.writing() as connection:
            connection.execute(delete(version_table).where(_older(activated, keep)))
            connection.execute(delete(vector_table).where(vector_table.c.last_version < oldest))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def open_store(url: str) -> Store:
    """Open the store at a SQLAlchemy `url`, SQLite or PostgreSQL, its tables created or migrated.

    Raises:
        StoreUnavailable: the address is wrong or the database refuses.
        StoreTooRecent: a later release has migrated it.
    """
    return Store(open_database(url))


def _insert(connection: Connection, table: Table, values: Iterable[dict[str, Any]]) -> None:
    for chunk in _chunks(list(values)):
        connection.execute(insert(table), chunk)


def _these(embedder: str, digests: Sequence[str]) -> ColumnElement[bool]:
    return (vector_table.c.embedder == embedder) & vector_table.c.digest.in_(digests)


def _older(activated: Sequence[Version], keep: int) -> ColumnElement[bool]:
    kept = [version.id for version in activated[:keep]]
    return (version_table.c.id < activated[0].id) & version_table.c.id.not_in(kept)


def _bytes(vector: Vector) -> bytes:
    return vector.astype("<f4").tobytes()


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
