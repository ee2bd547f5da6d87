"""Compare an approved preparation with the texts: only what they still say, word for word, is kept."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import one_line
from ingest.preparation import Prepared, PreparedQuote, PreparedTopic
from ingest.preparation_search import pattern
from knowledge.documents import Document, Passage, Status
from knowledge.preparation import Quoted, Treatment
from knowledge.typology import load_typology
from knowledge.versions import Skipped

_SHOWN = 8
"""Words of a quotation by which a message calls it."""

_NAMED = 5
"""Topics that a message names when many are set aside for the same reason."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """What a preparation is compared with: documents declared, passages of those read, names of topics."""

    path: Path
    names: Mapping[str, str]
    documents: Mapping[str, Document]
    passages: Mapping[str, Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a topic is not what the texts say any more, as a French sentence; `line` is that of the file."""

    topic: PreparedTopic
    why: str
    line: int | None


def settle(
    prepared: Prepared, documents: Iterable[Document], passages: Iterable[Passage]
) -> tuple[tuple[Treatment, ...], tuple[Skipped, ...]]:
    """Return the treatment of each approved topic, and why others do not hold any more, a reason each.

    `documents` are all that are declared, `passages` those of the documents that could be read, in
    their order. A topic is set aside if a quotation of it is not found in one passage of its document,
    or if the document that it announces is not expected: texts that come, change or go never stop an
    ingest. A quotation is kept as its passage prints it. A `Skipped` names the topics; its line says
    which, why, and what to do.
    """
    of_document: dict[str, list[Passage]] = {}
    for passage in passages:
        of_document.setdefault(passage.document_id, []).append(passage)
    names = {topic.id: topic.name for topic in load_typology()} if prepared.approved else {}
    texts = _Texts(prepared.path, names, {document.id: document for document in documents}, of_document)
    treatments: list[Treatment] = []
    faults: dict[str, list[_Fault]] = {}
    for topic in prepared.approved:
        settled = _settled(topic, texts)
        if isinstance(settled, Treatment):
            treatments.append(settled)
        else:
            faults.setdefault(settled.why, []).append(settled)
    return tuple(treatments), tuple(_set_aside(same, texts) for same in faults.values())


def _settled(topic: PreparedTopic, texts: _Texts) -> Treatment | _Fault:
    """Return the treatment of a topic, or its first fault."""
    if why := _not_announced(topic.announced, texts):
        return _Fault(topic, why, topic.line("announced"))
    found: list[Quoted] = []
    for quote in topic.passages:
        quoted = _look_for(quote, texts)
        if not isinstance(quoted, Quoted):
            return _Fault(topic, quoted, quote.line)
        found.append(quoted)
    return _treatment(topic, tuple(found), texts)


def _not_announced(announced: str, texts: _Texts) -> str:
    """Return why a document may not be announced, "" if it may."""
    if not announced:
        return ""
    document = texts.documents.get(announced)
    if document is None:
        expected = {one.id for one in texts.documents.values() if one.status is Status.EXPECTED}
        return f"Le document annoncé « {announced} » n’est pas dans ce corpus{_instead(announced, expected)}"
    if document.status is Status.EXPECTED:
        return ""
    return f"Le document annoncé « {announced} » n’est plus attendu : s’il est publié, retirez announced"


def _look_for(quote: PreparedQuote, texts: _Texts) -> Quoted | str:
    """Return the quotation where it stands, or why it may not be shown."""
    document = texts.documents.get(quote.document)
    if document is None:
        instead = _instead(quote.document, texts.documents)
        return f"Le document cité « {quote.document} » n’est pas dans ce corpus{instead}"
    if not document.status.citable:
        return f"Le document « {document.id} » ne peut pas être cité ({document.status})"
    passages = texts.passages.get(document.id, ())
    words = pattern(quote.quote)
    for passage in passages:
        if found := words.search(passage.text):
            return Quoted(passage.id, found[0])
    called = f"La citation « {_opening(quote)} » n’est plus valable"
    if words.search("\n".join(passage.text for passage in passages)):
        return f"{called} : elle va d’un passage au suivant du document « {document.id} », coupez-la en deux"
    return f"{called} : elle n’est pas dans le document « {document.id} »"


def _instead(wrong: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(wrong, known, 1)
    return f" (peut-être « {near[0]} »)" if near else ""


def _treatment(topic: PreparedTopic, passages: tuple[Quoted, ...], texts: _Texts) -> Treatment:
    known = topic.id in texts.names
    value = pattern(topic.value).search(passages[0].quote) if topic.value and passages else None
    return Treatment(
        topic=topic.id,
        state=topic.state,
        passages=passages,
        value=value[0] if value else "",
        missing=topic.missing,
        announced=topic.announced,
        questions=topic.questions,
        name="" if known else topic.name,
        question="" if known else topic.question,
    )


def _set_aside(faults: Sequence[_Fault], texts: _Texts) -> Skipped:
    """Say which topics are set aside for one reason."""
    first, ids = faults[0], [fault.topic.id for fault in faults]
    if len(faults) == 1:
        name = texts.names.get(first.topic.id, first.topic.name)
        which, them = f"le sujet « {name} » ({ids[0]}) est mis de côté", "ce sujet"
    else:
        named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
        which, them = f"{len(ids)} sujets sont mis de côté ({named})", "ces sujets"
    place = f"{texts.path.name}, ligne {first.line}" if first.line else texts.path.name
    mend = f"Relisez {them} d’après les textes, corrigez, puis relancez « guichet ingest »."
    return Skipped(", ".join(ids), one_line(f"{place} : {which}. {first.why}. {mend}"))


def _opening(quote: PreparedQuote) -> str:
    words = quote.quote.split()
    return " ".join(words[:_SHOWN]) + ("…" if len(words) > _SHOWN else "")
