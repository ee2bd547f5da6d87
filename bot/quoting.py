"""Show a citation as every channel does: with where it stands and a link that opens it there."""

from bot.links import passage_url
from bot.replies import Quotation
from knowledge.documents import Citation


def quotation(citation: Citation, site: str) -> Quotation:
    """Return `citation` as it is shown; `site` is the address that links start with."""
    document, passage = citation.document, citation.passage
    return Quotation(
        document=document.id,
        title=document.title,
        kind=document.kind.value,
        status=document.status.value,
        location=passage.location,
        page=passage.page,
        quote=citation.quote,
        url=passage_url(site, passage),
        published=document.published.isoformat() if document.published else None,
        lead=citation.lead,
        passage=passage.id,
    )
