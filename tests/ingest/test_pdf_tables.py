"""Ruled tables become rows that read alone, over pages as on one."""

from ingest.pdf import read_pdf
from tests.ingest.sheets import lines, pdf, table, text
from tests.ingest.shown import shown

COLUMNS = (70, 200, 340, 520)
HEADER = ("*Défi", "*Description", "*Administration")


def test_a_table_over_a_page_break_keeps_its_header() -> None:
    first = [
        text("Les défis sont les suivants :", 680),
        *table([HEADER, ("ADEX", "Prévenir", "HAS")], 700, COLUMNS),
    ]
    second = [*table([HEADER, ("Enki", "Informer", "ANSC")], 60, COLUMNS), text("Fin de la liste.", 200)]
    blocks = read_pdf(pdf(first, second))
    assert shown(blocks) == [
        "¶ Les défis sont les suivants :",
        "| ADEX | Prévenir | HAS",
        "| Enki | Informer | ANSC",
        "¶ Fin de la liste.",
    ]
    assert {block.header for block in blocks[1:3]} == {"Défi | Description | Administration"}
    assert [block.page for block in blocks[1:3]] == [1, 2]


def test_a_plain_header_is_known_by_being_repeated() -> None:
    header = ("Défi", "Description", "Administration")
    first, second = [header, ("ADEX", "Prévenir", "HAS")], [header, ("Enki", "Informer", "ANSC")]
    blocks = read_pdf(pdf(table(first, 700, COLUMNS), table(second, 60, COLUMNS)))
    assert [(block.text, block.header) for block in blocks] == [
        ("ADEX | Prévenir | HAS", "Défi | Description | Administration"),
        ("Enki | Informer | ANSC", "Défi | Description | Administration"),
    ]


def test_a_row_cut_by_a_page_break_is_joined() -> None:
    first = table([HEADER, ("ADEX", "Prévenir les", "Haute Autorité")], 700, COLUMNS)
    second = table([("", "conflits d’intérêts", "de santé"), ("Enki", "Informer", "ANSC")], 60, COLUMNS)
    assert shown(read_pdf(pdf(first, second))) == [
        "| ADEX | Prévenir les conflits d’intérêts | Haute Autorité de santé",
        "| Enki | Informer | ANSC",
    ]


def test_empty_cells_keep_their_place_and_empty_rows_go() -> None:
    rows = [
        ("*Poste", "*Montant", "*Précisions"),
        ("Loyer", "", "par mois"),
        ("", "", ""),
        ("Total", "9", ""),
    ]
    assert shown(read_pdf(pdf(table(rows, 100, COLUMNS)))) == ["| Loyer |  | par mois", "| Total | 9 | "]


def test_a_form_without_answers_gives_the_names_of_its_columns() -> None:
    rows = [("Nom", "Fonction", "Statut"), ("", "", ""), ("", "", "")]
    assert shown(read_pdf(pdf(table(rows, 100, COLUMNS)))) == ["| Nom | Fonction | Statut"]


def test_a_frame_around_text_is_no_table() -> None:
    frame = table([("",)], 90, (60, 530), height=80)
    inside = lines(
        "Attention : le dossier doit être complet. Un dossier incomplet n’est pas examiné par le",
        "jury.",
        top=100,
    )
    assert shown(read_pdf(pdf([*frame, *inside]))) == [
        "¶ Attention : le dossier doit être complet. Un dossier incomplet n’est pas examiné par le jury."
    ]
