"""Show the passages that an answer rests on, as every page shows citations."""

from bot.answers.checks import stands
from bot.answers.content import Content
from bot.quoting import quotation
from bot.replies import Quotation
from knowledge.documents import Citation, Corpus


def quotations(content: Content, corpus: Corpus, site: str) -> tuple[Quotation, ...]:
    """Return the quotations of an answer that stand in the texts in service; links start with `site`."""
    found = ((cited, stands(cited, corpus)) for cited in content.citations)
    return tuple(
        quotation(Citation(corpus.document(passage.document_id), passage, cited.quote), site)
        for cited, passage in found
        if passage
    )
