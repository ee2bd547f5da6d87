"""A PDF that cannot be read is refused with the reason, before it costs memory or time."""

import zlib
from base64 import a85encode
from collections.abc import Callable

import pytest

from ingest import pdf as reader
from ingest.blocks import BlockKind
from ingest.errors import DamagedFile, EmptyFile, EncryptedFile, NeedsOcr, TooLarge
from ingest.pdf import read_pdf
from tests.ingest.sheets import lines, pdf, picture, text
from tests.ingest.shown import shown

SENTENCE = "Les pôles territoriaux sont sélectionnés par arrêté du ministre."


def test_the_blocks_of_a_page_carry_its_number() -> None:
    blocks = read_pdf(pdf([text(SENTENCE, 100)], [text("La liste en est publiée chaque année.", 100)]))
    assert [(block.kind, block.page) for block in blocks] == [
        (BlockKind.PARAGRAPH, 1),
        (BlockKind.PARAGRAPH, 2),
    ]


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(EncryptedFile, match=r"^appel\.pdf : "):
        read_pdf(pdf([text(SENTENCE, 100)], lock="sésame"), "appel.pdf")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = pdf([text(SENTENCE, 100)])
    with pytest.raises(DamagedFile):
        read_pdf(data[: int(share * len(data))])


def test_a_file_without_the_header_of_a_pdf_is_refused() -> None:
    with pytest.raises(DamagedFile):
        read_pdf(b"<html>Not found</html>")


def test_a_file_whose_objects_are_lost_is_refused() -> None:
    with pytest.raises(DamagedFile):
        read_pdf(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF")


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        read_pdf(data)


def test_blank_pages_are_an_empty_file() -> None:
    with pytest.raises(EmptyFile):
        read_pdf(pdf([], []))


def test_scanned_pages_need_ocr_even_with_a_stamp_on_them() -> None:
    with pytest.raises(NeedsOcr):
        read_pdf(pdf([picture(), text("Reçu le 3 mai", 20)], [picture()]))


def test_an_image_among_pages_of_text_is_no_scan() -> None:
    pages = [[text(f"Les pôles {place} sont aidés.", 100)] for place in ("du nord", "du sud", "de l’ouest")]
    assert len(read_pdf(pdf([picture()], *pages))) == 3


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    with pytest.raises(TooLarge, match="3 pages, 2 pages au plus"):
        read_pdf(pdf(*[[text(SENTENCE, 100)]] * 3))


@pytest.mark.parametrize(
    ("filters", "encode"),
    [(b"/FlateDecode", bytes), (b"[/ASCII85Decode /FlateDecode]", lambda packed: a85encode(packed) + b"~>")],
)
def test_a_stream_that_would_fill_the_memory_is_refused_unpacked(
    filters: bytes, encode: Callable[[bytes], bytes]
) -> None:
    bomb = encode(zlib.compress(bytes(reader.MOST_UNPACKED + 1024), 9))
    stream = b"9 0 obj << /Filter %b /Length %d >>\nstream\n%b\nendstream endobj\n"
    data = pdf([text(SENTENCE, 100)]).replace(b"xref\n", stream % (filters, len(bomb), bomb) + b"xref\n", 1)
    with pytest.raises(TooLarge, match="64 Mo"):
        read_pdf(data)


def test_lines_of_a_paragraph_are_joined() -> None:
    page = [
        *lines(
            "Les pôles territoriaux de coopération économique sont constitués par le regroupement, sur",
            top=100,
        ),
        *lines(
            "un même territoire, d’entreprises de l’économie sociale.",
            "Ils mettent en œuvre une stratégie.",
            top=113,
        ),
    ]
    assert shown(read_pdf(pdf(page))) == [
        "¶ Les pôles territoriaux de coopération économique sont constitués par le regroupement, sur un même"
        " territoire, d’entreprises de l’économie sociale.",
        "¶ Ils mettent en œuvre une stratégie.",
    ]
