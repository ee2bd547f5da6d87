"""Show a citation as every channel does: with where it stands and a link that opens it there."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from bot.links import passage_url
from bot.replies import Quotation
from knowledge.documents import Citation, Kind

_FIELDS: Final = {
    field.name: "" if field.default is MISSING else field.default for field in fields(Quotation)
} | {"page": None}
"""The fields of a citation, each with what stands for it when it is not there."""


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


def quotation_of(kept: Mapping[str, Any]) -> Quotation:
    """Return a citation as it was kept, perhaps by a release that knew less of it, or more.

    >>> quotation_of({"title": "Loi", "quote": "Oui.", "colour": "red"}).location
    ''
    """
    return Quotation(**{name: kept.get(name, default) for name, default in _FIELDS.items()})
