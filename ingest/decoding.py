"""Turn the bytes of a text into characters."""

import codecs
import re

from ingest.errors import DamagedFile, UnsupportedFormat

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
# A page that declares ISO-8859-1 is read by browsers as Windows-1252: https://encoding.spec.whatwg.org/
_CHARSETS = {"iso-8859-15": "iso-8859-15", "latin9": "iso-8859-15", "macintosh": "mac-roman"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEAD = 1024
"""Bytes at the start of a page where its charset is declared."""


def decode(data: bytes, name: str) -> str:
    """Return the characters of a text in UTF-8, UTF-16 with its mark, or Windows-1252.

    >>> decode("coopération".encode("cp1252"), "a.txt")
    'coopération'

    Raises:
        DamagedFile: UTF-8 text in which some bytes were lost.
        UnsupportedFormat: the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"), name)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        _refuse_broken_utf8(data, name)
    declared = _DECLARED.search(data[:_HEAD])
    charset = declared[1].decode("ascii").lower() if declared else ""
    try:
        return _checked(data.decode(_CHARSETS.get(charset, "cp1252")), name)
    except UnicodeDecodeError as error:
        raise UnsupportedFormat(name, "un contenu qui n’est pas du texte") from error


def _checked(text: str, name: str) -> str:
    """Return a text that holds hardly any control character: binary data hold many.

    Raises:
        DamagedFile: characters were lost.
        UnsupportedFormat: it is no text.
    """
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls * 100 > len(text):
        raise UnsupportedFormat(name, "un contenu qui n’est pas du texte")
    if text.count("\ufffd") * 100 > len(text):
        raise DamagedFile(name, "des caractères ont été perdus")
    return _CONTROLS.sub("", text)


def _refuse_broken_utf8(data: bytes, name: str) -> None:
    """Refuse UTF-8 text cut inside a character: read as Windows-1252 it would be full of "Ã©".

    Raises:
        DamagedFile: the text is in UTF-8 for the most part.
    """
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f") - lost
    if sound > lost:
        raise DamagedFile(name, "texte UTF-8 dont des octets manquent")
