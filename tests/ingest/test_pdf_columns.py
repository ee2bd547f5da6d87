"""Pages in two columns are read column by column, unless they are a table without rules."""

from ingest.pdf import read_pdf
from tests.ingest.sheets import lines, pdf, text
from tests.ingest.shown import shown

LEFT_COLUMN = (
    "La convention est signée par chacun des",
    "membres du groupement. Elle précise les",
    "apports, les responsabilités de tous et la",
    "durée pendant laquelle le pôle reçoit l’aide",
    "de l’État, ainsi que les conditions dans les-",
)
RIGHT_COLUMN = (
    "quelles cette aide est versée chaque année.",
    "Le préfet de région reçoit la demande puis",
    "la transmet au comité, qui rend son avis sur",
    "le projet dans un délai de deux mois, avec",
    "les réserves que ses membres ont émises.",
)


def test_two_columns_are_read_one_after_the_other() -> None:
    page = [
        text("Une note qui va d’un bord à l’autre de la page précède les deux colonnes de ce texte.", 100),
        *lines(*LEFT_COLUMN, top=140),
        *lines(*RIGHT_COLUMN, top=146, x=310),
        text("Une phrase qui va d’un bord à l’autre de la page suit les deux colonnes de ce texte.", 240),
    ]
    assert shown(read_pdf(pdf(page))) == [
        "¶ Une note qui va d’un bord à l’autre de la page précède les deux colonnes de ce texte.",
        "¶ La convention est signée par chacun des membres du groupement. Elle précise les apports, les"
        " responsabilités de tous et la durée pendant laquelle le pôle reçoit l’aide de l’État, ainsi que"
        " les conditions dans lesquelles cette aide est versée chaque année. Le préfet de région reçoit"
        " la demande puis la transmet au comité, qui rend son avis sur le projet dans un délai de deux mois,"
        " avec les réserves que ses membres ont émises.",
        "¶ Une phrase qui va d’un bord à l’autre de la page suit les deux colonnes de ce texte.",
    ]


def test_short_cells_side_by_side_are_read_row_by_row() -> None:
    names, amounts = (
        ("Loyer", "Salaires", "Achats", "Études", "Total"),
        ("10 €", "20 €", "30 €", "40 €", "100 €"),
    )
    page = [*lines(*names, top=100, step=30), *lines(*amounts, top=100, x=320, step=30)]
    assert shown(read_pdf(pdf(page)))[:2] == ["¶ Loyer 10 €", "¶ Salaires 20 €"]
