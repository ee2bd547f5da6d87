"""A file is read for what it is, whatever its name, or refused with one clear reason."""

import codecs
import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import archives, readers
from ingest.blocks import Block, BlockKind
from ingest.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    IngestError,
    MislabelledFile,
    NeedsOcr,
    TooLarge,
    UnsupportedFormat,
)
from ingest.readers import read
from tests.ingest.shown import shown
from tests.ingest.test_odt import made, p

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = (
    f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">{LAUGHS}]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
)


def zipped(**members: str | bytes) -> bytes:
    """Make a ZIP archive; in a member's name, `__` stands for `/` and `_` for the last dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def word(text: str = "Texte.") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["loi.docx", "loi.pdf", "loi.txt", "loi", "https://a.fr/loi.odt?x=1"])
@pytest.mark.parametrize("make", [word, lambda: made(p("Texte."))], ids=["docx", "odt"])
def test_an_office_document_is_read_whatever_its_name(make: Callable[[], bytes], name: str) -> None:
    assert shown(read(make(), name)) == ["¶ Texte."]


def test_a_pdf_is_read_whatever_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "Texte.", page=1),)
    monkeypatch.setattr(readers, "read_pdf", lambda _data, _name: blocks)
    assert read(b"junk\n%PDF-1.7\n", "loi.txt") == blocks


@pytest.mark.parametrize(
    ("data", "name", "lines"),
    [
        (b"<!DOCTYPE html><h1>Objet</h1>", "loi.txt", ["# Objet"]),
        (b"<!-- vu --><html><body><p>Objet</p></body></html>", "loi.md", ["¶ Objet"]),
        (b"<h2>Objet</h2><p>Oui.</p>", "loi.html", ["## Objet", "¶ Oui."]),
        (b"Une phrase sans balise.", "loi.html", ["¶ Une phrase sans balise."]),
        (b"<!-- vu -->\n# Objet\n\n**Oui**.", "loi.md", ["# Objet", "¶ Oui."]),
        (b"# Objet\n\nOui.", "loi.txt", ["# Objet", "¶ Oui."]),
        (b"OBJET DU TEXTE\n\nOui, *vraiment*.", "loi.txt", ["# OBJET DU TEXTE", "¶ Oui, *vraiment*."]),
        (b"BMW et autres.", "loi.txt", ["¶ BMW et autres."]),
    ],
)
def test_a_text_is_read_for_what_it_is(data: bytes, name: str, lines: list[str]) -> None:
    assert shown(read(data, name)) == lines


@pytest.mark.parametrize(
    "data",
    [
        "L’été, à Noël".encode(),
        codecs.BOM_UTF8 + "L’été, à Noël".encode(),
        "L’été, à Noël".encode("utf-16"),
        codecs.BOM_UTF16_BE + "L’été, à Noël".encode("utf-16-be"),
        "L’été, à Noël".encode("cp1252"),
    ],
)
def test_the_encoding_of_a_text_is_found(data: bytes) -> None:
    assert shown(read(data, "a.txt")) == ["¶ L’été, à Noël"]


def test_the_encoding_that_a_page_declares_is_believed_when_it_is_not_utf8() -> None:
    page = '<html><head><meta charset="ISO-8859-15"></head><body>Œuvre : 5 €</body></html>'
    assert shown(read(page.encode("iso-8859-15"), "a.html")) == ["¶ Œuvre : 5 €"]


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\x00\x00", b"<html><script>x()</script></html>", b"<!-- -->"]
)
@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_a_file_without_words_is_empty(data: bytes, name: str) -> None:
    with pytest.raises(EmptyFile):
        read(data, name)


def test_an_office_document_without_words_is_empty_and_one_of_pictures_needs_ocr() -> None:
    body = f"<w:document {W}><w:body/></w:document>"
    with pytest.raises(EmptyFile):
        read(zipped(word__document_xml=body), "a.docx")
    with pytest.raises(NeedsOcr):
        read(zipped(word__document_xml=body, word__media__image1_png=b"x"), "a.docx")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "https://a.fr/a.odt"])
@pytest.mark.parametrize("data", [b"<!DOCTYPE html><p>Connexion</p>", b"404 Not Found", b"# Titre"])
def test_a_page_or_a_text_in_place_of_a_document_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(MislabelledFile):
        read(data, name)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image JPEG"),
        (b"BM" + bytes(60), "image BMP"),
        (b"{\\rtf1 Texte}", "RTF"),
        (OLE + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE + "Workbook".encode("utf-16-le"), ".xls"),
        (OLE, "Microsoft"),
        (zipped(xl__workbook_xml="<x/>"), "Excel"),
        (
            zipped(content_xml="<x/>", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "OpenDocument",
        ),
        (zipped(photo_jpg="x"), "archive ZIP"),
        (b"PK\x05\x06" + bytes(18), "ZIP vide"),
        (bytes(range(256)) * 4, "pas du texte"),
        (b"\x81\x8d\x8f texte", "pas du texte"),
    ],
)
def test_a_format_that_no_reader_knows_is_named(data: bytes, what: str) -> None:
    with pytest.raises(UnsupportedFormat, match=what):
        read(data, "a.pdf")


def test_an_office_document_with_a_password_is_said_to_be_encrypted() -> None:
    with pytest.raises(EncryptedFile):
        read(OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx")
    flagged = bytearray(zipped(word__document_xml="<x/>"))
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFile):
        read(bytes(flagged), "a.docx")


@pytest.mark.parametrize("data", [word(), made(p("Texte."))], ids=["docx", "odt"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_office_document_is_damaged(data: bytes, share: float) -> None:
    with pytest.raises(DamagedFile):
        read(data[: int(len(data) * share)], "a.docx")


@pytest.mark.parametrize("xml", [BILLION_LAUGHS, EXTERNAL])
def test_entities_are_never_expanded(xml: str) -> None:
    with pytest.raises(DamagedFile):
        read(zipped(word__document_xml=xml), "a.docx")


def test_a_text_cut_inside_a_character_is_damaged() -> None:
    with pytest.raises(DamagedFile):
        read("Éligible à l’aide, coopération".encode() + b"\xc3", "a.txt")


def test_a_zip_bomb_is_refused_before_it_expands(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(word__document_xml=b" " * (archives.MAX_XML + 1))
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge, match="une fois décompressé"):
        read(bomb, "a.docx")
    monkeypatch.setattr(archives, "MAX_EXPANDED", 10_000)
    with pytest.raises(TooLarge, match="une fois décompressé"):
        read(zipped(word__document_xml=b"<x/>", word__media__a_png=bytes(20_000)), "a.docx")
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    with pytest.raises(TooLarge, match="2 fichiers"):
        read(zipped(a="", b=""), "a.docx")


def test_a_member_that_lies_about_its_size_does_not_expand_beyond_it() -> None:
    data = bytearray(zipped(word__document_xml=b"<a>" + b" " * 1_000_000 + b"</a>"))
    central = data.index(b"PK\x01\x02") + 24
    data[central : central + 4] = (100).to_bytes(4, "little")
    with pytest.raises(DamagedFile):
        read(bytes(data), "a.docx")


def test_many_comments_before_a_text_are_passed_over_in_time() -> None:
    assert shown(read(b"<!-- vu -->" * 5000 + b"\n\nTexte.", "a.md")) == ["¶ Texte."]


def test_a_text_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_TEXT", 1_000_000)
    with pytest.raises(TooLarge, match=r"1,2 Mo.*1 Mo"):
        read(b"x" * 1_200_000, "a.txt")


NAMES = st.sampled_from(["a.md", "a.txt", "a.html", "a.docx", "a.odt", "a"])
STARTS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7\n",
        OLE,
        b"<html>",
        b"# ",
        b"\xff\xfe",
        b"1. ",
        b"> - ",
        b"| a | b |\n|-|-|\n",
    ]
)


@given(st.builds(bytes.__add__, STARTS, st.binary(max_size=300)), NAMES)
@settings(max_examples=150)
def test_any_bytes_give_blocks_or_a_clear_error(data: bytes, name: str) -> None:
    try:
        blocks = read(data, name)
    except IngestError as error:
        assert "\n" not in str(error)
    else:
        assert blocks
        assert all(block.text.strip() for block in blocks)


@given(st.text(max_size=200), NAMES)
@settings(max_examples=150)
def test_any_text_gives_single_spaced_words_of_its_own(text: str, name: str) -> None:
    try:
        blocks = read(text.encode("utf-8", "replace"), name)
    except IngestError:
        return
    assert all(block.text == " ".join(block.text.split()) and block.level >= 1 for block in blocks)


SMALL = {"a.docx": word("Un texte assez long pour être compressé."), "a.odt": made(p("Un texte."))}


@given(st.sampled_from(sorted(SMALL)), st.integers(0, 5000), st.integers(1, 255))
@settings(max_examples=150)
def test_an_office_document_with_one_wrong_byte_is_read_or_refused(name: str, place: int, flip: int) -> None:
    data = bytearray(SMALL[name])
    data[place % len(data)] ^= flip
    try:
        assert read(bytes(data), name)
    except IngestError as error:
        assert str(error).startswith(f"{name} : ")
