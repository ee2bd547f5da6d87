"""Take out of a web page what its own marks hide from its readers: orders to a machine may stand there."""

import re
from typing import Final
from urllib.parse import unquote

from lxml import etree

_UNSEEN: Final = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0*)?(?:[a-z]+|%)?)\s*(?:!\s*important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_CONTROLS: Final = ("aria-controls", "href", "data-target", "data-bs-target", "for")
"""Attributes by which a control names what it opens."""
_FRAMES: Final = frozenset({"html", "body", "main", "article"})
_OTHER_COLOURS: Final = frozenset({"inherit", "initial", "unset", "currentcolor", "transparent"})
"""Words that stand for a colour told elsewhere: two of them may be two colours."""

_COLOUR: Final = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND: Final = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)


def drop_unseen(page: etree._Element) -> None:
    """Remove the elements that are hidden by an attribute of theirs; style sheets are not read.

    What a control of the page opens is seen by whoever uses it, and a page is never mostly hidden: such
    an element stays, for an official text lost is worse than an order that no check of ours obeys.
    """
    opened = _opened(page)
    whole = _words(page)
    for node in [one for one in page.iter() if isinstance(one.tag, str) and is_unseen(one)]:
        parent = node.getparent()
        named = any(inner.get("id") in opened for inner in node.iter(etree.Element))
        framed = node.tag in _FRAMES or named or 2 * _words(node) > whole
        if parent is None or framed:
            continue
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (node.tail or "")
        else:
            parent.text = (parent.text or "") + (node.tail or "")
        parent.remove(node)


def _opened(page: etree._Element) -> frozenset[str]:
    """Return the identifiers that the controls of a page name; one that is hidden itself opens nothing."""
    seen = (node for node in page.iter(etree.Element) if not is_unseen(node))
    named = (node.get(name, "") for node in seen for name in _CONTROLS)
    return frozenset(unquote(word.lstrip("#")) for value in named for word in value.split()) - {""}


def _words(node: etree._Element) -> int:
    texts = node.xpath(".//text()[not(parent::script or parent::style)]")
    return sum(len(text.split()) for text in texts)


def is_unseen(node: etree._Element) -> bool:
    """Tell an element that nobody sees; one that a search in the page or a tab opens is seen.

    >>> shown = ('<p style="color:#000">', '<p hidden="until-found">')
    >>> unseen = ("<p hidden>", '<p style="display: none">', '<p style="color:#fff;background:#FFF">')
    >>> [is_unseen(etree.HTML(one)[0][0]) for one in (*shown, *unseen)]
    [False, False, True, True, True]
    """
    style = node.get("style", "")
    colour, ground = _bare(_COLOUR.search(style)), _bare(_GROUND.search(style))
    same = colour == ground != "" and colour not in _OTHER_COLOURS and "(" not in colour
    unopened = node.get("hidden", "until-found") != "until-found" and node.get("role") != "tabpanel"
    return unopened or _UNSEEN.search(style) is not None or same


def _bare(found: re.Match[str] | None) -> str:
    return found[1].strip().lower() if found else ""
