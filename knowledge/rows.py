"""The values of a corpus as rows of the store's tables, and back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row

from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status
from knowledge.preparation import Quoted, State, Treatment
from knowledge.proposed import Proposed
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


def treatments_to_json(treatments: Iterable[Treatment]) -> list[dict[str, Any]]:
    """Return treatments as JSON can hold them.

    >>> kept = Treatment("total_budget", State.STATED, (Quoted("c:1", "trois millions"),))
    >>> treatments_from_json(treatments_to_json([kept])) == (kept,)
    True
    """
    return [
        {
            **asdict(treatment),
            "state": treatment.state.value,
            "passages": [[quoted.passage, quoted.quote] for quoted in treatment.passages],
            "questions": list(treatment.questions),
        }
        for treatment in treatments
    ]


def treatments_from_json(data: Iterable[Mapping[str, Any]] | None) -> tuple[Treatment, ...]:
    """Return the treatments that `treatments_to_json` wrote, none for rows older than the column."""
    return tuple(
        Treatment(
            topic=kept["topic"],
            state=State(kept["state"]),
            passages=tuple(Quoted(passage, quote) for passage, quote in kept["passages"]),
            value=kept["value"],
            missing=kept["missing"],
            announced=kept["announced"],
            questions=tuple(kept["questions"]),
            name=kept["name"],
            question=kept["question"],
        )
        for kept in data or ()
    )


def proposed_to_json(proposed: Iterable[Proposed]) -> list[list[Any]] | None:
    """Return the questions of a language model as JSON can hold them, None where none was proposed.

    >>> kept = Proposed("c:1", ("Qui choisit ?",))
    >>> proposed_from_json(proposed_to_json([kept])) == (kept,)
    True
    """
    return [[one.passage, list(one.questions)] for one in proposed] or None


def proposed_from_json(data: Iterable[Any] | None) -> tuple[Proposed, ...]:
    """Return what `proposed_to_json` wrote, nothing for rows older than the column."""
    return tuple(Proposed(passage, tuple(questions)) for passage, questions in data or ())


def without(treatments: list[dict[str, Any]] | None, passage: str) -> list[dict[str, Any]]:
    """Return treatments as `treatments_to_json` writes them, but for those that quote a passage.

    >>> without([{"passages": [["c:1", "mot"]]}, {"passages": []}, {"passages": [["c:2", "."]]}], "c:1")
    [{'passages': []}, {'passages': [['c:2', '.']]}]
    """
    return [one for one in treatments or () if passage not in (quoted[0] for quoted in one["passages"])]


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
        created_at=from_utc(row.created_at),
    )


def to_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC: SQLite forgets the time zone, and must compare like with like.

    >>> to_utc(datetime.fromisoformat("2013-10-15T14:00:00+02:00"))
    datetime.datetime(2013, 10, 15, 12, 0, tzinfo=datetime.timezone.utc)
    """
    return moment.astimezone(UTC)


def from_utc(moment: datetime) -> datetime:
    """Return a moment as a database gives it back, with its time zone: SQLite leaves it out."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
