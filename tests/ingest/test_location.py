"""A place in a French text is named as a person would cite it."""

import pytest

from ingest.blocks import Block, BlockKind
from ingest.location import Place, Places, locate, section_name


def places(*blocks: Block, headings: tuple[str, ...] = ("Article 9",)) -> list[str]:
    """Name the place of each block below some headings."""
    followed = Places()
    followed.enter(headings)
    return [locate(place, place) for place in map(followed.of, blocks)]


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def item(text: str, level: int = 1) -> Block:
    return Block(BlockKind.ITEM, text, level=level)


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        ((), ()),
        (("Article 1er",), ("Article 1er",)),
        (("ARTICLE L. 123-4",), ("Article L. 123-4",)),
        (("Article premier",), ("Article premier",)),
        (("Titre Ier : principes", "Chapitre II", "Article 9 - Les pôles"), ("Article 9",)),
        (("Article 6 – Sélection", "2) Audition"), ("Article 6", "2")),
        (("TITRE II - Le soutien",), ("Titre II",)),
        (("Chapitre Ier : objet",), ("Chapitre Ier",)),
        (("Annexe 2",), ("Annexe 2",)),
        (("Partie financière",), ("« Partie financière »",)),
        (("Titre de l’action",), ("« Titre de l’action »",)),
        (("5. Quel processus ?", "5.3. Modalités de remise"), ("Section 5.3",)),
        (("IV - Calendrier",), ("Section IV",)),
        (("Qui peut candidater ?",), ("« Qui peut candidater ? »",)),
        (("L’article 5 du projet de loi",), ("« L’article 5 du projet de loi »",)),
        (("Annexe : pièces à joindre",), ("Annexe",)),
    ],
)  # fmt: skip
def test_a_section_is_named_by_the_nearest_number_that_people_cite(
    headings: tuple[str, ...], name: tuple[str, ...]
) -> None:
    assert section_name(headings) == name


def test_a_long_heading_is_cut_between_two_words() -> None:
    (name,) = section_name(("Quelles sont les dépenses que la subvention peut couvrir " * 3,))
    assert len(name) < 90
    assert name.endswith("… »")


def test_the_alineas_of_an_article_are_counted() -> None:
    assert places(paragraph("Un."), paragraph("Deux."), paragraph("Trois.")) == [
        "Article 9",
        "Article 9, alinéa 2",
        "Article 9, alinéa 3",
    ]


def test_a_roman_division_starts_the_count_again() -> None:
    assert places(
        paragraph("I. - Les pôles sont constitués."), paragraph("Ils coopèrent."),
        paragraph("II. - Un comité les choisit."), paragraph("Un décret le précise."),
    ) == ["Article 9, I", "Article 9, I, alinéa 2", "Article 9, II", "Article 9, II, alinéa 2"]  # fmt: skip


def test_degrees_and_letters_are_named_inside_each_other() -> None:
    assert places(
        paragraph("I. - Peuvent candidater :"), item("1° Les sociétés :"), item("a) Coopératives ;", 2),
        item("b) Commerciales ;", 2), item("2° Les communes."), paragraph("II. - Un décret suit."),
    ) == [
        "Article 9, I", "Article 9, I, 1°", "Article 9, I, 1°, a)", "Article 9, I, 1°, b)",
        "Article 9, I, 2°", "Article 9, II",
    ]  # fmt: skip


def test_a_list_ends_with_the_paragraph_after_it() -> None:
    assert places(item("1° Un."), paragraph("Après la liste."))[-1] == "Article 9, alinéa 2"


def test_outside_a_law_paragraphs_are_counted_and_a_roman_number_is_only_text() -> None:
    assert places(paragraph("I. - Un."), paragraph("II. - Deux."), headings=("3. Calendrier",))[1] == (
        "Section 3, paragraphe 2"
    )


def test_a_text_without_headings_is_cited_by_its_paragraphs() -> None:
    assert places(paragraph("Un."), paragraph("Deux."), headings=()) == ["paragraphe 1", "paragraphe 2"]


def test_a_footnote_is_cited_by_its_mark_and_is_no_alinea() -> None:
    assert places(paragraph("Un."), Block(BlockKind.NOTE, "3 Voir le décret."), paragraph("Deux.")) == [
        "Article 9",
        "Article 9, note 3",
        "Article 9, alinéa 2",
    ]


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        (Place(("Art. 9",), 2, legal=True), Place(("Art. 9",), 3, legal=True), "Art. 9, alinéas 2 à 3"),
        (Place(("Section 3",), 2), Place(("Section 3",), 3), "Section 3, paragraphes 2 à 3"),
        (Place(("Article 9",), 1, legal=True), Place(("Article 9",), 4, legal=True), "Article 9"),
        (
            Place(("Article 9", "I"), 1, numbered=True),
            Place(("Article 9", "I", "2°"), 3, numbered=True),
            "Article 9, I",
        ),
        (
            Place(("Article 9", "1°", "a)"), 2, numbered=True),
            Place(("Article 9", "1°", "c)"), 4, numbered=True),
            "Article 9, 1°, a) à c)",
        ),
        (Place((), 6), Place((), 8), "paragraphes 6 à 8"),
    ],
)  # fmt: skip
def test_several_blocks_are_cited_from_the_first_to_the_last(first: Place, last: Place, named: str) -> None:
    assert locate(first, last) == named
