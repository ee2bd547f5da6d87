"""Blocks become passages that can be cited alone: nothing lost, nothing parted from what it needs."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.plain import read_text
from ingest.structure import LIST_LIMIT, TARGET, title_of, to_passages
from knowledge.documents import Passage

LONG = "Le dossier présente les partenaires du pôle et ce que chacun apporte à la coopération. " * 5


def heading(text: str, level: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def paragraph(text: str, page: int | None = None) -> Block:
    return Block(BlockKind.PARAGRAPH, text, page)


def item(text: str, level: int = 1) -> Block:
    return Block(BlockKind.ITEM, text, level=level)


def row(text: str) -> Block:
    return Block(BlockKind.ROW, text, header="Étape | Date")


def note(text: str) -> Block:
    return Block(BlockKind.NOTE, text)


def passages(*blocks: Block) -> tuple[Passage, ...]:
    return to_passages("loi", blocks)


LAW = (
    heading("TITRE Ier", 1),
    heading("Chapitre II", 2),
    heading("Article 9", 3),
    paragraph("I. - Les pôles réunissent sur un même territoire :"),
    item("1° Des entreprises de l’économie sociale et solidaire ;"),
    item("2° Des entreprises commerciales, dont :"),
    item("a) Des sociétés ;", 2),
    item("b) Des artisans.", 2),
    paragraph("II. - Un comité interministériel les choisit."),
    paragraph("Un décret en précise les modalités."),
    heading("Article 10", 3),
    paragraph("L’État peut les soutenir."),
)


def test_an_article_is_cut_at_its_divisions_and_each_is_cited_by_its_own() -> None:
    assert [passage.location for passage in passages(*LAW)] == ["Article 9, I", "Article 9, II", "Article 10"]


def test_a_passage_knows_every_part_it_stands_in() -> None:
    assert passages(*LAW)[0].headings == ("TITRE Ier", "Chapitre II", "Article 9")


def test_a_short_list_stays_whole_with_the_sentence_that_introduces_it() -> None:
    first = passages(*LAW)[0]
    assert first.text.splitlines() == [block.text for block in LAW[3:8]]
    assert first.lead == ""


def test_numbered_headings_name_their_passages() -> None:
    blocks = (
        heading("5. Sélection"), heading("5.1. Recevabilité", 2), paragraph("Le dossier est complet."),
        heading("5.2. Jury", 2), paragraph("Le jury entend les candidats."),
    )  # fmt: skip
    assert [(passage.location, passage.headings[-1]) for passage in passages(*blocks)] == [
        ("Section 5.1", "5.1. Recevabilité"),
        ("Section 5.2", "5.2. Jury"),
    ]


def test_a_question_of_a_faq_is_the_heading_of_its_whole_answer() -> None:
    blocks = (
        heading("Qui peut candidater ?", 2), paragraph("Tout groupement."), paragraph("Les communes aussi."),
        heading("Jusqu’à quand ?", 2), paragraph("Jusqu’au 1er octobre."),
    )  # fmt: skip
    assert [(passage.headings, passage.text) for passage in passages(*blocks)] == [
        (("Qui peut candidater ?",), "Tout groupement.\nLes communes aussi."),
        (("Jusqu’à quand ?",), "Jusqu’au 1er octobre."),
    ]


def test_paragraphs_are_joined_up_to_a_size_and_never_cut() -> None:
    first, second = passages(paragraph(LONG), paragraph(LONG), paragraph(LONG))
    assert first.text == f"{LONG}\n{LONG}"
    assert second.text == LONG
    (alone,) = passages(paragraph(LONG * 5))
    assert alone.text == LONG * 5


def test_the_parts_of_a_long_list_carry_the_sentence_that_introduces_it() -> None:
    lead = "Le dossier contient les pièces suivantes :"
    items = [item(f"{number}° {LONG}") for number in range(1, 6)]
    first, *rest = passages(paragraph(f"Le dossier est déposé. {lead}"), *items)
    assert first.text.startswith(f"Le dossier est déposé. {lead}\n1° ")
    assert first.lead == ""
    assert [passage.lead for passage in rest] == [lead] * len(rest)
    assert len(rest) >= 2
    assert len(first.text) <= LIST_LIMIT


def test_a_nested_item_far_from_its_parent_carries_it_in_its_lead() -> None:
    blocks = [
        paragraph("Sont éligibles :"), item(f"1° {LONG}"), item("2° Les sociétés :"),
        item(f"a) {LONG}", 2), item(f"b) {LONG}", 2), item(f"c) {LONG}", 2), item("3° Les communes."),
    ]  # fmt: skip
    found = passages(*blocks)
    leads = {line[:2]: passage.lead for passage in found for line in passage.text.splitlines()}
    assert leads["c)"] == "Sont éligibles :\n2° Les sociétés :"
    beginning_with_it = [passage for passage in found if passage.text.startswith("3°")]
    assert all(passage.lead == "Sont éligibles :" for passage in beginning_with_it)


def test_a_long_list_that_nothing_introduces_has_no_lead() -> None:
    assert {passage.lead for passage in passages(*(item(f"- {LONG}") for _ in range(6)))} == {""}


def test_a_row_of_a_table_carries_its_header() -> None:
    before, table, after = passages(
        paragraph("Voici le calendrier."), row("Dépôt | 1er octobre"), row("Jury | 5 novembre"),
        paragraph("Ces dates sont indicatives."),
    )  # fmt: skip
    assert table.text == "Dépôt | 1er octobre\nJury | 5 novembre"
    assert table.lead == "Étape | Date"
    assert before.lead == after.lead == ""


def test_every_part_of_a_long_table_carries_its_header() -> None:
    parts = passages(*(row(f"Étape {number} | {LONG}") for number in range(6)))
    assert len(parts) == 3
    assert {part.lead for part in parts} == {"Étape | Date"}


def test_a_footnote_goes_below_its_section_and_parts_no_list() -> None:
    blocks = (
        heading("Article 3"), paragraph("Le dossier contient :"), item("- un budget ;"),
        note("1 Voir le modèle."), item("- un calendrier."), heading("Article 4"), paragraph("Il est signé."),
    )  # fmt: skip
    assert [(passage.text, passage.location) for passage in passages(*blocks)] == [
        ("Le dossier contient :\n- un budget ;\n- un calendrier.", "Article 3"),
        ("1 Voir le modèle.", "Article 3, note 1"),
        ("Il est signé.", "Article 4"),
    ]


def test_a_letterhead_is_apart_from_the_first_sentence() -> None:
    lines = ("MINISTÈRE DE L’ÉCONOMIE", "Communiqué de presse", "N° 727")
    blocks = [
        paragraph(line) for line in (*lines, "Le ministre a lancé un appel à projets.", "Il est ouvert.")
    ]
    assert [passage.text for passage in passages(*blocks)] == [
        "\n".join(lines),
        "Le ministre a lancé un appel à projets.\nIl est ouvert.",
    ]


def test_a_passage_keeps_the_page_where_it_starts() -> None:
    first, second = passages(paragraph(LONG, 3), paragraph(LONG, 4), paragraph(LONG, 5))
    assert (first.page, second.page) == (3, 5)
    assert passages(paragraph("Un texte sans pages."))[0].page is None


def test_identifiers_do_not_depend_on_what_changes_elsewhere() -> None:
    before = {passage.text: passage.id for passage in passages(*LAW)}
    changed = (paragraph("Version consolidée."), *LAW[:-1], paragraph("L’État les soutient."))
    after = {passage.text: passage.id for passage in passages(*changed)}
    kept = set(before) & set(after)
    assert len(kept) == 2
    assert {before[text] for text in kept} == {after[text] for text in kept}
    assert before["L’État peut les soutenir."] not in after.values()


def test_the_same_words_twice_have_two_identifiers() -> None:
    one, other = passages(heading("Rappel"), paragraph("Signé."), heading("Rappel"), paragraph("Signé."))
    assert one.text == other.text
    assert one.id != other.id


def test_positions_follow_the_text() -> None:
    assert [passage.position for passage in passages(*LAW)] == [0, 1, 2]


def test_an_identifier_begins_with_its_document() -> None:
    assert all(passage.id.startswith("loi:") for passage in passages(*LAW))


def test_no_text_gives_no_passage() -> None:
    assert passages() == ()
    assert passages(heading("Article 1"), paragraph("  ")) == ()


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([heading("Règlement"), heading("de l’appel"), paragraph("Texte.")], "Règlement de l’appel"),
        ([heading("Cahier des charges"), heading("Objet", 2)], "Cahier des charges"),
        ([paragraph("2 mai"), heading("Avis", 2), paragraph("Texte."), heading("Suite", 2)], "Avis"),
        ([paragraph("Communiqué de presse"), paragraph(LONG)], "Communiqué de presse"),
        ([paragraph(LONG)], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_a_text_without_a_declared_title_has_its_own(blocks: list[Block], title: str) -> None:
    assert title_of(blocks) == title


def test_a_text_typed_without_any_markup_is_cut_the_same() -> None:
    text = "Article 1er\n\nL’appel est ouvert aux pôles.\n\nArticle 2\n\nIl est clos le 1er octobre.\n"
    found = to_passages("regles", read_text(text))
    assert [(passage.location, passage.text) for passage in found] == [
        ("Article 1er", "L’appel est ouvert aux pôles."),
        ("Article 2", "Il est clos le 1er octobre."),
    ]


words = st.text(st.sampled_from("abcdé 1.:;?°-)|’"), min_size=1, max_size=40).filter(str.strip)
texts = st.builds(lambda said, times: " ".join([said] * times), words, st.sampled_from([1, 1, 8, 40]))
some_blocks = st.lists(
    st.builds(
        Block,
        kind=st.sampled_from(BlockKind),
        text=texts,
        page=st.none() | st.integers(1, 9),
        level=st.integers(1, 4),
        header=st.sampled_from(["", "Étape | Date"]),
    ),
    max_size=25,
)


@given(some_blocks)
def test_every_block_is_in_one_passage_once_word_for_word(blocks: list[Block]) -> None:
    marked = [
        Block(block.kind, f"{block.text}⟨{number}⟩", block.page, block.level, block.header)
        for number, block in enumerate(blocks)
    ]
    lines = Counter(line for passage in passages(*marked) for line in passage.text.split("\n"))
    assert lines == Counter(block.text for block in marked if block.kind is not BlockKind.HEADING)


@given(some_blocks)
def test_a_passage_never_crosses_a_heading(blocks: list[Block]) -> None:
    section, sections = 0, []
    for block in blocks:
        section += block.kind is BlockKind.HEADING
        mark = "" if block.kind is BlockKind.HEADING else f"⟨{section}⟩"
        sections.append(Block(block.kind, f"{block.text}{mark}", block.page, block.level, block.header))
    for passage in passages(*sections):
        assert len({line.partition("⟨")[2] for line in passage.text.split("\n")}) == 1


def test_two_sections_of_the_same_name_stay_apart() -> None:
    blocks = (heading("Modalités"), paragraph("Un."), heading("Modalités"), paragraph("Deux."))
    assert [passage.text for passage in passages(*blocks)] == ["Un.", "Deux."]


@given(some_blocks)
def test_identifiers_are_unique_and_leads_are_literal(blocks: list[Block]) -> None:
    found = passages(*blocks)
    assert len({passage.id for passage in found}) == len(found)
    said = [block.text for block in blocks] + [block.header for block in blocks]
    for passage in found:
        assert all(any(part in text for text in said) for part in passage.lead.split("\n"))


def test_short_paragraphs_make_passages_of_the_size_wanted() -> None:
    found = passages(*(paragraph(LONG[:80]) for _ in range(50)))
    assert all(TARGET / 2 < len(passage.text) <= TARGET + 20 for passage in found)
