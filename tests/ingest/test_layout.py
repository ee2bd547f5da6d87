"""What belongs to the pages of a document stays out of its text, and its lists and notes stay whole."""

from ingest.blocks import BlockKind
from ingest.pdf import read_pdf
from tests.ingest.sheets import Draw, lines, noted, pdf, text
from tests.ingest.shown import shown

FULL = "La subvention est versée en deux fois : la première à la signature de la convention, la seconde à la"


def furniture(page: int) -> list[Draw]:
    return [
        text("Préfecture de région – Appel à projets", 20, size=8),
        text("Direction de l’économie", 32, size=8),
        text(f"Page {page} sur 4", 815, x=460, size=8),
    ]


def test_running_headers_and_numbered_footers_go() -> None:
    names = ("Les pôles.", "Les aides.", "Les délais.", "Les recours.")
    pages = [[*furniture(n), text(name, 100)] for n, name in enumerate(names, 1)]
    assert shown(read_pdf(pdf(*pages))) == [f"¶ {name}" for name in names]


def test_a_header_that_names_the_chapter_and_the_page_goes() -> None:
    names = ("Objet", "Objet", "Durée", "Aides")
    pages = [
        [text(f"Chapitre {name} {n}", 20, size=8), text(f"Le texte du {name.lower()} {n} suit.", 100)]
        for n, name in enumerate(names, 7)
    ]
    assert [line for line in shown(read_pdf(pdf(*pages))) if "Chapitre" in line] == []


def test_lone_page_numbers_go_and_years_stay() -> None:
    pages = [
        [text(f"Un texte de {2020 + n}.", 60), text("2024", 300), text(f"- {n} -", 815, x=290)]
        for n in (1, 3)
    ]
    assert shown(read_pdf(pdf(*pages))) == ["¶ Un texte de 2021.", "¶ 2024", "¶ Un texte de 2023.", "¶ 2024"]


def test_articles_that_open_each_page_are_not_running_headers() -> None:
    pages = [
        [text(f"Article {n}", 60, size=14), text("Un texte propre à cet article.", 90)] for n in (3, 5, 6, 9)
    ]
    assert [line for line in shown(read_pdf(pdf(*pages))) if line[0] == "#"] == [
        "# Article 3", "# Article 5", "# Article 6", "# Article 9",
    ]  # fmt: skip


def test_a_table_of_contents_goes_with_its_title_and_wrapped_entries() -> None:
    dots = "." * 60
    contents = [
        text("Sommaire", 60, size=14, bold=True),
        *lines(
            f"1. Objet {dots} 2",
            "2. Une division dont le titre est si long qu’il",
            f"passe à la ligne {dots} 3",
            top=90,
        ),
        *lines(f"3. Durée {dots} 4", f"Annexe 1 : pièces {dots} 5", top=129),
    ]
    assert shown(read_pdf(pdf(contents, [text("Le présent règlement fixe les règles.", 60)]))) == [
        "¶ Le présent règlement fixe les règles."
    ]


def test_notes_leave_the_sentence_and_follow_the_block_that_ends_the_page() -> None:
    first = [
        noted(
            "La DINUM pilote le programme TECH.GOUV",
            "1",
            " et sélectionne les projets que les administrations",
            100,
        ),
        text(FULL, 680),
        noted("", "1", " Voir le site.", 780, size=8),
        text("2. Voir aussi la loi de finances, qui donne tous les montants.", 792, size=8),
    ]
    blocks = read_pdf(pdf(first, [text("remise du bilan.", 60), text("Le bilan est annuel.", 100)]))
    assert shown(blocks) == [
        "¶ La DINUM pilote le programme TECH.GOUV et sélectionne les projets que les administrations",
        f"¶ {FULL} remise du bilan.",
        "† 1 Voir le site. 2. Voir aussi la loi de finances, qui donne tous les montants.",
        "¶ Le bilan est annuel.",
    ]
    assert [block.page for block in blocks] == [1, 1, 1, 2]


def test_a_call_before_a_full_stop_leaves_no_space() -> None:
    page = [
        noted("Les équipes qu’elles accueillent ", "2", ".", 100),
        noted("", "2", " Voir plus haut.", 780, size=8),
    ]
    assert shown(read_pdf(pdf(page))) == ["¶ Les équipes qu’elles accueillent.", "† 2 Voir plus haut."]


def test_list_items_go_on_over_a_page_and_nest_by_indentation() -> None:
    first = [
        text("Sont éligibles :", 660),
        text("• les associations ;", 680, x=90),
        text(
            "• les sociétés commerciales de l’économie sociale dont le siège est dans",
            700,
            x=90,
        ),
    ]
    second = [
        text("la région ;", 60, x=100),
        text("o les coopératives ;", 80, x=120),
        text("• les collectivités.", 100, x=90),
        text("Le dossier est déposé en ligne.", 130),
    ]
    blocks = read_pdf(pdf(first, second))
    assert shown(blocks) == [
        "¶ Sont éligibles :",
        "* - les associations ;",
        "* - les sociétés commerciales de l’économie sociale dont le siège est dans la région ;",
        "** - les coopératives ;",
        "* - les collectivités.",
        "¶ Le dossier est déposé en ligne.",
    ]
    assert blocks[2].page == 1


def test_a_reference_at_the_start_of_a_line_is_no_item() -> None:
    page = lines(
        "Peuvent être soutenues les structures qui remplissent les conditions énumérées aux 1° et au",
        "2° du présent article, sous réserve des crédits.",
        top=100,
    )
    assert [block.kind for block in read_pdf(pdf(page))] == [BlockKind.PARAGRAPH]


def test_hyphens_of_line_ends_go_and_those_of_compounds_and_addresses_stay() -> None:
    page = [
        *lines(
            "Le co-financement est versé aux structures, dans le cadre de la conven-", "tion signée.", top=100
        ),
        *lines(
            "Toute structure peut demander, pour une durée de deux ans au plus, le co-",
            "financement.",
            top=140,
        ),
        *lines(
            "La liste des pièces est publiée en ligne : https://www.aides-",
            "publiques.fr/liste.html.",
            top=180,
        ),
    ]
    assert shown(read_pdf(pdf([text(FULL, 60), *page]))) == [
        f"¶ {FULL}",
        "¶ Le co-financement est versé aux structures, dans le cadre de la convention signée.",
        "¶ Toute structure peut demander, pour une durée de deux ans au plus, le co-financement.",
        "¶ La liste des pièces est publiée en ligne : https://www.aides-publiques.fr/liste.html.",
    ]
