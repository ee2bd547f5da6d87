"""The two PDFs of a real call are read whole, in order, and without what belongs to their pages."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest

from ingest.blocks import Block, BlockKind
from tests.ingest.shown import shown

SPECIFICATIONS = """
# 1. Qu’est-ce que le programme Entrepreneurs d’Intérêt Général ?
# 2. Quels sont les défis attendus ?
# 3. Quelles sont les conditions de co-financement des EIG par la DINUM ?
## 3.1. Administrations éligibles au co-financement
## 3.2. Cas particuliers
## 3.3. Modalités de co-financement
## 3.4. Autofinancement
# 4. Quels sont les engagements des administrations lauréates du programme ?
## 4.1. Constitution de la promotion
## 4.2. Financement et recrutement des EIG
## 4.3. Mise à la disposition de l’équipe projet de l’environnement technique et l’ensemble des ressources \
et données nécessaires à la réalisation du défi
## 4.4. Participation au programme d’accompagnement de la promotion
## 4.5. Mesure de l’impact, valorisation et pérennisation des résultats
# 5. Quel est le processus de réponse à l’appel à projets ? Quels sont les critères de sélection des défis ?
## 5.1. Calendrier prévisionnel relatif à la constitution de la promotion 4 des EIG (2020)
## 5.2. Processus de sélection des défis
## 5.3. Modalités de remise des dossiers
## 5.4. Contenu du dossier de candidature
## 5.5. Critères de sélection des défis
# Annexe 1 : MODALITES DE DEPOT EN LIGNE
# Annexe 2 : INFORMATIONS ADMINISTRATIVES ET FINANCIERES DEMANDEES DANS LE FORMULAIRE DE CANDIDATURE
# Annexe 3 : FICHE DETAILLEE
""".strip().splitlines()

RULES = """
# Préambule
# Article 1 – Objectif de l’appel à candidature
# Article 2 – Encadrement financier
# Article 3 – Défis à réaliser
# Article 4 – Conditions d’éligibilité
# Article 5 - Dossier de candidature
# Article 6 – Sélection des candidats
## 1. Pré-sélection
## 2. Critères de sélection
## 3. Sélection des entrepreneurs du défi « EIG Link »
## 4. Composition et engagements du jury
## 5. Sélection et décision finales
# Article 7 – Démarrage des défis
# Article 8 – Engagements des candidats
### Rappels
# Article 9 – Engagements de l’administration
""".strip().splitlines()

CHALLENGES = (
    "ADEX", "Atlas Culture", "CapQualif", "DataMed", "Datalympics", "EIG Link", "Enki", "EnviNorma",
    "France Transition", "LABEL", "MonitorFish", "NEOTac", "Open Collectivités", "Opérations 18", "SEDAccord",
    "SIANCE", "SSP Datalab",
)  # fmt: skip


def of_kind(blocks: Sequence[Block], kind: BlockKind) -> list[Block]:
    return [block for block in blocks if block.kind is kind]


@pytest.fixture(params=["specifications", "rules"])
def blocks(request: pytest.FixtureRequest) -> tuple[Block, ...]:
    found: tuple[Block, ...] = request.getfixturevalue(request.param)
    return found


def test_numbered_headings_of_the_specifications_come_in_order(specifications: Sequence[Block]) -> None:
    found = shown(of_kind(specifications, BlockKind.HEADING))
    assert [line for line in found if re.match(r"#+ (\d|Annexe)", line)] == SPECIFICATIONS


def test_headings_of_the_rules_come_in_order(rules: Sequence[Block]) -> None:
    found = shown(block for block in of_kind(rules, BlockKind.HEADING) if block.page != 1)
    assert found == RULES


def test_each_document_opens_with_its_title(rules: Sequence[Block], specifications: Sequence[Block]) -> None:
    assert of_kind(rules, BlockKind.HEADING)[0].text == "Règlement de l’appel à candidature"
    assert of_kind(specifications, BlockKind.HEADING)[0].text.startswith("Défis de transition numérique des")


def test_no_page_number_stands_in_a_block(blocks: Sequence[Block]) -> None:
    assert [block.text for block in blocks if re.fullmatch(r"[\d\s]*", block.text)] == []
    assert [block.text for block in blocks if re.search(rf"\s{block.page}$", block.text)] == []


def test_contents_are_not_text(specifications: Sequence[Block]) -> None:
    assert [block.text for block in specifications if "....." in block.text or block.page == 2] == []


def test_pages_never_go_back_but_for_notes(blocks: Sequence[Block]) -> None:
    pages = [block.page or 0 for block in blocks if block.kind is not BlockKind.NOTE]
    assert all(page <= following for page, following in pairwise(pages))


@pytest.mark.parametrize(("page", "count", "columns"), [(4, 17, 3), (8, 17, 3)])
def test_tables_that_cross_a_page_keep_each_row_whole(
    rules: Sequence[Block], page: int, count: int, columns: int
) -> None:
    rows = [block for block in of_kind(rules, BlockKind.ROW) if block.page in (page, page + 1)]
    assert len(rows) == count
    assert [row.text.split(" | ")[0] for row in rows] == list(CHALLENGES)
    assert {len([cell for cell in row.text.split(" | ") if cell]) for row in rows} == {columns}


def test_a_row_reads_whole_under_its_header(rules: Sequence[Block]) -> None:
    row = next(block for block in of_kind(rules, BlockKind.ROW) if block.text.startswith("Opérations 18"))
    assert row.header == "Nom du défi | Description | Administration d’accueil"
    assert row.text == (
        "Opérations 18 | Optimiser l’utilisation des capacités opérationnelles des sapeurs-pompiers"
        " | Brigade des Sapeurs-Pompiers de Paris"
    )


def test_table_text_is_not_said_again_in_paragraphs(rules: Sequence[Block]) -> None:
    paragraphs = " ".join(block.text for block in of_kind(rules, BlockKind.PARAGRAPH))
    assert [name for name in CHALLENGES if name in paragraphs] == ["EIG Link"]


def test_calls_of_notes_are_left_out(rules: Sequence[Block], specifications: Sequence[Block]) -> None:
    text = " ".join(block.text for block in (*rules, *specifications))
    assert (
        re.findall(r"TECH\.GOUV\d|accueillent\s?\d|DINUM\d|projets\d|20201|20203|budgétaire2|44 \(", text)
        == []
    )
    assert "des EIG qu’elles accueillent." in text
    assert "le 1er septembre 2020" in text
    assert "la 4ème promotion" in text


def test_notes_are_notes(rules: Sequence[Block], specifications: Sequence[Block]) -> None:
    assert [(note.page, note.text[:3]) for note in of_kind(rules, BlockKind.NOTE)] == [
        (2, "1 h"), (3, "2 A"), (4, "3 L"), (8, "4 V"),
    ]  # fmt: skip
    assert [note.page for note in of_kind(specifications, BlockKind.NOTE)] == [3, 3, 3, 5]
    assert of_kind(specifications, BlockKind.NOTE)[2].text.endswith(
        "https://www.performance-publique.budget.gouv.fr/sites/performance_publique/files/farandole/"
        "ressources/2020/pap/html/DBGPGMOBJINDPGM352.htm"
    )


def test_an_item_cut_by_a_page_is_joined(specifications: Sequence[Block]) -> None:
    item = next(b for b in specifications if b.text.startswith("- identifier un ou deux mentors"))
    assert item.page == 4
    assert "programme d’accompagnement des défis avec les mentors" in item.text
    assert item.text.endswith("conseils sur le projet, etc.).")
