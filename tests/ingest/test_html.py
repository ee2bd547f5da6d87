"""A web page gives the text that is its own, without what surrounds every page of the site."""

import pytest

from ingest.errors import DamagedFile
from ingest.html import read_html
from tests.ingest.shown import shown


def read(page: str) -> list[str]:
    return shown(read_html(page, "page.html"))


def test_main_is_read_alone_with_the_title_that_stands_above_it() -> None:
    page = """<!DOCTYPE html><html><head><title>Accueil | Ministère</title><style>p {}</style></head><body>
    <header><nav><ul><li>Menu</li></ul></nav></header><h1>Appel à projets</h1><div>Partager</div>
    <main><p>L’aide finance la <em>coopération</em>&nbsp;locale.</p></main>
    <footer>Mentions légales</footer><script>alert("x")</script></body></html>"""
    assert read(page) == ["# Appel à projets", "¶ L’aide finance la coopération locale."]


def test_the_only_article_is_read_where_there_is_no_main() -> None:
    assert read("<p>Autour</p><article><h1>Titre</h1><p>Texte.</p></article>") == ["# Titre", "¶ Texte."]


def test_the_whole_body_is_read_where_nothing_says_which_part_counts() -> None:
    assert read("<div>Un.<p>Deux.</p>Trois.</div><article>A</article><article>B</article>") == [
        "¶ Un.",
        "¶ Deux.",
        "¶ Trois.",
        "¶ A",
        "¶ B",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>Accueil</nav>",
        "<aside>À lire aussi</aside>",
        "<footer>Publié par le ministère</footer>",
        "<header>Ministère</header>",
        '<div class="cookie-banner">Nous utilisons des cookies</div>',
        '<div id="tarteaucitron">Gérer</div>',
        '<ol class="fr-breadcrumb"><li>Accueil</li></ol>',
        '<div class="fr-share">Partager la page</div>',
        '<div role="navigation">Suite</div>',
        '<div role="dialog">Acceptez-vous ?</div>',
        "<button>Imprimer</button>",
        "<select><option>Choix</option></select>",
        "<noscript>Activez JavaScript</noscript>",
        "<template><p>Modèle</p></template>",
        "<del>Date limite : mai</del>",
        "<!-- note -->",
    ],
)
def test_what_belongs_to_the_site_is_left_out(furniture: str) -> None:
    page = f"<main><p>Le texte de la page, plus long que le reste.</p>{furniture}<p>Fin.</p></main>"
    assert read(page) == ["¶ Le texte de la page, plus long que le reste.", "¶ Fin."]


def test_most_of_the_page_is_never_taken_for_furniture() -> None:
    page = '<body><div class="no-sidebar"><p>Tout le texte est ici.</p></div></body>'
    assert read(page) == ["¶ Tout le texte est ici."]


def test_a_header_that_holds_the_title_is_read() -> None:
    page = "<article><header><h1>Titre</h1></header><p>Texte.</p></article>"
    assert read(page) == ["# Titre", "¶ Texte."]


def test_lists_keep_their_nesting_and_their_numbers() -> None:
    page = """<p>Sont éligibles :</p>
    <ul><li>les études<ul><li>internes</li></ul></li><li><p>les</p><p>travaux</p></li></ul>
    <p>Étapes :</p><ol type="a" start="3"><li>dépôt</li><li value="6">choix</li></ol>"""
    assert read(page) == [
        "¶ Sont éligibles :",
        "* - les études",
        "** - internes",
        "* - les travaux",
        "¶ Étapes :",
        "* c. dépôt",
        "* f. choix",
    ]


def test_a_printed_marker_is_not_doubled() -> None:
    assert read("<ul><li>1° un but</li><li>2° une gouvernance</li></ul>") == [
        "* 1° un but",
        "* 2° une gouvernance",
    ]


def test_the_alineas_of_a_law_parted_by_line_breaks_come_apart() -> None:
    assert read("<p>I. - Sont aidés :<br>1° les pôles ;<br/>2° les<br>coopératives.</p>") == [
        "¶ I. - Sont aidés :",
        "* 1° les pôles ;",
        "* 2° les coopératives.",
    ]


def test_two_line_breaks_part_paragraphs() -> None:
    assert read("<p>Un.<br><br>Deux.</p>") == ["¶ Un.", "¶ Deux."]


def test_a_table_gives_rows_under_its_header_with_merged_cells_repeated() -> None:
    page = """<table><caption>Taux</caption><thead><tr><th>Nature<th>Taux</thead>
    <tr><td rowspan="2">Études<td>50 %<tr><td>30 %<tr><th>Travaux<td>20 %</table>"""
    blocks = read_html(page, "page.html")
    assert shown(blocks) == ["¶ Taux", "| Études | 50 %", "| Études | 30 %", "| Travaux | 20 %"]
    assert {block.header for block in blocks[1:]} == {"Nature | Taux"}


def test_a_list_inside_a_list_is_nested_however_it_is_written() -> None:
    loose = "<ul><li>a</li><ul><li>b</li></ul><li class='menu'>c</li>"
    page = f"{loose}<li><div>d<ul><li>e</li></ul></div></li></ul>"
    assert read(f"{page}<p>Un texte plus long que le reste.</p>")[:4] == [
        "* - a",
        "** - b",
        "* - d",
        "** - e",
    ]


def test_an_item_that_holds_a_section_or_a_table_is_read_as_it_stands() -> None:
    page = "<ul><li><h3>Qui ?</h3><p>Tous.</p></li><li><table><tr><td>a<td>b</table></li></ul>"
    assert read(page) == ["### Qui ?", "¶ Tous.", "| a | b"]


def test_preformatted_lines_and_loose_line_breaks_are_kept_apart() -> None:
    page = "<div>Sont aidés :<br>- les pôles ;<br>- les sociétés.</div><pre>Un\n\nDeux</pre>"
    assert read(page) == ["¶ Sont aidés :", "* - les pôles ;", "* - les sociétés.", "¶ Un", "¶ Deux"]


def test_a_column_of_cells_and_cells_of_nested_lists_are_read() -> None:
    assert read("<table><tr><td>Un.<tr><td>Deux.</table>") == ["¶ Un.", "¶ Deux."]
    nested = "<dl><dt>A<dd><p>Un.</p><dl><dt>B<dd>Deux.</dl></dl>"
    assert read(nested) == ["# A", "¶ Un.", "| B | Deux."]


def test_cells_that_claim_to_span_without_end_do_not_fill_the_memory() -> None:
    page = "<table>" + "<tr><td rowspan=99999>a<td>b" * 300 + "</table>"
    assert max(map(len, read(page))) < 1000


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    page = "<table><tr><td>Menu<td><h2>Objet</h2><p>Texte.</p></table>"
    assert read(page)[-2:] == ["## Objet", "¶ Texte."]


def test_questions_that_unfold_are_headings_of_the_same_depth() -> None:
    page = """<h2>Questions</h2><details><summary>Qui ?</summary><p>Tous.</p></details>
    <details><summary>Quand</summary>Demain.</details><h3><button>Où ?</button></h3><div>Ici.</div>
    <button>Comment ?</button><div>Ainsi.</div>"""
    assert read(page) == [
        "## Questions",
        "### Qui ?",
        "¶ Tous.",
        "### Quand",
        "¶ Demain.",
        "### Où ?",
        "¶ Ici.",
        "#### Comment ?",
        "¶ Ainsi.",
    ]


def test_definitions_are_rows_and_questions_with_answers_are_headings() -> None:
    page = "<dl><dt>Ouverture<dd>15 juillet 2013<dt>Qui peut candidater ?<dd>Les pôles.</dl>"
    assert read(page) == ["| Ouverture | 15 juillet 2013", "# Qui peut candidater ?", "¶ Les pôles."]


def test_a_paragraph_in_bold_that_asks_is_a_heading() -> None:
    assert read("<p><strong>Qui ?</strong></p><p>Tous, <b>vraiment</b>.</p>") == [
        "# Qui ?",
        "¶ Tous, vraiment.",
    ]


def test_an_unclosed_page_is_read_as_a_browser_shows_it() -> None:
    assert read("<h2>Objet<p>Un<p>Deux <b>gras<ul><li>a<li>b") == [
        "## Objet",
        "¶ Un",
        "¶ Deux gras",
        "* - a",
        "* - b",
    ]


def test_a_page_that_declares_its_encoding_in_xml_is_read() -> None:
    assert read('<?xml version="1.0" encoding="ISO-8859-1"?><html><body><p>Été</p></body></html>') == [
        "¶ Été"
    ]


@pytest.mark.parametrize("page", ["", "  ", "<!-- rien -->", "<script>1</script>", "<html></html>"])
def test_a_page_without_words_gives_nothing(page: str) -> None:
    assert read(page) == []


@pytest.mark.parametrize(
    ("opened", "closed"), [("<div>", "</div>"), ("<ul><li>", "</li></ul>"), ("<b>", "</b>")]
)
def test_endless_nesting_neither_hangs_nor_breaks(opened: str, closed: str) -> None:
    page = opened * 50_000 + "texte" + closed * 50_000
    try:
        read(page)
    except DamagedFile as error:
        assert "imbriqué" in str(error)


def test_what_a_page_hides_from_its_readers_is_not_read() -> None:
    hidden = (
        '<p hidden>Un.</p><p style="display:none">Deux.</p><p style="font-size:0px">Trois.</p>'
        '<p style="color:#fff;background-color:#FFF">Quatre.</p><span style="visibility:hidden">Cinq</span>'
    )
    shown = (
        '<div hidden="until-found">Six.</div><div role="tabpanel" hidden>Sept.</div>'
        '<p style="color:red">Huit.</p><button aria-controls="a">Ouvrir</button><p id="a" hidden>Neuf.</p>'
        '<a href="#b">Réponse</a><p id="b" style="display:none">Dix.</p><p style="opacity:0">Onze.</p>'
        '<p style="color:inherit;background-color:inherit">Douze.</p>'
    )
    blocks = read_html(f"<main>Avant. {hidden} Après.{shown}</main>", "page.html")
    read = " ".join(block.text for block in blocks)
    assert not any(word in read for word in ("Un.", "Deux", "Trois", "Quatre", "Cinq"))
    assert all(word in read for word in ("Avant.", "Après.", "Six.", "Sept.", "Huit."))
    assert all(word in read for word in ("Neuf.", "Dix.", "Onze.", "Douze."))


def test_a_page_that_is_mostly_hidden_is_read() -> None:
    blocks = read_html(
        '<h1>Titre</h1><div style="display:none"><p>Un texte officiel long.</p></div>', "page.html"
    )
    assert "Un texte officiel long." in [block.text for block in blocks]


LONG = "<p>Le texte de la page, plus long que tout ce qui y est replié ou caché.</p>"


@pytest.mark.parametrize(
    "page",
    [
        '<button aria-controls="q r">Qui ?</button><div id="r" style="display:none">Gardé.</div>',
        '<a href="#r%C3%A9ponse">Qui ?</a><div id="réponse" hidden>Gardé.</div>',
        '<button data-target="#r">Qui ?</button><div hidden><p id="r">Gardé.</p></div>',
        '<button data-bs-target="#r">Qui ?</button><div id="r" hidden>Gardé.</div>',
        '<p style="opacity:0">Gardé.</p>',
        '<p style="color:inherit;background-color:inherit">Gardé.</p>',
        '<p style="color: var(--a); background: var(--a)">Gardé.</p>',
        '<p style="color:currentColor;background:currentcolor">Gardé.</p>',
        '<article style="display:none">Gardé.</article>',
    ],
)
def test_what_a_page_shows_later_is_read(page: str) -> None:
    assert "Gardé." in " ".join(read(f"<div>{LONG}{page}</div>"))


@pytest.mark.parametrize(
    "page",
    [
        "<p hidden>Caché.</p>",
        '<a href="#">Haut</a><p id="" hidden>Caché.</p>',
        '<a href="#r" hidden>Qui ?</a><p id="r" hidden>Caché.</p>',
        '<a href="#r">Contenu</a><div id="r"><p hidden>Caché.</p></div>',
        '<script>un deux trois</script><p style="color:red;background-color:RED">Caché.</p>',
    ],
)
def test_what_no_control_opens_is_not_read(page: str) -> None:
    assert "Caché" not in " ".join(read(f"<div>{LONG}{page}</div>"))


@pytest.mark.parametrize("marks", ['style="opacity:0"', 'style="display:none"', "hidden"])
def test_a_page_that_hides_all_of_itself_is_read(marks: str) -> None:
    assert read(f"<body {marks}><p>Tout.</p></body>") == ["¶ Tout."]
    script = "<script>" + "mot " * 99 + "</script>"
    assert read(f"<body>{script}<div {marks}><p>Presque tout est ici.</p></div>Reste.</body>") == [
        "¶ Presque tout est ici.",
        "¶ Reste.",
    ]
