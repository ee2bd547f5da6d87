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
    wrong = [quote for quote in quoted if not any(_stands(quote, citation) for citation in cited)]
    for citation in cited:
        wrong += [] if _stands(citation.quote, citation) else [citation.quote]
        wrong += [citation.lead] if citation.lead and not _stands(citation.lead, citation) else []
    known = {figure for citation in cited for figure in figures(_printed(citation))}
    wrong += [figure for figure in figures(own_words) if figure not in known]
    return tuple(wrong)


def figures(text: str) -> list[str]:
    """Return the numbers of `text` in order, without their inner spaces.

    >>> figures("4 000 € avant le 28 février 2020 (art. 9)")
    ['4000', '28', '2020', '9']
    """
    return [re.sub(r"[\s\u00a0\u202f]", "", figure) for figure in FIGURE.findall(text)]


def _stands(quote: str, citation: Citation) -> bool:
    """Whether `quote` says something and is a literal piece of the passage or of its introduction."""
    return bool(quote.strip()) and (quote in citation.passage.text or quote in citation.passage.lead)


def _printed(citation: Citation) -> str:
    """Return all that a citation shows, apart from each other so that no two figures join into one."""
    passage, title, day = citation.passage, citation.document.title, citation.document.published
    published = (day.year, day.month, day.day) if day else ()
    places = (passage.location, *passage.headings, passage.page or "")
    return " ; ".join(map(str, (passage.text, passage.lead, *places, title, *published)))
