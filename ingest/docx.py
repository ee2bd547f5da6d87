"""Read a DOCX document: what a reader of the printed page would read, in the same order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.archives import Archive, open_archive
from ingest.blocks import Block
from ingest.docx_styles import Look, Styles, W, load_styles
from ingest.errors import DamagedFile
from ingest.flow import DEEPEST, Flow
from ingest.numbering import Counter

_HIDDEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}txbxContent", f"{W}pPr", f"{W}rPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GLYPHS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_docx(data: bytes, name: str) -> tuple[Block, ...]:
    """Return the blocks of a DOCX document; headers, footers, deleted text and contents lists are left out.

    Raises:
        DamagedFile: the document is truncated or malformed.
        EncryptedFile: a password is needed.
        TooLarge: it expands beyond bounds.
    """
    archive = open_archive(data, name)
    root = archive.xml("word/document.xml")
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise DamagedFile(name, "il n’a pas de texte principal")
    reader = _Reader(load_styles(archive), _notes(archive), name)
    reader.container(body)
    return reader.flow.done()


def _notes(archive: Archive) -> dict[str, str]:
    """Return the text of the footnotes by identifier, separators left out."""
    root = archive.xml("word/footnotes.xml")
    found = () if root is None else root.findall(f"{W}footnote")
    return {
        note.get(f"{W}id", ""): "\n".join(map(_text, note.iter(f"{W}p")))
        for note in found
        if note.get(f"{W}type") in (None, "normal")
    }


@dataclass(slots=True)
class _Reader:
    """Walks the body and keeps the running numbers of its lists and footnotes."""

    styles: Styles
    notes: dict[str, str]
    name: str
    flow: Flow = field(default_factory=Flow)
    counters: dict[str, Counter] = field(default_factory=dict)
    noted: int = 0

    def container(self, parent: etree._Element, depth: int = 0) -> None:
        """Read the paragraphs and tables of the body, of a content control or of a text box.

        Raises:
            DamagedFile: elements are nested beyond any sense.
        """
        if depth > DEEPEST:
            raise DamagedFile(self.name, "ses éléments sont imbriqués sans fin")
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                self.table(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"):
                self.container(child, depth + 1)

    def paragraph(self, element: etree._Element, depth: int) -> None:
        look = self.styles.look(element)
        if not look.contents:
            self._add(element, look)
        for note in element.iter(f"{W}footnoteReference"):
            if text := self.notes.get(note.get(f"{W}id", "")):
                self.noted += 1
                self.flow.note(f"{self.noted} {text}")
        for box in element.iter(f"{W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                self.container(box, depth + 1)

    def table(self, element: etree._Element) -> None:
        rows = [row for row in element.iter(f"{W}tr") if _owner(row) is element]
        cells = [[cell for cell in row.iter(f"{W}tc") if _owner(cell) is row] for row in rows]
        headers = sum(1 for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None)
        if not headers and len(rows) > 1 and _bold(cells[0]) and not _bold(cells[1]):
            headers = 1
        self.flow.table([[_cell(cell) for cell in row] for row in cells], headers)

    def _add(self, element: etree._Element, look: Look) -> None:
        text = _text(element)
        if not text.strip():
            return
        marker = self._marker(look)
        if look.heading:
            self.flow.heading(f"{marker} {text}" if marker not in ("", "-") else text, look.heading)
        elif marker or look.list_id:
            self.flow.item(marker, text, look.list_level + 1)
        else:
            self.flow.paragraph(text, bold=_bold([element]))

    def _marker(self, look: Look) -> str:
        if not look.list_id:
            return ""
        levels = self.styles.lists.get(look.list_id)
        if levels is None:
            return "" if look.heading else "-"
        return self.counters.setdefault(levels.key, Counter(levels.levels)).next(look.list_level)


def _owner(element: etree._Element) -> etree._Element | None:
    """Return the table of a row, or the row of a cell, through content controls."""
    wanted = f"{W}tbl" if element.tag == f"{W}tr" else f"{W}tr"
    return next((parent for parent in element.iterancestors() if parent.tag == wanted), None)


def _cell(cell: etree._Element) -> str:
    """Return a cell's text; the lower parts of a merged cell hold none."""
    return "\n".join(_text(paragraph) for paragraph in cell.iter(f"{W}p"))


def _text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(root: etree._Element) -> Iterator[str]:
    """Yield the text of a paragraph's runs in order, without what is deleted, hidden or boxed."""
    pending = list(reversed(root))
    while pending:
        element = pending.pop()
        if element.tag in _HIDDEN or element.tag == _FALLBACK or _vanished(element):
            continue
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag in _GLYPHS:
            yield _GLYPHS[element.tag]
        else:
            pending.extend(reversed(element))


def _vanished(run: etree._Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false")


def _bold(elements: list[etree._Element]) -> bool:
    """Whether every run that holds text is set in bold by itself."""
    runs = [run for element in elements for run in element.iter(f"{W}r") if re.search(r"\S", _text(run))]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(
        mark is not None and mark.get(f"{W}val", "1") not in ("0", "false") for mark in marks
    )
