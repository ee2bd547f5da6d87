"""Read a PDF within bounds, and say what is wrong with one that cannot be read."""

import io
import re
import zlib
from base64 import a85decode
from collections.abc import Iterator
from contextlib import suppress

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from ingest.blocks import Block
from ingest.errors import DamagedFile, EmptyFile, EncryptedFile, NeedsOcr, TooLarge
from ingest.layout import PageText
from ingest.pdf_blocks import to_blocks
from ingest.pdf_pages import is_picture, read_page

MOST_PAGES = 1_000
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that one stream of a page may unpack to; the densest maps take a third of it."""

_STREAM = re.compile(rb"<<((?:(?!endobj|stream).){0,2000}?)>>\s*stream\r?\n", re.DOTALL)
# pdfplumber wraps what fails on a page, but not what fails on the way to it.
_DAMAGE = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_pdf(data: bytes, name: str = "document.pdf") -> tuple[Block, ...]:
    """Return the blocks of a PDF in reading order; `name` is what the operator calls the file.

    Raises:
        EmptyFile: it has no byte, or nothing on its pages.
        EncryptedFile: a password is needed to open it.
        DamagedFile: it is truncated or malformed.
        NeedsOcr: half of its pages or more are images, without characters.
        TooLarge: it has more than MOST_PAGES pages, or a stream unpacks to more than MOST_UNPACKED.
    """
    if not data.strip():
        raise EmptyFile(name)
    if b"%PDF-" not in data[:1024]:
        raise DamagedFile(name, "l’en-tête d’un PDF manque")
    if b"%%EOF" not in data[-2048:]:
        raise DamagedFile(name, "la fin du fichier manque")
    if any(size > MOST_UNPACKED for size in _unpacked_sizes(data)):
        raise TooLarge(name, f"plus de {MOST_UNPACKED >> 20} Mo sur une page", f"{MOST_UNPACKED >> 20} Mo")
    blocks = to_blocks(_pages(data, name))
    if not blocks:
        raise EmptyFile(name)
    return blocks


def _pages(data: bytes, name: str) -> list[PageText]:
    """Return the text of each page; one page at a time is held in full.

    Raises:
        EncryptedFile: a password is needed to open it.
        DamagedFile: it is malformed.
        NeedsOcr: half of its pages or more are images.
        TooLarge: it has too many pages.
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            count = len(document.pages)
            if count > MOST_PAGES:
                raise TooLarge(name, f"{count} pages", f"{MOST_PAGES} pages")
            read = [_read(page) for page in document.pages]
    except _DAMAGE as error:
        # pdfplumber hands on the error of pdfminer as the argument of its own.
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise EncryptedFile(name) from error
        raise DamagedFile(name) from error
    if not read:
        raise DamagedFile(name, "il ne contient aucune page")
    pictures = sum(picture for _, picture in read)
    if pictures and 2 * pictures >= count:
        raise NeedsOcr(name)
    return [text for text, _ in read]


def _read(page: Page) -> tuple[PageText, bool]:
    """Return the text of a page, and whether it is the picture of one, then free the page."""
    text = read_page(page)
    picture = is_picture(page, text)
    page.close()
    return text, picture


def _unpacked_sizes(data: bytes) -> Iterator[int]:
    """Yield what each stream but an image unpacks to, in bytes, counted up to MOST_UNPACKED + 1."""
    for found in _STREAM.finditer(data):
        if b"Flate" in found[1] and b"/Image" not in found[1]:
            end = data.find(b"endstream", found.end())
            with suppress(zlib.error, ValueError):
                packed = data[found.end() : end if end > 0 else len(data)]
                packed = a85decode(packed.strip(), adobe=True) if b"ASCII85" in found[1] else packed
                yield len(zlib.decompressobj().decompress(packed, MOST_UNPACKED + 1))
