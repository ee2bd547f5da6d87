"""Check, character by character, that an answer says nothing that its citations do not."""

import re
from collections.abc import Iterable

from knowledge.documents import Citation

FIGURE = re.compile(r"\d+(?:[\s.,\u00a0\u202f]?\d+)*")
"""A number as French texts print it: 4 000, 1,5, 01 53 18 41 04, 2014-856 as two."""


def unsupported(own_words: str, quoted: Iterable[str], citations: Iterable[Citation]) -> tuple[str, ...]:
    """Return the parts of an answer that do not stand in its citations, in order; none is right.

    `own_words` are ours: each figure in them (date, amount, article number) must stand in a cited
    passage, its place or the name and date of its document. Each of `quoted`, and each citation's
    own quotation and lead, must stand literally in the cited passage.
    """
    cited = tuple(citations)
    passages = [f"{citation.passage.lead}\n{citation.passage.text}" for citation in cited]
    wrong = [quote for quote in quoted if not quote.strip() or not any(quote in text for text in passages)]
    for citation, text in zip(cited, passages, strict=True):
        wrong += [part for part in (citation.quote, citation.lead) if part not in text]
        wrong += [] if citation.quote.strip() else [citation.quote]
    known = {figure for citation in cited for figure in figures(_printed(citation))}
    wrong += [figure for figure in figures(own_words) if figure not in known]
    return tuple(wrong)


def figures(text: str) -> list[str]:
    """Return the numbers of `text` in order, without their inner spaces.

    >>> figures("4 000 € avant le 28 février 2020 (art. 9)")
    ['4000', '28', '2020', '9']
    """
    return [re.sub(r"[\s\u00a0\u202f]", "", figure) for figure in FIGURE.findall(text)]


def _printed(citation: Citation) -> str:
    document, passage = citation.document, citation.passage
    published = f"{document.published:%Y %-m %-d}".replace(" ", " ; ") if document.published else ""
    parts = (passage.text, passage.lead, passage.location, *passage.headings, document.title, published)
    return " ; ".join((*parts, str(passage.page or "")))
