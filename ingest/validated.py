"""Compare validated answers with the texts: only those whose grounds the texts still hold are given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.errors import one_line
from ingest.preparation_search import pattern
from ingest.preparation_texts import doubtful
from knowledge.documents import Document, Kind, Passage
from knowledge.preparation import Quoted, State, Treatment
from knowledge.retrieval import CITED
from knowledge.typology import load_typology
from knowledge.validated import (
    DOCUMENT,
    RestsOn,
    Validated,
    as_document,
    as_passages,
    as_treatments,
    asked_in,
    in_order,
)
from knowledge.versions import Skipped

_SHOWN = 8
"""Words of a quotation by which a message calls it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What validated answers bring to a corpus: nothing if there are none.

    `flagged` are the identifiers of those that are left out, and `warnings` say why, a line each.
    """

    documents: tuple[Document, ...] = ()
    passages: tuple[Passage, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    flagged: tuple[str, ...] = ()
    warnings: tuple[Skipped, ...] = ()


def stand(
    answers: Sequence[Validated],
    documents: Iterable[Document],
    passages: Iterable[Passage],
    treatments: Sequence[Treatment],
) -> Standing:
    """Return what `answers` bring beside the texts of a corpus and what staff approved of them.

    An answer is left out if words that it rests on are in no passage of their document any more, or
    if that document may not be cited. It may rest on another answer, as long as that one is given.
    """
    texts = _Texts(documents, passages)
    kept, why = list(in_order(answers)), dict[str, str]()
    while fallen := {one.id: fault for one in kept if (fault := _fault(one, texts, kept))}:
        why |= fallen
        kept = [one for one in kept if one.id not in fallen]
    left_out = [one for one in in_order(answers) if one.id in why]
    flagged = tuple(one.id for one in left_out)
    warnings = tuple(_warning(one, why[one.id]) for one in left_out)
    if not kept:
        return Standing(flagged=flagged, warnings=warnings)
    above = _Above(texts, treatments)
    return Standing(
        (as_document(kept),),
        as_passages(kept),
        as_treatments(kept, [above.of(one) for one in kept]),
        flagged,
        warnings,
    )


class _Texts:
    """The documents of a corpus, and their passages by document."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
        self.documents: Mapping[str, Document] = {document.id: document for document in documents}
        self.by_id = {passage.id: passage for passage in passages}
        self._of: dict[str, list[Passage]] = {}
        for passage in self.by_id.values():
            self._of.setdefault(passage.document_id, []).append(passage)

    def hold(self, ground: RestsOn) -> bool:
        """Whether one passage of the document has these words, whatever its spaces and apostrophes."""
        found = self._of.get(ground.document, ())
        return any(_in(ground.quote, passage.text) or _in(ground.quote, passage.lead) for passage in found)


class _Above:
    """What staff approved of texts of a higher authority than a validated answer, question by question."""

    def __init__(self, texts: _Texts, treatments: Sequence[Treatment]) -> None:
        questions = {topic.id: topic.question for topic in load_typology()} if treatments else {}
        self._said: dict[tuple[str, ...], list[Quoted]] = {}
        for treatment in treatments:
            binding = [one for one in treatment.passages if _binds(one, texts)]
            if binding and treatment.state is not State.CONFLICTING:
                own = questions.get(treatment.topic, treatment.question)
                for question in (own, *treatment.questions):
                    self._said.setdefault(asked_in(question), []).extend(binding)

    def of(self, answer: Validated) -> tuple[Quoted, ...]:
        """Return the first quotations on a question of `answer`, as many as leave it a place beside them."""
        found = (one for question in answer.questions for one in self._said.get(asked_in(question), ()))
        first = {one.passage: one for one in reversed(list(found))}
        return tuple(reversed(first.values()))[: CITED - 1]


def _binds(quoted: Quoted, texts: _Texts) -> bool:
    document = texts.documents[texts.by_id[quoted.passage].document_id]
    return not doubtful(document) and document.kind.rank <= Kind.SPECIFICATIONS.rank


def _fault(answer: Validated, texts: _Texts, given: Sequence[Validated]) -> str:
    """Return the first reason why an answer does not hold any more, "" if there is none."""
    return next((fault for one in answer.rests_on if (fault := _lost(one, answer, texts, given))), "")


def _lost(ground: RestsOn, answer: Validated, texts: _Texts, given: Sequence[Validated]) -> str:
    if ground.document == DOCUMENT:
        others = (one.text for one in given if one.id != answer.id)
        held = any(_in(ground.quote, text) for text in others)
        return "" if held else f"Aucune autre réponse validée ne contient « {_opening(ground.quote)} »"
    document = texts.documents.get(ground.document)
    if document is None:
        return f"Le document « {ground.document} », sur lequel elle s’appuie, n’est pas parmi les textes lus"
    if not document.status.citable:
        return f"Le document « {document.title} », sur lequel elle s’appuie, ne peut plus être cité"
    if texts.hold(ground):
        return ""
    return f"La citation « {_opening(ground.quote)} » n’est plus dans « {document.title} »"


def _in(quote: str, text: str) -> bool:
    """Whether a text says these words: literally, else but for its spaces and apostrophes."""
    return bool(quote.strip()) and (quote in text or pattern(quote).search(text) is not None)


def _warning(answer: Validated, why: str) -> Skipped:
    what = f"la réponse validée à « {answer.question} » n’est plus donnée"
    return Skipped(answer.id, one_line(f"{what}. {why}. Relisez-la d’après les textes, ou retirez-la."))


def _opening(quote: str) -> str:
    words = quote.split()
    return " ".join(words[:_SHOWN]) + ("…" if len(words) > _SHOWN else "")
