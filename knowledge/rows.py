"""The values of a corpus as rows of the store's tables, and back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row

from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status
from knowledge.versions import Skipped, Version


def call_to_json(call: Call) -> dict[str, str | list[str] | None]:
    """Return a call as JSON can hold it.

    >>> call_from_json(call_to_json(Call("ptce", "PTCE", opened=date(2013, 7, 15)))).opened
    datetime.date(2013, 7, 15)
    """
    return {
        "id": call.id,
        "name": call.name,
        "authority": call.authority,
        "opened": call.opened.isoformat() if call.opened else None,
        "closes": call.closes.isoformat() if call.closes else None,
        "language": call.language,
        "contact": call.contact,
        "examples": list(call.examples),
    }


def call_from_json(data: Mapping[str, Any]) -> Call:
    """Return the call that `call_to_json` wrote."""
    return Call(
        id=data["id"],
        name=data["name"],
        authority=data["authority"],
        opened=date.fromisoformat(data["opened"]) if data["opened"] else None,
        closes=datetime.fromisoformat(data["closes"]) if data["closes"] else None,
        language=data["language"],
        contact=data["contact"],
        examples=tuple(data.get("examples", ())),  # absent from rows older than the field
    )


def document_rows(version: int, corpus: Corpus, digests: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the documents, in order."""
    for position, document in enumerate(corpus.documents):
        yield {
            "version": version,
            "id": document.id,
            "position": position,
            "title": document.title,
            "kind": document.kind.value,
            "status": document.status.value,
            "published": document.published,
            "in_force_from": document.in_force_from,
            "url": document.url,
            "source": document.source,
            "licence": document.licence,
            "official": document.official,
            "topics": list(document.topics),
            "digest": digests.get(document.id, ""),
        }


def document(row: Row[Any]) -> Document:
    """Return the document of one row."""
    return Document(
        id=row.id,
        title=row.title,
        kind=Kind(row.kind),
        status=Status(row.status),
        published=row.published,
        in_force_from=row.in_force_from,
        url=row.url,
        source=row.source,
        licence=row.licence,
        official=row.official,
        topics=tuple(row.topics),
    )


def passage_rows(version: int, corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield the rows of the passages, in order."""
    for number, passage in enumerate(corpus.passages):
        yield {
            "version": version,
            "id": passage.id,
            "number": number,
            "document": passage.document_id,
            "position": passage.position,
            "text": passage.text,
            "headings": list(passage.headings),
            "location": passage.location,
            "page": passage.page,
            "lead": passage.lead,
        }


def passage(row: Sequence[Any]) -> Passage:
    """Return the passage of one row, its columns in the order of the table."""
    # Unpacked, not read by name: four times faster, and a large corpus has 100,000 rows.
    _, _, id_, document_id, position, text, headings, location, page, lead = row
    return Passage(id_, document_id, position, text, tuple(headings), location, page, lead)


def version(row: Row[Any]) -> Version:
    """Return the version of one row."""
    return Version(
        id=row.id,
        token=row.token,
        call=row.call["id"],
        embedder=row.embedder,
        dimensions=row.dimensions,
        fingerprint=row.fingerprint,
        skipped=tuple(Skipped(name, why) for name, why in row.skipped),
        # SQLite gives back the UTC time that it was given, without its time zone.
        created_at=row.created_at.replace(tzinfo=UTC) if row.created_at.tzinfo is None else row.created_at,
    )
