"""Draft an extractive answer: the sentences that answer, word for word, and where they stand."""

from collections.abc import Sequence
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


def draft(hits: Sequence[Hit], corpus: Corpus) -> Draft:
    """Return the answer that `hits`, best first and at least one, would give.

    Raises:
        UnsupportedAnswer: what was composed is not literally in the passages.
    """
    chosen = _chosen(hits, corpus)
    citations = tuple(cite(hit, corpus.document(hit.passage.document_id)) for hit in chosen)
    first, passage = citations[0], chosen[0].passage
    start, end = excerpt(passage.text, chosen[0].sentences, TEXT_WORDS)
    lead = introduction(passage.text, (start, end)) or first.lead
    quoted = (*((lead,) if lead and _fits(lead) else ()), passage.text[start:end])
    composed = Draft(introduce(first.document, first.passage), quoted, citations)
    wrong = unsupported(composed.own_words, composed.quoted, composed.citations)
    if wrong:
        raise UnsupportedAnswer(wrong)
    return composed


def cite(hit: Hit, document: Document) -> Citation:
    """Quote of a hit the sentences nearest to the question, with what introduces them."""
    text = hit.passage.text
    span = excerpt(text, hit.sentences, QUOTE_WORDS)
    lead = introduction(text, span) or hit.passage.lead.strip()
    return Citation(document, hit.passage, text[span[0] : span[1]], lead)


def _chosen(hits: Sequence[Hit], corpus: Corpus) -> list[Hit]:
    """Return the hits to cite: near the best in score, equal ones by the rank of their text."""
    best = hits[0].score  # below 0 if it is all that was found, in an unofficial text
    close = [hit for hit in hits[:CITED] if hit.score >= min(best, CLOSE * best)]
    equal = [hit for hit in close if hit.score >= min(best, EQUAL * best)]
    by_rank = sorted(equal, key=lambda hit: corpus.document(hit.passage.document_id).kind.rank)
    return [*by_rank, *(hit for hit in close if hit not in equal)]


def _fits(lead: str) -> bool:
    return len(lead.split()) <= TEXT_WORDS // 2
