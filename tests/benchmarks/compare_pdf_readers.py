"""Compare what three PDF readers, and ours above one of them, give of the two real texts of a call.

Run by hand: `python -m tests.benchmarks.compare_pdf_readers`. The texts stand beside the repository.
"""

import re
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pdfplumber
import pypdf
import pypdfium2

from ingest.blocks import BlockKind
from ingest.pdf import read_pdf

TEXTS = Path(__file__).parents[2].parent / "shared/corpus/eig4"
NAMES = ("AACEIG4_Reglement.pdf", "AAPEIG4_Cahierdescharges.pdf")

HEADINGS = (
    (
        *("Préambule", "Article 1 – Objectif de l’appel à candidature", "Article 2 – Encadrement financier"),
        *("Article 3 – Défis à réaliser", "Article 4 – Conditions d’éligibilité"),
        *("Article 5 - Dossier de candidature", "Article 6 – Sélection des candidats", "1. Pré-sélection"),
        *("2. Critères de sélection", "3. Sélection des entrepreneurs du défi « EIG Link »"),
        *("4. Composition et engagements du jury", "5. Sélection et décision finales"),
        *("Article 7 – Démarrage des défis", "Article 8 – Engagements des candidats"),
        "Article 9 – Engagements de l’administration",
    ),
    (
        *(
            "1. Qu’est-ce que le programme Entrepreneurs d’Intérêt Général ?",
            "2. Quels sont les défis attendus ?",
        ),
        "3. Quelles sont les conditions de co-financement des EIG par la DINUM ?",
        *("3.1. Administrations éligibles au co-financement", "3.2. Cas particuliers"),
        *("3.3. Modalités de co-financement", "3.4. Autofinancement"),
        "4. Quels sont les engagements des administrations lauréates du programme ?",
        *("4.1. Constitution de la promotion", "4.2. Financement et recrutement des EIG"),
        "4.3. Mise à la disposition de l’équipe projet de l’environnement technique et l’ensemble des"
        " ressources et données nécessaires à la réalisation du défi",
        "4.4. Participation au programme d’accompagnement de la promotion",
        "4.5. Mesure de l’impact, valorisation et pérennisation des résultats",
        "5. Quel est le processus de réponse à l’appel à projets ? Quels sont les critères de sélection"
        " des défis ?",
        "5.1. Calendrier prévisionnel relatif à la constitution de la promotion 4 des EIG (2020)",
        *("5.2. Processus de sélection des défis", "5.3. Modalités de remise des dossiers"),
        *("5.4. Contenu du dossier de candidature", "5.5. Critères de sélection des défis"),
        "Annexe 1 : MODALITES DE DEPOT EN LIGNE",
        "Annexe 2 : INFORMATIONS ADMINISTRATIVES ET FINANCIERES DEMANDEES DANS LE FORMULAIRE DE CANDIDATURE",
        "Annexe 3 : FICHE DETAILLEE",
    ),
)

# Cells of one row each, as a person reads them: whole when they follow each other on one line.
ROWS = (
    "ADEX Prévenir les conflits d'intérêts dans le domaine médical Haute Autorité de Santé",
    "Enki Mieux informer les autorités et services d'urgence lors d'une crise Agence du Numérique de la"
    " Sécurité Civile",
    "Datalympics Contribuer à la transparence des fonds publics engagés pour les JOP 2024 Direction du"
    " budget, Ministère de l’Economie et des Finances",
    "Open Collectivités Simplifier l’accès aux informations financières et statistiques des collectivités"
    " locales Direction générale des collectivités locales",
    "DataMed Mehdi Benkebil Émilie Fauchier-Magnan Florent Robic Agence nationale de sécurité des médicaments"
    " et des produits de santé",
    "LABEL Claire Herbin Estelle Jond-Necand Cour de Cassation",
    "SIANCE Dominique Boina Damien Clément Autorité de sûreté nucléaire",
)

# What a call of footnote, a hyphen or a raised letter becomes when it is read wrong.
SLIPS = r"GOUV1|20201|DINUM3|projets4|accueillent ?2|budgétaire2|promotion 44|1 er\b|4 ème|\ufffe|\x02"


def with_pypdfium2(data: bytes) -> list[str]:
    """Return the lines of a PDF as pypdfium2 gives them."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    return "\n".join(pages).splitlines()


def with_pypdf(data: bytes) -> list[str]:
    """Return the lines of a PDF as pypdf gives them."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages).splitlines()


def with_pdfplumber(data: bytes) -> list[str]:
    """Return the lines of a PDF as pdfplumber gives them."""
    with pdfplumber.open(BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages).splitlines()


def with_ours(data: bytes) -> list[str]:
    """Return the text of our blocks, and the headers of the tables."""
    blocks = read_pdf(data)
    lines = [b.text.replace(" | ", " ") if b.kind is BlockKind.ROW else b.text for b in blocks]
    return lines + sorted({block.header for block in blocks})


def in_order(wanted: Sequence[str], lines: Sequence[str]) -> int:
    """Count the lines that are a wanted one, each after the one before.

    >>> in_order(["a", "b", "c"], ["a", "x", "c", "b"])
    2
    """
    found = 0
    rest = list(map(plain, lines))
    for heading in map(plain, wanted):
        if heading in rest:
            found += 1
            rest = rest[rest.index(heading) + 1 :]
    return found


def plain(line: str) -> str:
    """Return a line with single spaces."""
    return " ".join(line.split())


def words_of(lines: Sequence[str]) -> set[str]:
    """Return the words of a text, in lower case."""
    return set(re.findall(r"[^\W\d_]{3,}", " ".join(lines).lower()))


def agreed_words() -> set[str]:
    """Return the words of both texts on which two readers of different make agree."""
    texts = [(TEXTS / file).read_bytes() for file in NAMES]
    return set().union(*(words_of(with_pypdfium2(data)) & words_of(with_pypdf(data)) for data in texts))


def report(name: str, reader: Callable[[bytes], list[str]], agreed: set[str]) -> str:
    """Return the row of the table that shows a reader."""
    start = time.perf_counter()
    texts = [reader((TEXTS / file).read_bytes()) for file in NAMES]
    seconds = time.perf_counter() - start
    rules, specifications = (in_order(wanted, lines) for wanted, lines in zip(HEADINGS, texts, strict=True))
    whole = sum(any(row in plain(line) for line in texts[0]) for row in ROWS)
    lines = [line for text in texts for line in text]
    furniture = sum(bool(re.fullmatch(r"\s*\d{1,2}\s*|.*\.{8,}\s*\d+\s*", line)) for line in lines)
    slips = len(re.findall(SLIPS, "\n".join(lines)))
    lost = len(agreed - words_of(lines))
    cells = (f"{rules}/{len(HEADINGS[0])}", f"{specifications}/{len(HEADINGS[1])}", f"{whole}/{len(ROWS)}")
    return f"{name:<12}" + "".join(
        f"{cell:>16}" for cell in (*cells, slips, furniture, lost, f"{seconds:.2f}")
    )


READERS = (
    ("pypdfium2", with_pypdfium2),
    ("pypdf", with_pypdf),
    ("pdfplumber", with_pdfplumber),
    ("ours", with_ours),
)
COLUMNS = ("rules", "specifications", "rows whole", "slips", "furniture", "words lost", "seconds")

if __name__ == "__main__":
    print(f"{'reader':<12}" + "".join(f"{column:>16}" for column in COLUMNS))
    agreed = agreed_words()
    for name, reader in READERS:
        print(report(name, reader, agreed))
