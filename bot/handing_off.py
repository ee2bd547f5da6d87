"""Say why a question goes to a person, what the texts leave out by its name, and whom to ask."""

from dataclasses import dataclass

from bot import wording
from bot.replies import FOR_NOBODY
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.decision import Handoff, Reason
from knowledge.documents import Citation, Corpus
from knowledge.preparation import State


@dataclass(frozen=True, slots=True)
class HandedOff:
    """What a handoff says: why, then whom to ask; `against` are the passages that disagree, if some do."""

    why: str
    text: str
    against: tuple[Citation, ...] = ()


def why_handed_off(outcome: Handoff, corpus: Corpus, coverage: Coverage) -> HandedOff:
    """Return what is said of a handoff by an assistant that has these texts."""
    covered = coverage.of(outcome.topic) if outcome.topic else None
    why = _why(outcome, covered, corpus)
    text = (
        why
        if outcome.reason.value in FOR_NOBODY
        else f"{why} {wording.whom_to_ask(corpus.call, _contact(coverage))}"
    )
    against = _against(covered, corpus) if outcome.reason is Reason.CONFLICTING_TEXTS else ()
    return HandedOff(why, text, against)


def _why(outcome: Handoff, covered: Covered | None, corpus: Corpus) -> str:
    document = (covered.announced if covered else "") or outcome.document or ""
    title = next((known.title for known in corpus.documents if known.id == document), "")
    if covered and outcome.reason is Reason.CONFLICTING_TEXTS:
        return wording.CONFLICT.format(topic=covered.name)
    if covered:
        unsaid = wording.UNSAID.format(topic=covered.name)
        return f"{unsaid} {wording.EXPECTED.format(document=title)}" if title else unsaid
    if outcome.announced and title:
        return wording.ANNOUNCED.format(topic=outcome.announced, document=title)
    return wording.HANDOFFS[outcome.reason]


def _contact(coverage: Coverage) -> str:
    """Return the contact that the texts state, "" if they state none or several."""
    covered = coverage.of("contact")
    known = covered is not None and covered.settled and covered.state is State.STATED
    alone = covered is not None and (covered.basis is Basis.STAFF or len(covered.passages) == 1)
    return covered.value if covered and known and alone else ""


def _against(covered: Covered | None, corpus: Corpus) -> tuple[Citation, ...]:
    """Return what the texts say on a topic on which they disagree."""
    passages = {passage.id: passage for passage in corpus.passages}
    quoted = [one for one in (covered.passages if covered else ()) if one.passage in passages]
    return tuple(
        Citation(corpus.document(passage.document_id), passage, one.quote)
        for one, passage in ((one, passages[one.passage]) for one in quoted)
    )
