"""A plain text gives paragraphs, lists and headings told by their look."""

import pytest

from ingest.plain import read_text
from tests.ingest.shown import shown


def read(text: str) -> list[str]:
    return shown(read_text(text))


def test_wrapped_lines_are_joined_and_their_hyphens_undone() -> None:
    text = (
        "L’aide soutient les pôles territoriaux de coopé-\nration économique, dans les\nconditions du texte."
    )
    joined = "L’aide soutient les pôles territoriaux de coopération économique, dans les conditions du texte."
    assert read(text) == [f"¶ {joined}"]


def test_a_short_line_that_ends_a_sentence_ends_its_paragraph() -> None:
    first = "Le dossier comprend un budget et un plan de\nfinancement.\n"
    assert read(f"{first}Il est signé par tous les partenaires du projet.") == [
        "¶ Le dossier comprend un budget et un plan de financement.",
        "¶ Il est signé par tous les partenaires du projet.",
    ]


def test_lines_too_long_to_be_wrapped_are_paragraphs() -> None:
    assert read(f"{'mot ' * 60}\n{'fin ' * 60}") == [
        f"¶ {('mot ' * 60).strip()}",
        f"¶ {('fin ' * 60).strip()}",
    ]


def test_markers_open_items_but_a_reference_at_a_line_start_does_not() -> None:
    first = "Sont aidées :\n1° les sociétés mentionnées au\n2° du II ;\n"
    assert read(f"{first}2° les coopératives :\na) agréées ;\nb) ou non.") == [
        "¶ Sont aidées :",
        "* 1° les sociétés mentionnées au 2° du II ;",
        "* 2° les coopératives :",
        "** a) agréées ;",
        "** b) ou non.",
    ]


def test_short_numbered_or_upper_case_lines_are_headings() -> None:
    title = "APPEL À PROJETS\nPÔLES TERRITORIAUX\n\n"
    assert read(f"{title}1. Objet\nUn.\n\n1.1 Dépenses\n\nDeux.\n\n2. Dépôt\n\nTrois.") == [
        "# APPEL À PROJETS PÔLES TERRITORIAUX",
        "# 1. Objet",
        "¶ Un.",
        "## 1.1 Dépenses",
        "¶ Deux.",
        "# 2. Dépôt",
        "¶ Trois.",
    ]


def test_numbered_lines_in_a_row_are_a_list() -> None:
    assert read("Étapes :\n\n1. Dépôt\n\n2. Choix") == ["¶ Étapes :", "* 1. Dépôt", "* 2. Choix"]


@pytest.mark.parametrize(
    "level_and_line", [(1, "TITRE Ier"), (2, "CHAPITRE II : LES AIDES"), (3, "Section 1"), (5, "Article 3")]
)
def test_named_subdivisions_are_headings(level_and_line: tuple[int, str]) -> None:
    level, line = level_and_line
    assert read(f"{line}\nTexte de cette partie.") == [f"{'#' * level} {line}", "¶ Texte de cette partie."]


def test_a_question_alone_on_its_line_heads_its_answer() -> None:
    assert read("FOIRE AUX QUESTIONS\n\nQui peut candidater ?\n\nTous.\n\nQuand ?\n\nDemain.") == [
        "# FOIRE AUX QUESTIONS",
        "## Qui peut candidater ?",
        "¶ Tous.",
        "## Quand ?",
        "¶ Demain.",
    ]


def test_a_long_text_without_blank_lines_is_read_in_time() -> None:
    line = "Les pôles territoriaux de coopération économique sont constitués par le regroupement"
    (paragraph,) = read("\n".join([line] * 3000))
    assert len(paragraph) == 2 + 3000 * (len(line) + 1) - 1


def test_rules_and_blank_lines_give_nothing() -> None:
    assert read("\n-----\nTexte.\r\n\r\n=====\n") == ["¶ Texte."]
    assert read(" \n\n") == []
