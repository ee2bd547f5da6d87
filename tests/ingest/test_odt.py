"""An OpenDocument text is read as its reader reads the printed page."""

import io
import zipfile

import pytest

from ingest.errors import DamagedFile, EncryptedFile
from ingest.odt import read_odt
from tests.ingest.shown import shown

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("draw", "drawing"),
        ("manifest", "manifest"),
    )
)

# What LibreOffice writes: paragraphs use automatic styles made from the common ones.
STYLES = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Standard">
  <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="°"/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
</text:list-style>
<text:list-style style:name="L2">
  <text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
</text:list-style>
"""
OUTLINE = f"""<office:document-styles {NAMESPACES}><office:styles><text:outline-style style:name="Outline">
  <text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>
  <text:outline-level-style text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="2"/>
</text:outline-style></office:styles></office:document-styles>"""


def made(body: str, **members: str) -> bytes:
    """Make an ODT whose text is `body`."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, text in members.items():
            archive.writestr({"styles": "styles.xml", "manifest": "META-INF/manifest.xml"}[name], text)
    return out.getvalue()


def read(body: str, **members: str) -> list[str]:
    return shown(read_odt(made(body, **members), "texte.odt"))


def listed(*entries: str, style: str = "L1") -> str:
    items = "".join(f"<text:list-item>{entry}</text:list-item>" for entry in entries)
    return f'<text:list text:style-name="{style}">{items}</text:list>'


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def row(*cells: str, style: str = "Standard") -> str:
    inner = "".join(f"<table:table-cell>{p(cell, style)}</table:table-cell>" for cell in cells)
    return f"<table:table-row>{inner}</table:table-row>"


def test_title_headings_and_paragraphs_are_read_in_order() -> None:
    body = (
        p("Règlement", "P1")
        + '<text:h text:outline-level="2">Objet</text:h>'
        + p("L’aide<text:s/>finance<text:tab/>la <text:span>coopération</text:span><text:line-break/>locale.")
    )
    assert read(body) == ["# Règlement", "## Objet", "¶ L’aide finance la coopération locale."]


def test_the_numbers_of_headings_are_printed() -> None:
    h = "<text:h text:outline-level='{}'>{}</text:h>"
    body = h.format(1, "Objet") + h.format(2, "Aide") + h.format(2, "Taux") + h.format(1, "Dépôt")
    assert read(body, styles=OUTLINE) == ["# I. Objet", "## I.1. Aide", "## I.2. Taux", "# II. Dépôt"]


def test_computed_numbers_and_bullets_are_printed() -> None:
    body = (
        p("Sont éligibles :")
        + listed(p("les études ;") + listed(p("internes ;"), p("externes ;")), p("les travaux."))
        + p("Sont exclus :")
        + listed(p("les loyers."), style="L2")
    )
    assert read(body) == [
        "¶ Sont éligibles :",
        "* 1° les études ;",
        "** a) internes ;",
        "** b) externes ;",
        "* 2° les travaux.",
        "¶ Sont exclus :",
        "* - les loyers.",
    ]


def test_a_list_starts_again_unless_it_continues_another() -> None:
    continued = listed(p("trois")).replace("<text:list ", '<text:list text:continue-numbering="true" ', 1)
    body = listed(p("un"), p("deux")) + p("Texte.") + continued + p("Texte.") + listed(p("autre"))
    assert [line for line in read(body) if line.startswith("*")] == [
        "* 1° un",
        "* 2° deux",
        "* 3° trois",
        "* 1° autre",
    ]


def test_a_heading_inside_a_list_takes_its_number() -> None:
    assert read(listed('<text:h text:outline-level="1">Objet</text:h>')) == ["# 1° Objet"]


def test_a_table_gives_rows_under_its_header() -> None:
    header = f"<table:table-header-rows>{row('Nature', 'Taux')}</table:table-header-rows>"
    blocks = read_odt(made(f"<table:table>{header}{row('Études', '50 %')}</table:table>"), "a.odt")
    assert [(block.text, block.header) for block in blocks] == [("Études | 50 %", "Nature | Taux")]


def test_a_bold_first_row_is_a_header() -> None:
    blocks = read_odt(
        made(f"<table:table>{row('Nature', 'Taux', style='P2')}{row('a', 'b')}</table:table>"), "a.odt"
    )
    assert [(block.text, block.header) for block in blocks] == [("a | b", "Nature | Taux")]


def test_a_paragraph_in_bold_may_be_a_heading_by_its_style_or_its_spans() -> None:
    span = p('<text:span text:style-name="T1">Les dépenses</text:span>')
    assert read(p("Qui ?", "P2") + p("Tous.") + span + p("Toutes.")) == [
        "# Qui ?",
        "¶ Tous.",
        "# Les dépenses",
        "¶ Toutes.",
    ]


def test_footnotes_and_text_boxes_follow_their_paragraph() -> None:
    note = (
        "<text:note><text:note-citation>3</text:note-citation>"
        "<text:note-body><text:p>Hors taxes.</text:p></text:note-body></text:note>"
    )
    box = "<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame>"
    assert read(p(f"100 euros{note}{box}.")) == ["¶ 100 euros.", "† 3 Hors taxes.", "¶ Encadré"]


def test_comments_deleted_text_and_contents_are_left_out() -> None:
    body = (
        f"<text:tracked-changes>{p('supprimé')}</text:tracked-changes>"
        f"<text:table-of-content>{p('1. Objet 3')}</text:table-of-content>"
        + p(f"Texte<office:annotation>{p('commentaire')}</office:annotation>.")
        + f"<text:section>{p('Fin.')}</text:section>"
    )
    assert read(body) == ["¶ Texte.", "¶ Fin."]


def test_an_encrypted_document_is_said_to_be() -> None:
    manifest = f"<manifest:manifest {NAMESPACES}><manifest:encryption-data/></manifest:manifest>"
    with pytest.raises(EncryptedFile):
        read("", manifest=manifest)


@pytest.mark.parametrize(
    "unit",
    [("<text:section>", "</text:section>"), ("<text:list><text:list-item>", "</text:list-item></text:list>")],
)
def test_endless_nesting_is_refused(unit: tuple[str, str]) -> None:
    with pytest.raises(DamagedFile, match="imbriqué"):
        read(unit[0] * 120 + unit[1] * 120)


def test_a_document_without_a_text_is_damaged() -> None:
    with pytest.raises(DamagedFile):
        read("<oops>")
