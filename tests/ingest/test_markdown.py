"""A Markdown text gives its words, its marks undone."""

from ingest.markdown import read_markdown
from tests.ingest.shown import shown


def read(text: str) -> list[str]:
    return shown(read_markdown(text, "texte.md"))


def test_headings_of_both_sorts_keep_their_depth() -> None:
    assert read("Loi\n===\n\n#### Article 1 ####\n\nTexte.") == ["# Loi", "#### Article 1", "¶ Texte."]


def test_emphasis_code_and_entities_leave_only_words_and_links_their_address() -> None:
    text = "**Un** *deux* `trois` [quatre](https://a.fr) ![image](x.png)&eacute; \\* <https://b.fr> <br>cinq"
    assert read(text) == ["¶ Un deux trois quatre (https://a.fr) é * https://b.fr cinq"]


def test_what_is_struck_out_no_longer_holds() -> None:
    assert read("Date limite : ~~mai~~ juin") == ["¶ Date limite : juin"]


def test_lines_and_printed_line_breaks_are_joined() -> None:
    assert read("Paris, le 15 juillet 2013  \nN° 727\nfin") == ["¶ Paris, le 15 juillet 2013 N° 727 fin"]


def test_comments_and_front_matter_give_nothing() -> None:
    hidden = "---\ntitle: Loi\n---\n<!--\n# Pas un titre\n\nni un texte\n-->\n\n"
    assert read(f"{hidden}#### Article 1\n<!-- a.md -->\n\nOui <!-- non -->.") == [
        "#### Article 1",
        "¶ Oui .",
    ]


def test_list_markers_are_put_back_as_printed() -> None:
    assert read("Étapes :\n\n3. dépôt\n4. choix\n\nou\n\n1) un\n\nEt :\n\n* a\n  + b\n* c") == [
        "¶ Étapes :",
        "* 3. dépôt",
        "* 4. choix",
        "¶ ou",
        "* 1) un",
        "¶ Et :",
        "* - a",
        "** - b",
        "* - c",
    ]


def test_the_alineas_of_a_law_are_nested_by_their_markers() -> None:
    text = """I. - Conditions :

1° Un but ;

2° Une gestion :

a) Les bénéfices :

- une part ;

- une autre.

b) Les réserves.

II. - Composition :

1° Les coopératives."""
    assert read(text) == [
        "¶ I. - Conditions :",
        "* 1° Un but ;",
        "* 2° Une gestion :",
        "** a) Les bénéfices :",
        "*** - une part ;",
        "*** - une autre.",
        "** b) Les réserves.",
        "¶ II. - Composition :",
        "* 1° Les coopératives.",
    ]


def test_a_table_gives_rows_under_its_header() -> None:
    blocks = read_markdown("| Nature | **Taux** |\n|---|---|\n| Études | 50 % |\n| | 30 % |", "a.md")
    assert shown(blocks) == ["| Études | 50 %", "|  | 30 %"]
    assert {block.header for block in blocks} == {"Nature | Taux"}


def test_quotations_keep_their_text() -> None:
    assert read("> Ordonnance n° 2005-722\n> > Art. 6") == ["¶ Ordonnance n° 2005-722", "¶ Art. 6"]


def test_an_indented_alinea_is_no_listing() -> None:
    assert read("Texte.\n\n    Alinéa en retrait.\n\n```\nencadré\n```") == [
        "¶ Texte.",
        "¶ Alinéa en retrait.",
        "¶ encadré",
    ]


def test_a_question_alone_in_bold_is_a_heading() -> None:
    assert read("## FAQ\n\n**Qui ?**\n\nTous, **vraiment** tous.") == [
        "## FAQ",
        "### Qui ?",
        "¶ Tous, vraiment tous.",
    ]


def test_html_inside_is_read_as_a_page() -> None:
    assert read("<details><summary>Qui ?</summary>\n\nTous.\n\n</details>") == ["# Qui ?", "¶ Tous."]


def test_an_item_keeps_the_paragraphs_and_the_table_it_holds() -> None:
    assert read("- un\n\n  suite\n\n  | a | b |\n  |---|---|\n  | c | d |\n") == ["* - un suite", "| c | d"]
