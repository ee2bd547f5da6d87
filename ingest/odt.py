"""Read an OpenDocument text: what a reader of the printed page would read, in the same order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.archives import open_archive
from ingest.blocks import Block
from ingest.errors import DamagedFile, EncryptedFile
from ingest.flow import DEEPEST, Flow
from ingest.numbering import Counter
from ingest.odt_styles import TABLE, TEXT, Styles, load_styles

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_DROPPED = {
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
    f"{TEXT}tracked-changes",
    f"{TEXT}table-of-content",
    f"{TEXT}illustration-index",
    f"{TEXT}alphabetical-index",
    f"{TEXT}note",
}
_GLYPHS = {f"{TEXT}tab": " ", f"{TEXT}s": " ", f"{TEXT}line-break": "\n"}
_TEXT_BOX = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"
_CONTINUES = (f"{TEXT}continue-numbering", f"{TEXT}continue-list")
_OUTLINE_LEVELS = tuple(map(str, range(1, 11)))


def read_odt(data: bytes, name: str) -> tuple[Block, ...]:
    """Return the blocks of an OpenDocument text; page styles, comments and contents lists are left out.

    Raises:
        DamagedFile: the document is truncated or malformed.
        EncryptedFile: a password is needed.
        TooLarge: it expands beyond bounds.
    """
    archive = open_archive(data, name)
    manifest = archive.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise EncryptedFile(name)
    content = archive.xml("content.xml")
    body = None if content is None else content.find(f"{_OFFICE}body/{_OFFICE}text")
    if content is None or body is None:
        raise DamagedFile(name, "il n’a pas de texte principal")
    reader = _Reader(load_styles(content, archive.xml("styles.xml")), name)
    reader.container(body)
    return reader.flow.done()


@dataclass(slots=True)
class _Reader:
    """Walks the body and keeps the running numbers of its lists and headings."""

    styles: Styles
    name: str
    flow: Flow = field(default_factory=Flow)
    counters: dict[str, Counter] = field(default_factory=dict)

    def container(self, parent: etree._Element, depth: int = 0) -> None:
        """Read what stands in the body, a section or a text box.

        Raises:
            DamagedFile: elements are nested beyond any sense.
        """
        if depth > DEEPEST:
            raise DamagedFile(self.name, "ses éléments sont imbriqués sans fin")
        for child in parent:
            if child.tag == f"{TEXT}h":
                self._heading(child)
            elif child.tag == f"{TEXT}p":
                self._paragraph(child)
            elif child.tag == f"{TEXT}list":
                self._list(child, child.get(f"{TEXT}style-name", ""), 0)
            elif child.tag == f"{TABLE}table":
                self._table(child)
            elif child.tag not in _DROPPED:
                self.container(child, depth + 1)

    def _heading(self, element: etree._Element, number: str = "") -> None:
        """Read a heading, numbered by the list that holds it or else by the outline."""
        declared = element.get(f"{TEXT}outline-level", "")
        level = int(declared) if declared in _OUTLINE_LEVELS else 1
        outline = self.counters.setdefault("outline", Counter(self.styles.outline)).next(level - 1)
        self.flow.heading(f"{number or outline} {_text(element)}", level)
        self._attached(element)

    def _paragraph(self, element: etree._Element) -> None:
        title = self.styles.is_title(element.get(f"{TEXT}style-name", ""))
        if title:
            self.flow.heading(_text(element), 1)
        else:
            self.flow.paragraph(_text(element), bold=self._bold(element))
        self._attached(element)

    def _attached(self, element: etree._Element) -> None:
        """Read the footnotes that a paragraph calls and the text boxes anchored to it."""
        for note in element.iter(f"{TEXT}note"):
            number, body = note.findtext(f"{TEXT}note-citation", ""), note.find(f"{TEXT}note-body")
            if body is not None:
                self.flow.note(f"{number} " + "\n".join(_text(p) for p in body.iter(f"{TEXT}p")))
        for box in element.iter(_TEXT_BOX):
            self.container(box, 1)

    def _list(self, element: etree._Element, style: str, depth: int) -> None:
        """Read a list; one that does not continue another starts its numbers again.

        Raises:
            DamagedFile: lists are nested beyond any sense.
        """
        if depth > DEEPEST:
            raise DamagedFile(self.name, "ses listes sont imbriquées sans fin")
        if not depth and not any(map(element.get, _CONTINUES)):
            self.counters.pop(style, None)
        counter = self.counters.setdefault(style, Counter(self.styles.lists.get(style, {})))
        for entry in element:
            if entry.tag == f"{TEXT}list-item":
                self._entry(entry, style, depth, counter.next(depth) if _counts(entry) else "")
            elif entry.tag == f"{TEXT}list-header":
                self.container(entry, depth + 1)

    def _entry(self, entry: etree._Element, style: str, depth: int, marker: str) -> None:
        lines = [child for child in entry if child.tag == f"{TEXT}p"]
        for heading in entry.findall(f"{TEXT}h"):
            self._heading(heading, "" if marker == "-" else marker)
        self.flow.item(marker or "-", "\n".join(map(_text, lines)), depth + 1)
        for line in lines:
            self._attached(line)
        for child in entry.findall(f"{TEXT}list"):
            self._list(child, child.get(f"{TEXT}style-name", style), depth + 1)

    def _table(self, element: etree._Element) -> None:
        rows = [row for row in element.iter(f"{TABLE}table-row") if _owner(row) is element]
        headers = sum(1 for row in rows if _parent_tag(row) == f"{TABLE}table-header-rows")
        if not headers and len(rows) > 1 and self._bold(rows[0]) and not self._bold(rows[1]):
            headers = 1
        self.flow.table(
            [[_cell(cell) for cell in row.findall(f"{TABLE}table-cell")] for row in rows], headers
        )

    def _bold(self, element: etree._Element) -> bool:
        """Whether all the text of an element is set in bold, by its paragraphs or by their spans."""
        runs = list(_runs(element))
        return bool(runs) and all(any(map(self.styles.is_bold, styles)) for styles in runs)


def _counts(entry: etree._Element) -> bool:
    """Whether an entry is printed with a marker: one that only nests a deeper list is not."""
    return any(child.tag in (f"{TEXT}p", f"{TEXT}h") for child in entry)


def _runs(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the styles of each run of text: its own, and that of the paragraph around it."""
    for paragraph in element.iter(f"{TEXT}p"):
        style = paragraph.get(f"{TEXT}style-name", "")
        for run in paragraph.iter(f"{TEXT}p", f"{TEXT}span", f"{TEXT}a"):
            if any((text or "").strip() for text in (run.text, *(child.tail for child in run))):
                yield run.get(f"{TEXT}style-name", ""), style


def _owner(row: etree._Element) -> etree._Element | None:
    return next((parent for parent in row.iterancestors() if parent.tag == f"{TABLE}table"), None)


def _parent_tag(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag)


def _cell(cell: etree._Element) -> str:
    return "\n".join(_text(line) for line in cell.iter(f"{TEXT}p", f"{TEXT}h"))


def _text(element: etree._Element) -> str:
    return "".join(_pieces(element, 0))


def _pieces(element: etree._Element, depth: int) -> Iterator[str]:
    """Yield the text of a paragraph in order, without its notes, comments and text boxes."""
    if depth > DEEPEST:
        return
    yield element.text or ""
    for child in element:
        if child.tag in _GLYPHS:
            yield _GLYPHS[child.tag]
        elif child.tag not in _DROPPED and child.tag != _TEXT_BOX and isinstance(child.tag, str):
            yield from _pieces(child, depth + 1)
        yield child.tail or ""
