"""What a language model is asked while a question is answered, and how its synthèse joins the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import wording
from knowledge.answerer import Draft, cite
from knowledge.decision import Model, Outcome
from knowledge.documents import Citation, Corpus
from knowledge.evidence import Evidence
from knowledge.retrieval import Findings
from knowledge.writing.reading import Reader, to_read
from knowledge.writing.reread import read_again
from knowledge.writing.rewriting import Rewriter
from knowledge.writing.sources import sources
from knowledge.writing.synthesis import Synthesis
from knowledge.writing.writer import Writer, Wrote


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around the literal answer: a `lead` before it, "" if none, and all that is cited."""

    lead: str
    citations: tuple[Citation, ...]
    synthesis: Synthesis | None = None


@dataclass(frozen=True, slots=True)
class Guests:
    """The uses of a language model in an answer; what is None is not asked.

    None of them decides: a rewritten question is searched for and decided on like any other, a reading
    weighs what calibration gave it, a synthèse stands before the quotations, never instead of them.
    `note` is told what became of each synthèse.
    """

    writer: Writer | None = None
    reader: Reader | None = None
    rewriter: Rewriter | None = None
    note: Callable[[Wrote], None] = lambda _: None

    def in_full(self, question: str, history: Sequence[str]) -> str | None:
        """Return a follow-up as it stands alone, None if it does or if that cannot be told."""
        return self.rewriter.rewrite(question, history) if self.rewriter else None

    def decided(
        self, findings: Findings, evidence: Evidence, corpus: Corpus, model: Model
    ) -> tuple[Evidence, Outcome]:
        """Return the evidence, with what was read of the passages if that can matter, and the outcome."""
        shown = to_read(findings.hits, corpus) if self.reader else ()
        return read_again(evidence, model, findings.question, shown, self.reader)

    def told(self, findings: Findings, answer: Draft, corpus: Corpus) -> Told:
        """Return what may be said before an answer, with the passages that it rests on cited too."""
        if self.writer is None:
            return Told("", answer.citations)
        written = self.writer.write(findings.question, sources(findings.hits, corpus, answer.citations))
        self.note(written.outcome)
        if written.synthesis is None:
            return Told("", answer.citations)
        cited = (*answer.citations, *_also(written.synthesis, findings, answer, corpus))
        return Told(wording.SYNTHESIS.format(text=written.synthesis.text), cited, written.synthesis)


def _also(synthesis: Synthesis, findings: Findings, answer: Draft, corpus: Corpus) -> tuple[Citation, ...]:
    """Cite the passages that a synthèse rests on and the answer does not cite yet."""
    known = {citation.passage.id for citation in answer.citations}
    rests_on = {passage for sentence in synthesis.sentences for passage in sentence.passages} - known
    return tuple(
        cite(hit, corpus.document(hit.passage.document_id))
        for hit in findings.hits
        if hit.passage.id in rests_on
    )
