"""Choose what a language model is shown of the texts for one answer: little, official and in force."""

from collections.abc import Iterator, Sequence

from knowledge.documents import Citation, Corpus, Document, Kind, Status
from knowledge.excerpt import excerpt, introduction
from knowledge.hits import Hit
from knowledge.writing.synthesis import Source

MOST = 6
"""Passages that a model is shown."""

EXCERPT_WORDS = 90
"""Words of one passage that are shown, unless a sentence alone is longer; less than an answer cites."""

ALL_WORDS = 360
"""Words that are shown in all, the first passage whatever its length."""

NEAR = 0.5
"""Share of the best score from which a passage that the answer does not cite is shown too."""


def sources(
    hits: Sequence[Hit], corpus: Corpus, draft_citations: Sequence[Citation], most: int = MOST
) -> tuple[Source, ...]:
    """Return what may be summed up: of the cited passages first, then of other near hits, best first.

    Only of official texts in force, and nothing at all if the answer itself rests on another one: what
    staff answered and what is a summary already is shown in its own words.
    """
    cited = {citation.passage.id: place for place, citation in enumerate(draft_citations)}
    if any(not _may_be_summed_up(citation.document) for citation in draft_citations[:1]):
        return ()
    best = max((hit.score for hit in hits), default=0.0)
    near = [hit for hit in hits if hit.passage.id in cited or hit.score >= max(NEAR * best, 0.0)]
    ordered = sorted(near, key=lambda hit: cited.get(hit.passage.id, len(cited)))
    shown = list(_within(_excerpts(ordered, corpus)))[:most]
    return tuple(
        Source(f"P{number}", document, hit.passage, text)
        for number, (document, hit, text) in enumerate(shown, start=1)
    )


def _may_be_summed_up(document: Document) -> bool:
    ours = document.kind in (Kind.VALIDATED, Kind.SUMMARY)
    return document.status is Status.IN_FORCE and document.official and not ours


def _excerpts(hits: Sequence[Hit], corpus: Corpus) -> Iterator[tuple[Document, Hit, str]]:
    """Yield once each passage that may be summed up: the sentences nearest to the question, their lead."""
    seen = set()
    for hit in hits:
        document = corpus.document(hit.passage.document_id)
        if hit.passage.id in seen or not _may_be_summed_up(document):
            continue
        seen.add(hit.passage.id)
        text = hit.passage.text
        start, end = excerpt(text, hit.sentences, EXCERPT_WORDS)
        lead = introduction(text, (start, end)) or hit.passage.lead.strip()
        yield document, hit, "\n".join((*((lead,) if lead else ()), text[start:end]))


def _within(found: Iterator[tuple[Document, Hit, str]]) -> Iterator[tuple[Document, Hit, str]]:
    """Yield the first excerpts while they stay within what may be shown in all."""
    words = 0
    for document, hit, text in found:
        words += len(text.split())
        if words > ALL_WORDS and words > len(text.split()):
            return
        yield document, hit, text
