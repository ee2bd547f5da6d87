"""Headings are told from bold text and from list items, with levels that hold over a document."""

from ingest.pdf import read_pdf
from ingest.pdf_headings import Heading, levels_of
from tests.ingest.sheets import lines, noted, pdf, text
from tests.ingest.shown import shown

BODY = (
    "Les demandes sont adressées au préfet de région, qui en accuse réception dans les quinze jours à",
    "compter.",
)


def test_headings_larger_than_the_text_nest_by_size_and_number() -> None:
    page = [
        text("5. Quel est le processus de réponse à", 60, size=14, bold=True),
        text("l’appel à projets ?", 77, x=90, size=14, bold=True),
        text("5.3. Modalités de remise des dossiers", 110, size=12, bold=True),
        *lines(*BODY, top=140),
        text("6. Calendrier", 200, size=14, bold=True),
        *lines(*BODY, top=240),
    ]
    assert shown(read_pdf(pdf(page)))[::2] == [
        "# 5. Quel est le processus de réponse à l’appel à projets ?",
        f"¶ {' '.join(BODY)}",
        f"¶ {' '.join(BODY)}",
    ]
    assert shown(read_pdf(pdf(page)))[1] == "## 5.3. Modalités de remise des dossiers"


def test_articles_in_the_size_of_the_text_are_headings() -> None:
    page = [
        text("Article 4 – Conditions d’éligibilité", 60, bold=True),
        *lines(*BODY, top=80),
        text("Article 5", 130),
        *lines(*BODY, top=150),
    ]
    assert shown(read_pdf(pdf(page)))[::2] == ["# Article 4 – Conditions d’éligibilité", "# Article 5"]


def test_a_sentence_in_bold_is_text() -> None:
    page = [*lines(*BODY, top=60), text("Les pôles ont jusqu’au 28 février 2020.", 110, bold=True)]
    assert shown(read_pdf(pdf(page)))[1] == "¶ Les pôles ont jusqu’au 28 février 2020."


def test_a_question_in_bold_is_a_heading_below_the_article() -> None:
    page = [
        text("Article 1 – Candidats", 60, bold=True),
        text("Qui peut candidater ?", 90, bold=True),
        *lines(*BODY, top=110),
    ]
    assert shown(read_pdf(pdf(page)))[:2] == ["# Article 1 – Candidats", "## Qui peut candidater ?"]


def test_numbered_items_in_the_size_of_the_text_are_items() -> None:
    page = [
        text("1. Pré-sélection", 60, size=14),
        *lines(*BODY, top=90),
        text("1. Dynamisme, vision et esprit d’initiative ;", 130, x=90),
        text("2.Sens de l’intérêt général.", 145, x=90, bold=True),
        text("2. Sélection", 180, size=14),
        *lines(*BODY, top=210),
        text("3. Décision", 250, size=14),
    ]
    data = pdf([text(BODY[0], 60)], page)
    assert shown(read_pdf(data))[1:6] == [
        "# 1. Pré-sélection",
        f"¶ {' '.join(BODY)}",
        "* 1. Dynamisme, vision et esprit d’initiative ;",
        "* 2. Sens de l’intérêt général.",
        "# 2. Sélection",
    ]


def test_the_cover_gives_its_title_and_plain_lines() -> None:
    cover = [
        text("Mai 2020", 300, x=250, size=16),
        text("Règlement de l’appel", 200, x=180, size=22, bold=True),
    ]
    body = [*lines(*BODY * 3, top=90)]
    first = [text("Article 1 – Objet", 60, size=16, bold=True), *body]
    assert shown(read_pdf(pdf(cover, first, body)))[:3] == [
        "# Règlement de l’appel",
        "¶ Mai 2020",
        "# Article 1 – Objet",
    ]


def test_ordinals_and_square_metres_keep_their_raised_part() -> None:
    page = [
        noted("À partir du 1", "er", " septembre 2020.", 60),
        noted("Un local de 40 m", "2", " au plus.", 90),
    ]
    assert shown(read_pdf(pdf(page))) == ["¶ À partir du 1er septembre 2020.", "¶ Un local de 40 m2 au plus."]


def test_a_division_without_a_number_stands_beside_those_of_its_look() -> None:
    names = ("Préambule", "Titre Ier", "Article 1", "Annexe 2 : Budget", "Rappels")
    sizes = (16, 16, 14, 16, 12)
    found = levels_of([Heading(n, s, True, 2) for n, s in zip(names, sizes, strict=True)])
    assert found == (1, 1, 2, 1, 3)
