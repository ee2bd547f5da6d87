"""The text of one element of a web page, and what counts as a block or as no text at all."""

import re
from collections.abc import Collection, Iterator

from lxml import etree


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul"
)
"""Elements that stand apart from the text around them."""

DROPPED = _names(
    "audio canvas colgroup datalist del dialog embed head iframe input map math meter noscript object option"
    " picture progress s script select strike style svg template textarea title video"
)
"""Elements that hold no text of the page, or text that no longer holds."""

_BOLD = frozenset(("b", "strong"))


def inline_text(element: etree._Element, without: Collection[str] = ()) -> str:
    """Return an element's text, a line break only where the page shows one; its spaces are not tidied."""
    return "".join(_pieces(element, without))


def holds_blocks(element: etree._Element) -> bool:
    """Whether blocks stand inside an element."""
    return any(inner is not element for inner in element.iter(*BLOCKS))


def is_bold(element: etree._Element) -> bool:
    """Whether all the text of an element is set in bold inside it."""
    texts = [text for text in element.itertext(with_tail=False) if text.strip()]
    inner = [text for bold in element.iter(*_BOLD) for text in bold.itertext(with_tail=False) if text.strip()]
    return bool(texts) and len(inner) >= len(texts)


def plain(text: str | None) -> str:
    """Return a text of the page with its line ends as the spaces that a browser shows."""
    return re.sub(r"\s", " ", text or "")


def _pieces(element: etree._Element, without: Collection[str]) -> Iterator[str]:
    yield plain(element.text)
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in DROPPED and child.tag not in without:
            gap = "\n" if child.tag in BLOCKS else ""
            yield gap
            yield from _pieces(child, without)
            yield gap
        yield plain(child.tail)
