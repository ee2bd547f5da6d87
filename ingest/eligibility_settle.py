"""Compare the criteria of a call with its texts: one whose quotation is gone is left for staff to judge."""

from collections.abc import Iterable
from dataclasses import replace

from ingest.eligibility import DECISION_KEY, WrittenRules
from ingest.errors import one_line
from ingest.preparation import PreparedQuote
from ingest.quoting import Texts, texts_of
from knowledge.documents import Document, Kind, Passage, Status
from knowledge.eligibility.criteria import Criterion, Rules
from knowledge.versions import Skipped


def settle_rules(
    written: WrittenRules, documents: Iterable[Document], passages: Iterable[Passage]
) -> tuple[Rules, tuple[Skipped, ...]]:
    """Return the rules with the passages that they quote, and why some do not hold any more, a line each.

    `documents` are all that are declared, `passages` those of the documents that could be read, in
    their order. A criterion of which a quotation is in no passage of its document, or whose announced
    document is not expected, stays, with what is found of it, and is flagged. One that quotes a draft
    or a bill first is a draft, whatever its file says.
    """
    texts = texts_of(documents, passages)
    warnings: list[Skipped] = []
    criteria = tuple(_settled(criterion, written, texts, warnings) for criterion in written.rules.criteria)
    decision, fault = texts.find_all(written.quotes.get(DECISION_KEY, ()))
    if fault:
        what = f"le passage qui dit qui décide n’est pas retrouvé. {fault[0]}. Relisez [decision]"
        warnings.append(_warning(written, "decision", fault[1], what))
    return replace(written.rules, criteria=criteria, decision=decision), tuple(warnings)


def _settled(criterion: Criterion, written: WrittenRules, texts: Texts, warnings: list[Skipped]) -> Criterion:
    """Return one criterion with its passages, and add what does not hold of it to the warnings."""
    quotes = written.quotes.get(criterion.id, ())
    passages, fault = texts.find_all(quotes)
    if fault is None and (why := texts.not_announced(criterion.announced)):
        fault = why, written.line(criterion.id, "announced")
    if fault:
        called = f"le critère « {criterion.name} » ({criterion.id})"
        what = f"{called} est à revoir, vos services l’apprécient d’ici là. {fault[0]}. Relisez ce critère"
        warnings.append(_warning(written, criterion.id, fault[1], what))
    draft = criterion.draft or _is_draft(quotes, texts)
    return replace(criterion, passages=passages, draft=draft, flagged=fault is not None)


def _is_draft(quotes: tuple[PreparedQuote, ...], texts: Texts) -> bool:
    document = texts.documents.get(quotes[0].document) if quotes else None
    return document is not None and (document.kind is Kind.BILL or document.status is Status.DRAFT)


def _warning(written: WrittenRules, name: str, line: int | None, what: str) -> Skipped:
    place = f"{written.path.name}, ligne {line}" if line else written.path.name
    mend = "d’après les textes, corrigez, puis relancez « guichet ingest »."
    return Skipped(name, one_line(f"{place} : {what} {mend}"))
