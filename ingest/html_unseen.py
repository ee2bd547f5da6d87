"""Take out of a web page what its own marks hide from its readers: orders to a machine may stand there."""

import re
from typing import Final

from lxml import etree

_UNSEEN: Final = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?"
    r"|font-size\s*:\s*0(?:\.0*)?(?:[a-z]+|%)?)\s*(?:!\s*important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_COLOUR: Final = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND: Final = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)


def drop_unseen(page: etree._Element) -> None:
    """Remove the elements that are hidden by an attribute of theirs; style sheets are not read."""
    for node in [one for one in page.iter() if isinstance(one.tag, str) and is_unseen(one)]:
        parent = node.getparent()
        if parent is None:
            continue
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (node.tail or "")
        else:
            parent.text = (parent.text or "") + (node.tail or "")
        parent.remove(node)


def is_unseen(node: etree._Element) -> bool:
    """Tell an element that nobody sees; one that a search in the page or a tab opens is seen.

    >>> shown = ('<p style="color:#000">', '<p hidden="until-found">')
    >>> unseen = ("<p hidden>", '<p style="display: none">', '<p style="color:#fff;background:#FFF">')
    >>> [is_unseen(etree.HTML(one)[0][0]) for one in (*shown, *unseen)]
    [False, False, True, True, True]
    """
    style = node.get("style", "")
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    same = bool(colour and ground) and _bare(colour) == _bare(ground)
    unopened = node.get("hidden", "until-found") != "until-found" and node.get("role") != "tabpanel"
    return unopened or _UNSEEN.search(style) is not None or same


def _bare(found: re.Match[str] | None) -> str:
    return found[1].strip().lower() if found else ""
