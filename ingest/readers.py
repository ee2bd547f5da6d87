"""Read a file of any known format into blocks."""

from collections.abc import Callable, Mapping

from ingest.archives import open_archive
from ingest.blocks import Block
from ingest.decoding import decode
from ingest.docx import read_docx
from ingest.errors import (
    EmptyFile,
    EncryptedFile,
    MislabelledFile,
    NeedsOcr,
    TooLarge,
    UnsupportedFormat,
    megabytes,
)
from ingest.formats import (
    ANNOUNCED,
    OLE,
    ZIP,
    Format,
    is_pdf,
    known_binary,
    office_format,
    ole_kind,
    suffix_of,
    text_format,
)
from ingest.html import read_html
from ingest.markdown import read_markdown
from ingest.odt import read_odt
from ingest.pdf import read_pdf
from ingest.plain import read_text

MAX_TEXT = 10_000_000
"""Bytes of a web page or of a text: some 3,000 pages."""

_DOCUMENTS = (Format.PDF, Format.DOCX, Format.ODT)
_TEXT_READERS: Mapping[Format, Callable[[str, str], tuple[Block, ...]]] = {
    Format.HTML: read_html,
    Format.MARKDOWN: read_markdown,
    Format.TEXT: lambda text, _name: read_text(text),
}


def read(data: bytes, name: str) -> tuple[Block, ...]:
    """Return the blocks of a document, at least one; its content decides how it is read.

    `name` is the file's name or the URL, for the messages and for what it announces: a web page or a
    text where a PDF or an office document was announced is an error page more often than the text
    itself, so it is refused rather than quoted as official.

    Raises:
        EmptyFile: it holds no word.
        UnreadableSource: its other subclasses say why the document cannot be read.
        UnsupportedFormat: no reader knows what it is.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise EmptyFile(name)
    if is_pdf(data):
        blocks = read_pdf(data, name)
    elif data.startswith(ZIP):
        blocks = _read_office(data, name)
    elif data.startswith(OLE):
        raise UnsupportedFormat(name, kind) if (kind := ole_kind(data)) else EncryptedFile(name)
    elif what := known_binary(data):
        raise UnsupportedFormat(name, what)
    else:
        blocks = _read_characters(data, name)
    if not blocks:
        raise EmptyFile(name)
    return blocks


def _read_office(data: bytes, name: str) -> tuple[Block, ...]:
    archive = open_archive(data, name)
    found = office_format(archive)
    if not isinstance(found, Format):
        raise UnsupportedFormat(name, found)
    blocks = (read_docx if found is Format.DOCX else read_odt)(data, name)
    if not blocks and any("media/" in member or "Pictures/" in member for member in archive.members):
        raise NeedsOcr(name)
    return blocks


def _read_characters(data: bytes, name: str) -> tuple[Block, ...]:
    if len(data) > MAX_TEXT:
        raise TooLarge(name, megabytes(len(data)), f"{megabytes(MAX_TEXT)} pour une page ou un texte")
    text = decode(data, name)
    found = text_format(text, name)
    announced = ANNOUNCED.get(suffix_of(name))
    if announced in _DOCUMENTS:
        raise MislabelledFile(name, announced, found)
    return _TEXT_READERS[found](text, name)
