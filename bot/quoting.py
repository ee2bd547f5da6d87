"""Show a citation as every channel does: with where it stands and a link that opens it there."""

from bot.links import passage_url
from bot.replies import Quotation
from knowledge.documents import Citation, Kind


def quotation(citation: Citation, site: str) -> Quotation:
    """Return `citation` as it is shown; `site` is the address that links start with."""
    document, passage = citation.document, citation.passage
    # The date of a validated answer is in its place; that of the document is the last answer's.
    published = document.published if document.kind is not Kind.VALIDATED else None
    return Quotation(
        document=document.id,
        title=document.title,
        kind=document.kind.value,
        status=document.status.value,
        location=passage.location,
        page=passage.page,
        quote=citation.quote,
        url=passage_url(site, passage),
        published=published.isoformat() if published else None,
        lead=citation.lead,
        passage=passage.id,
    )
