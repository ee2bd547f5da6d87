"""Compare an approved preparation with the texts: only what they still say, word for word, is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import one_line
from ingest.preparation import Prepared, PreparedTopic
from ingest.preparation_search import pattern
from ingest.quoting import Texts, texts_of
from knowledge.documents import Document, Passage
from knowledge.preparation import Quoted, Treatment
from knowledge.typology import load_typology
from knowledge.versions import Skipped

_NAMED = 5
"""Topics that a message names when many are set aside for the same reason."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a preparation is compared with, the names of topics, and the file that messages name."""

    path: Path
    names: Mapping[str, str]
    texts: Texts


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
    names = {topic.id: topic.name for topic in load_typology()} if prepared.approved else {}
    compared = _Compared(prepared.path, names, texts_of(documents, passages))
    treatments: list[Treatment] = []
    faults: dict[str, list[_Fault]] = {}
    for topic in prepared.approved:
        settled = _settled(topic, compared)
        if isinstance(settled, Treatment):
            treatments.append(settled)
        else:
            faults.setdefault(settled.why, []).append(settled)
    return tuple(treatments), tuple(_set_aside(same, compared) for same in faults.values())


def _settled(topic: PreparedTopic, compared: _Compared) -> Treatment | _Fault:
    """Return the treatment of a topic, or its first fault."""
    if why := compared.texts.not_announced(topic.announced):
        return _Fault(topic, why, topic.line("announced"))
    found: list[Quoted] = []
    for quote in topic.passages:
        quoted = compared.texts.find(quote)
        if not isinstance(quoted, Quoted):
            return _Fault(topic, quoted, quote.line)
        found.append(quoted)
    return _treatment(topic, tuple(found), compared)


def _treatment(topic: PreparedTopic, passages: tuple[Quoted, ...], compared: _Compared) -> Treatment:
    known = topic.id in compared.names
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


def _set_aside(faults: Sequence[_Fault], compared: _Compared) -> Skipped:
    """Say which topics are set aside for one reason."""
    first, ids = faults[0], [fault.topic.id for fault in faults]
    if len(faults) == 1:
        name = compared.names.get(first.topic.id, first.topic.name)
        which, them = f"le sujet « {name} » ({ids[0]}) est mis de côté", "ce sujet"
    else:
        named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
        which, them = f"{len(ids)} sujets sont mis de côté ({named})", "ces sujets"
    place = f"{compared.path.name}, ligne {first.line}" if first.line else compared.path.name
    mend = f"Relisez {them} d’après les textes, corrigez, puis relancez « guichet ingest »."
    return Skipped(", ".join(ids), one_line(f"{place} : {which}. {first.why}. {mend}"))
