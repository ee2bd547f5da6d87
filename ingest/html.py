"""Read the text of a web page: its main part, without what surrounds every page of the site."""

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.blocks import Block
from ingest.errors import DamagedFile
from ingest.flow import DEEPEST, Flow
from ingest.html_tables import read_rows
from ingest.html_text import BLOCKS, DROPPED, holds_blocks, inline_text, is_bold, plain
from ingest.html_unseen import drop_unseen
from ingest.numbering import PRINTED

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_FURNITURE_ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
}
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|tarteaucitron|breadcrumbs?|fil-?d?-?ariane|skip-?links?|menu|navbar|sidebar"
    r"|pagination|pager|share|partage|social|newsletter|sommaire|toc)(?:$|[\s_-])",
    re.IGNORECASE,
)


def read_html(text: str, name: str) -> tuple[Block, ...]:
    """Return the blocks of a web page, or of a piece of one.

    Navigation, banners, the page's header and footer, asides, form fields, scripts, struck-out text and
    what its marks hide are left out; `main`, or else the only `article`, is read alone where there is one.

    Raises:
        DamagedFile: elements are nested beyond any sense.
    """
    page = etree.fromstring(text.encode("utf-8", "replace"), _parser()) if text.strip() else None
    if page is None:
        return ()
    drop_unseen(page)
    root = _main(page)
    reader = _Reader(name, _size(root))
    reader.flow.heading(_outer_title(page, root), 1)
    reader.container(root, 0)
    return reader.flow.done()


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)


def _main(page: etree._Element) -> etree._Element:
    """Return the part of the page that is its own, the whole body if nothing says which."""
    mains = [node for node in page.iter() if node.tag == "main" or node.get("role") == "main"]
    for found in (mains, list(page.iter("article"))):
        filled = [node for node in found if "".join(node.itertext()).strip()]
        if len(filled) == 1:
            return filled[0]
    return next(page.iter("body"), page)


def _outer_title(page: etree._Element, root: etree._Element) -> str:
    """Return the page's first-level heading where it stands outside its main part, else ""."""
    if root.tag == "body" or next(root.iter("h1"), None) is not None:
        return ""
    heading = next(page.iter("h1"), None)
    return "" if heading is None else inline_text(heading)


@dataclass(slots=True)
class _Reader:
    """Walks the page; `size` counts its characters, `run` is the text met that no element has closed."""

    name: str
    size: int
    flow: Flow = field(default_factory=Flow)
    run: list[str] = field(default_factory=list)

    def container(self, parent: etree._Element, depth: int) -> None:
        """Read an element that may hold blocks; the text around them makes paragraphs.

        Raises:
            DamagedFile: elements are nested beyond any sense.
        """
        self._inside(parent, depth)
        self._close()

    def _inside(self, parent: etree._Element, depth: int) -> None:
        if depth > DEEPEST:
            raise DamagedFile(self.name, "ses balises sont imbriquées sans fin")
        self.run.append(plain(parent.text))
        for child in parent:
            self._child(child, depth)
            self.run.append(plain(child.tail))

    def _child(self, node: etree._Element, depth: int) -> None:
        if node.tag == "br":
            self.run.append("\n")
        elif node.tag in DROPPED or self._furniture(node):
            return
        elif node.tag == "button":
            self._button(node)
        elif node.tag in BLOCKS:
            self._close()
            self._block(node, depth)
        elif holds_blocks(node):
            self._inside(node, depth + 1)
        else:
            self.run.append(inline_text(node))

    def _block(self, node: etree._Element, depth: int) -> None:
        if node.tag in _HEADINGS:
            self.flow.heading(inline_text(node), _HEADINGS[node.tag])
        elif node.tag == "summary":
            self.flow.heading(inline_text(node), self.flow.depth + 1)
        elif node.tag == "details":
            self._aside(node, depth)
        elif node.tag in ("ul", "ol", "menu"):
            self._list(node, 1, depth)
        elif node.tag == "dl":
            self._definitions(node, depth)
        elif node.tag == "table":
            self._table(node, depth)
        elif node.tag == "pre":
            self.flow.paragraph("".join(node.itertext()))
        elif node.tag == "p" and not holds_blocks(node):
            self.flow.paragraph(inline_text(node), bold=is_bold(node))
        else:
            self.container(node, depth + 1)

    def _aside(self, node: etree._Element, depth: int) -> None:
        """Read a part whose headings do not reach beyond its end."""
        outer = self.flow.depth
        self.container(node, depth + 1)
        self.flow.depth = outer

    def _button(self, node: etree._Element) -> None:
        """Read the question that a button unfolds; other buttons are commands."""
        if (text := inline_text(node).strip()).endswith("?"):
            self._close()
            outer = self.flow.depth
            self.flow.heading(text, outer + 1)
            self.flow.depth = outer

    def _list(self, node: etree._Element, level: int, depth: int) -> None:
        if depth + level > DEEPEST:
            raise DamagedFile(self.name, "ses listes sont imbriquées sans fin")
        number = _integer(node.get("start"), 1)
        printed = PRINTED.get(node.get("type", "1"), str)
        for entry in node.iterchildren("li", "ul", "ol"):
            if self._furniture(entry):
                continue
            if entry.tag != "li":
                self._list(entry, level + 1, depth)
                continue
            number = _integer(entry.get("value"), number)
            self._entry(entry, f"{printed(number)}." if node.tag == "ol" else "-", level, depth)
            number += 1

    def _entry(self, entry: etree._Element, marker: str, level: int, depth: int) -> None:
        """Read a list item; one that holds more than texts and deeper lists is read as it stands."""
        if next(entry.iter("details", "table", "dl", *_HEADINGS), None) is not None:
            self.container(entry, depth + 1)
            return
        self.flow.item(marker, inline_text(entry, without=("ul", "ol")), level)
        for inner in entry.iter("ul", "ol"):
            if next(inner.iterancestors("li"), None) is entry:
                self._list(inner, level + 1, depth)

    def _definitions(self, node: etree._Element, depth: int) -> None:
        """Read terms and what is said of each: questions as headings, facts as rows of two cells."""
        term = ""
        for child in node.iter("dt", "dd"):
            if next(child.iterancestors("dl"), None) is not node:
                continue
            if child.tag == "dt":
                term = inline_text(child)
            elif term.strip().endswith("?") or holds_blocks(child):
                outer = self.flow.depth
                self.flow.heading(term, outer + 1)
                self._aside(child, depth)
                self.flow.depth, term = outer, ""
            else:
                self.flow.table([[term, inline_text(child)]])

    def _table(self, node: etree._Element, depth: int) -> None:
        rows, headers = read_rows(node)
        if (
            next(node.iterdescendants("table", *_HEADINGS), None) is not None
            or max(map(len, rows), default=0) < 2
        ):
            self.container(node, depth + 1)
            return
        for caption in node.iterchildren("caption"):
            self.flow.paragraph(inline_text(caption))
        self.flow.table(rows, headers)

    def _close(self) -> None:
        self.flow.paragraph("".join(self.run))
        self.run.clear()

    def _furniture(self, node: etree._Element) -> bool:
        """Whether an element is part of the site rather than of the text: never most of the text."""
        marks = f"{node.get('class', '')} {node.get('id', '')}"
        if node.tag == "header":
            return next(node.iter("h1"), None) is None
        if node.tag not in ("nav", "aside", "footer") and node.get("role") not in _FURNITURE_ROLES:
            return bool(_FURNITURE.search(marks)) and 2 * _size(node) < self.size
        return True


def _size(element: etree._Element) -> int:
    return sum(map(len, element.itertext()))


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
