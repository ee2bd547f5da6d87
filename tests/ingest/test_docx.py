"""A Word document is read as its reader reads the printed page."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from ingest.docx import read_docx
from ingest.errors import DamagedFile
from tests.ingest.shown import shown

NUMBERING = f"""<w:numbering {nsdecls("w")}>
  <w:abstractNum w:abstractNumId="7">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1°"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="41"><w:abstractNumId w:val="7"/></w:num>
  <w:num w:numId="42"><w:abstractNumId w:val="7"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""

FOOTNOTES = f"""<w:footnotes {nsdecls("w")}>
  <w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
  <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Hors taxes.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def saved(document: Document, /, **parts: str) -> bytes:
    """Save a document, with the given parts of its `word` folder put in place of its own."""
    plain, out = io.BytesIO(), io.BytesIO()
    document.save(plain)
    own = {f"word/{name}.xml": content for name, content in parts.items()}
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            if member not in own:
                target.writestr(member, source.read(member))
        for member, content in own.items():
            target.writestr(member, content)
    return out.getvalue()


def read(document: Document, /, **parts: str) -> list[str]:
    return shown(read_docx(saved(document, **parts), "texte.docx"))


def append(parent: Any, child: Any) -> None:
    """Append an element to another: the types of lxml and of python-docx do not agree on this."""
    parent.append(child)


def numbered(document: Document, text: str, level: int = 0, number: str = "41") -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    append(
        properties,
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'),
    )


def bold(document: Document, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def wrapped(paragraph: Paragraph, tag: str, text: str, run_tag: str = "w:t") -> None:
    """Append a run of tracked text to a paragraph."""
    mark, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(run_tag)
    words.text = text
    run.append(words)
    mark.append(run)
    append(paragraph._p, mark)


def test_headings_keep_their_depth_and_paragraphs_their_words() -> None:
    document = docx.Document()
    document.add_heading("Cahier des charges", 0)
    document.add_heading("Objet", 1)
    document.add_paragraph("L’aide finance  la\xa0coopération.")
    document.add_heading("Montant", 2)
    assert read(document) == [
        "# Cahier des charges",
        "# Objet",
        "¶ L’aide finance la coopération.",
        "## Montant",
    ]


def test_a_heading_style_named_in_french_is_a_heading() -> None:
    document = docx.Document()
    document.styles.add_style("Titre 2", 1)
    document.add_paragraph("Dépenses éligibles", style="Titre 2")
    assert read(document) == ["## Dépenses éligibles"]


def test_computed_numbers_are_printed_as_word_prints_them() -> None:
    document = docx.Document()
    document.add_paragraph("Sont éligibles :")
    for text, level in (("les études ;", 0), ("internes ;", 1), ("externes ;", 1), ("les travaux.", 0)):
        numbered(document, text, level)
    assert read(document, numbering=NUMBERING) == [
        "¶ Sont éligibles :",
        "* 1° les études ;",
        "** a) internes ;",
        "** b) externes ;",
        "* 2° les travaux.",
    ]


def test_a_list_that_restarts_counts_from_its_start_again() -> None:
    document = docx.Document()
    for text, number in (("un", "41"), ("deux", "41"), ("autre", "42")):
        numbered(document, text, number=number)
    assert read(document, numbering=NUMBERING) == ["* 1° un", "* 2° deux", "* 1° autre"]


def test_bullets_become_dashes() -> None:
    document = docx.Document()
    document.add_paragraph("les loyers", style="List Bullet")
    assert read(document) == ["* - les loyers"]


def test_lines_of_one_paragraph_that_are_items_come_apart() -> None:
    document = docx.Document()
    document.add_paragraph("Sont éligibles :\n- les loyers ;\n- les salaires.")
    assert read(document) == ["¶ Sont éligibles :", "* - les loyers ;", "* - les salaires."]


def test_a_table_gives_rows_under_its_header() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for row, texts in zip(
        table.rows, (("Nature", "Taux"), ("Études", "50 %"), ("Travaux", "30 %")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    blocks = read_docx(saved(document), "texte.docx")
    assert shown(blocks) == ["| Études | 50 %", "| Travaux | 30 %"]
    assert {block.header for block in blocks} == {"Nature | Taux"}


def test_a_bold_first_row_is_a_header() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table.rows[0].cells, ("Nature", "Taux"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for cell, text in zip(table.rows[1].cells, ("Études", "50 %"), strict=True):
        cell.text = text
    assert [block.header for block in read_docx(saved(document), "a.docx")] == ["Nature | Taux"]


def test_a_frame_of_one_cell_is_no_table() -> None:
    document = docx.Document()
    document.add_table(1, 1).rows[0].cells[0].text = "Attention : un seul dossier."
    assert read(document) == ["¶ Attention : un seul dossier."]


def test_a_question_in_bold_is_a_heading_and_a_fact_in_bold_is_not() -> None:
    document = docx.Document()
    bold(document, "Qui peut candidater ?")
    document.add_paragraph("Les associations.")
    bold(document, "Date limite : 30 juin 2015")
    assert read(document) == [
        "# Qui peut candidater ?",
        "¶ Les associations.",
        "¶ Date limite : 30 juin 2015",
    ]


def test_a_signature_in_bold_at_the_end_heads_nothing() -> None:
    document = docx.Document()
    document.add_paragraph("Fait à Paris.")
    bold(document, "Le ministre délégué")
    assert read(document)[-1] == "¶ Le ministre délégué"


def test_a_footnote_follows_its_paragraph_with_its_number() -> None:
    document = docx.Document()
    run = document.add_paragraph("L’aide est de 100 euros").add_run()
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    append(run._r, reference)
    assert read(document, footnotes=FOOTNOTES) == ["¶ L’aide est de 100 euros", "† 1 Hors taxes."]


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Le taux est de ")
    wrapped(paragraph, "w:del", "30 %", "w:delText")
    wrapped(paragraph, "w:ins", "50 %")
    assert read(document) == ["¶ Le taux est de 50 %"]


def test_what_a_content_control_holds_is_read() -> None:
    document = docx.Document()
    inner: Any = document.add_paragraph("Nom de la structure")._p
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inner.addprevious(control)
    control.append(content)
    content.append(inner)
    assert read(document) == ["¶ Nom de la structure"]


def test_a_text_box_is_read_once_although_word_stores_it_twice() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent>"
    append(
        document.add_paragraph("Texte")._p,
        parse_xml(
            f"<w:r {nsdecls('w')}><mc:AlternateContent "
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        ),
    )
    assert read(document) == ["¶ Texte", "¶ Encadré"]


def test_headers_footers_and_the_table_of_contents_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ministère"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("1. Objet 3", style="toc 1")
    document.add_paragraph("Texte.")
    assert read(document) == ["¶ Texte."]


def test_a_style_based_on_itself_does_not_loop() -> None:
    document = docx.Document()
    style = document.styles.add_style("Boucle", 1)
    style.base_style = style
    document.add_paragraph("Texte.", style="Boucle")
    assert read(document) == ["¶ Texte."]


@pytest.mark.parametrize("body", ["", "<w:document/>", "<w:document", f"<w:document {nsdecls('w')}/>"])
def test_a_document_without_a_sound_body_is_damaged(body: str) -> None:
    with pytest.raises(DamagedFile):
        read(docx.Document(), document=body)


def test_endless_nesting_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 120 + "</w:sdtContent></w:sdt>" * 120
    body = f"<w:document {nsdecls('w')}><w:body>{deep}</w:body></w:document>"
    with pytest.raises(DamagedFile, match="imbriqués"):
        read(docx.Document(), document=body)
