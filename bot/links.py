"""Where each text and passage stands on our own pages, the same for whoever cites it."""

from urllib.parse import quote, urlencode

from knowledge.documents import Passage


def anchor(passage: Passage) -> str:
    """Return the HTML id of a passage on its document's page.

    >>> anchor(Passage("p-7f", "loi", 0, "Texte."))
    'passage-1'
    """
    return f"passage-{passage.position + 1}"


def document_path(document_id: str) -> str:
    """Return the path of a document's page.

    >>> document_path("avis n°1/2")
    '/textes/avis%20n%C2%B01/2'
    """
    return f"/textes/{quote(document_id)}"


def passage_path(passage: Passage) -> str:
    """Return the path that opens a document with one passage highlighted.

    >>> passage_path(Passage("loi:art 9", "loi", 8, "Texte."))
    '/textes/loi?passage=loi%3Aart+9#passage-9'
    """
    return f"{document_path(passage.document_id)}?{urlencode({'passage': passage.id})}#{anchor(passage)}"


def passage_url(site: str, passage: Passage) -> str:
    """Return the full address that opens a document with one passage highlighted.

    >>> passage_url("https://exemple.fr", Passage("p1", "loi", 0, "Texte."))
    'https://exemple.fr/textes/loi?passage=p1#passage-1'
    """
    return site + passage_path(passage)
