"""Tell what a file is from its content, whatever its name says."""

import re
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.archives import Archive


class Format(StrEnum):
    """A format that a reader knows; the value is how an operator calls it."""

    PDF = "un PDF"
    DOCX = "un document Word"
    ODT = "un document OpenDocument"
    HTML = "une page web"
    MARKDOWN = "un texte Markdown"
    TEXT = "un texte brut"


ANNOUNCED = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".odt": Format.ODT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
}
"""What each suffix announces."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_OTHERS = (
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"GIF8", "une image GIF"),
    (b"II*\x00", "une image TIFF"),
    (b"MM\x00*", "une image TIFF"),
    (b"RIFF", "une image, un son ou une vidéo"),
    (b"BM", "une image BMP"),
    (b"{\\rtf", "un document RTF"),
    (b"%!PS", "un document PostScript"),
    (b"\x1f\x8b", "une archive gzip"),
    (b"BZh", "une archive bzip2"),
    (b"7z\xbc\xaf", "une archive 7z"),
    (b"Rar!", "une archive RAR"),
    (b"\xfd7zXZ", "une archive xz"),
    (b"PK\x05\x06", "une archive ZIP vide"),
)
_TEXT_LIKE = (b"BM", b"BZh")
_FAMILIES = {
    "xl/workbook.xml": "un classeur Excel",
    "ppt/presentation.xml": "une présentation PowerPoint",
    "META-INF/container.xml": "un livre EPUB",
}
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ATX = re.compile(r"^#{1,6} \S", re.MULTILINE)
_HEAD = 1024
"""Bytes at the start of a file where a PDF may begin: readers accept some junk before it."""


def suffix_of(name: str) -> str:
    """Return the suffix of a file name or of the path of a URL, in lower case.

    >>> suffix_of("https://a.fr/Reglement.PDF?v=2"), suffix_of("notes")
    ('.pdf', '')
    """
    path = urlsplit(name).path if name.startswith(("http://", "https://")) else name
    return PurePosixPath(path).suffix.lower()


def is_pdf(data: bytes) -> bool:
    """Whether the content is a PDF."""
    return b"%PDF-" in data[:_HEAD]


def known_binary(data: bytes) -> str:
    """Return what a content that no reader knows is, "" if it is not one of the usual ones."""
    for magic, what in _OTHERS:
        if data.startswith(magic) and (magic not in _TEXT_LIKE or b"\x00" in data[:64]):
            return what
    return ""


def ole_kind(data: bytes) -> str:
    """Return what an OLE file holds, "" for an office document that a password protects."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ""
    for stream, what in (
        ("WordDocument", "un document Word d’avant 2007 (.doc)"),
        ("Workbook", "un classeur Excel d’avant 2007 (.xls)"),
        ("PowerPoint Document", "une présentation PowerPoint d’avant 2007 (.ppt)"),
    ):
        if stream.encode("utf-16-le") in data:
            return what
    return "un fichier Microsoft d’avant 2007"


def office_format(archive: Archive) -> Format | str:
    """Return the format of an archive, or what it is if no reader knows it."""
    if "word/document.xml" in archive.members:
        return Format.DOCX
    if "content.xml" in archive.members:
        mimetype = archive.read("mimetype").decode("ascii", "replace").strip()
        opendocument = "application/vnd.oasis.opendocument"
        if mimetype and not mimetype.startswith(f"{opendocument}.text"):
            return "un classeur, une présentation ou un dessin OpenDocument"
        return Format.ODT
    return next((what for member, what in _FAMILIES.items() if member in archive.members), "une archive ZIP")


def text_format(text: str, name: str) -> Format:
    """Return what a text is: a web page, Markdown, or plain.

    >>> text_format("<!DOCTYPE html><p>Oui</p>", "a.txt").name, text_format("# Objet", "objet").name
    ('HTML', 'MARKDOWN')
    """
    announced = ANNOUNCED.get(suffix_of(name))
    if announced is Format.HTML or _HTML.match(text):
        return Format.HTML
    if announced is Format.MARKDOWN or _ATX.search(text):
        return Format.MARKDOWN
    return Format.TEXT
