"""Open the ZIP archive that an office document is, within bounds, and parse its XML safely."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from ingest.errors import DamagedFile, EncryptedFile, TooLarge, megabytes

MAX_XML = 32_000_000
"""Bytes of XML that one document may hold once expanded: some 5,000 pages."""

MAX_EXPANDED = 400_000_000
"""Bytes that one document may hold once expanded, pictures included."""

MAX_MEMBERS = 10_000

_FAILURES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP archive whose declared sizes are within bounds; a member cannot expand beyond its own."""

    name: str
    members: frozenset[str]
    _zip: zipfile.ZipFile

    def read(self, member: str) -> bytes:
        """Return the content of a member, b"" if there is none.

        Raises:
            DamagedFile: the member cannot be expanded.
        """
        if member not in self.members:
            return b""
        try:
            return self._zip.read(member)
        except _FAILURES as error:
            raise DamagedFile(self.name, "son archive ZIP est incomplète") from error

    def xml(self, member: str) -> etree._Element | None:
        """Return the root of an XML member, None if there is no such member.

        Raises:
            DamagedFile: it is no XML, or declares a document type, which office documents never do.
        """
        data = self.read(member)
        if not data:
            return None
        try:
            root = etree.fromstring(data, _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DamagedFile(self.name, "son contenu XML est mal formé") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise DamagedFile(self.name, "son contenu XML déclare des entités, ce qui est refusé")
        return root


def open_archive(data: bytes, name: str) -> Archive:
    """Open a ZIP archive.

    Raises:
        DamagedFile: the archive is truncated.
        EncryptedFile: a member needs a password.
        TooLarge: it declares more than the bounds above.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _FAILURES as error:
        raise DamagedFile(name, "son archive ZIP est incomplète") from error
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise EncryptedFile(name)
    _check_sizes(entries, name)
    return Archive(name, frozenset(entry.filename for entry in entries), archive)


def _check_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MAX_MEMBERS:
        raise TooLarge(name, f"{len(entries)} fichiers dans l’archive", f"{MAX_MEMBERS} fichiers")
    expanded = sum(entry.file_size for entry in entries)
    if expanded > MAX_EXPANDED:
        raise TooLarge(name, f"{megabytes(expanded)} une fois décompressé", megabytes(MAX_EXPANDED))
    text = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if text > MAX_XML:
        raise TooLarge(name, f"{megabytes(text)} de texte une fois décompressé", megabytes(MAX_XML))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
