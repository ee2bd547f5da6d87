"""Draft an extractive answer: the sentences that answer, word for word, and where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.documents import Citation, Corpus, Document
from knowledge.errors import UnsupportedAnswer
from knowledge.excerpt import excerpt, introduction
from knowledge.hits import Hit
from knowledge.phrases import introduce
from knowledge.quotes import unsupported
from knowledge.retrieval import CITED

CLOSE = 0.5
"""Share of the best score from which another passage is cited too."""

QUOTE_WORDS = 150
"""Words of a citation, unless a sentence alone is longer."""

TEXT_WORDS = 70
"""Words quoted in the text of the answer itself, unless a sentence alone is longer."""

EQUAL = 0.9
"""Share of the best score from which the higher-ranking text comes first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is decided whether to give it: our words, then quoted ones."""

    own_words: str
    quoted: tuple[str, ...]
    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """The answer as it reads."""
        return f"{self.own_words} « {' […] '.join(self.quoted)} »"


def draft(hits: Sequence[Hit], corpus: Corpus, approved: Mapping[str, str] | None = None) -> Draft:
    """Return the answer that `hits`, best first and at least one, would give.

    `approved` are the very words that staff approved for the question, by passage: they are quoted as
    they are.

    Raises:
        UnsupportedAnswer: what was composed is not literally in the passages.
    """
    given = approved or {}
    chosen = _chosen(hits, corpus, given)
    citations = tuple(
        cite(hit, corpus.document(hit.passage.document_id), given.get(hit.passage.id, "")) for hit in chosen
    )
    first, passage = citations[0], chosen[0].passage
    start, end = _span(chosen[0], given.get(passage.id, ""), TEXT_WORDS)
    lead = introduction(passage.text, (start, end)) or first.lead
    quoted = (*((lead,) if lead and _fits(lead) else ()), passage.text[start:end])
    composed = Draft(introduce(first.document, first.passage), quoted, citations)
    wrong = unsupported(composed.own_words, composed.quoted, composed.citations)
    if wrong:
        raise UnsupportedAnswer(wrong)
    return composed


def cite(hit: Hit, document: Document, approved: str = "") -> Citation:
    """Quote of a hit the words `approved`, else the sentences nearest to the question, with their lead."""
    text = hit.passage.text
    span = _span(hit, approved, QUOTE_WORDS)
    lead = introduction(text, span) or hit.passage.lead.strip()
    return Citation(document, hit.passage, text[span[0] : span[1]], lead)


def _span(hit: Hit, approved: str, budget: int) -> tuple[int, int]:
    start = hit.passage.text.find(approved) if approved else -1
    if start < 0:
        return excerpt(hit.passage.text, hit.sentences, budget)
    return start, start + len(approved)


def _chosen(hits: Sequence[Hit], corpus: Corpus, approved: Mapping[str, str]) -> list[Hit]:
    """Return the hits to cite: approved ones, then those near the best in score, equal ones by rank."""

    def rank(hit: Hit) -> tuple[bool, int]:
        document = corpus.document(hit.passage.document_id)
        return not document.official, document.kind.rank

    best = hits[0].score  # below 0 if it is all that was found, in an unofficial text
    given = [hit for hit in hits[:CITED] if hit.passage.id in approved]
    close = [hit for hit in hits[:CITED] if hit.score >= min(best, CLOSE * best) and hit not in given]
    equal = [hit for hit in close if hit.score >= min(best, EQUAL * best)]
    others = (hit for hit in close if hit not in equal)
    return [*sorted(given, key=rank), *sorted(equal, key=rank), *others]


def _fits(lead: str) -> bool:
    return len(lead.split()) <= TEXT_WORDS // 2
